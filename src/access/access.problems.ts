import { Problem, type ProblemDefinition } from '../http/problem';

export const Unauthorized = {
  code: 'unauthorized',
  status: 401,
  title: 'A valid API token is needed',
} as const satisfies ProblemDefinition;
export const InsufficientScope = {
  code: 'insufficient-scope',
  status: 403,
  title: 'The token may not do this',
} as const satisfies ProblemDefinition;
/** With `Retry-After`, and the `RateLimit` headers that every answer carries. */
export const RateLimited = {
  code: 'rate-limited',
  status: 429,
  title: 'Too many requests with this token',
} as const satisfies ProblemDefinition;
export const MerchantNotFound = {
  code: 'merchant-not-found',
  status: 404,
  title: 'There is no such merchant',
} as const satisfies ProblemDefinition;
export const TokenNotFound = {
  code: 'token-not-found',
  status: 404,
  title: 'There is no such token',
} as const satisfies ProblemDefinition;
export const TokenExpired = {
  code: 'token-expired',
  status: 409,
  title: 'The token has expired',
} as const satisfies ProblemDefinition;

/** One sentence for every reason: missing, malformed, unknown, expired, revoked. */
export function unauthorized(): Problem {
  return new Problem(Unauthorized, 'Send Authorization: Bearer with a valid API token', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/** One answer whether the merchant exists or not: a token never learns of others' merchants. */
export function merchantNotFound(): Problem {
  return new Problem(MerchantNotFound, 'No merchant that this token may see has this id');
}
