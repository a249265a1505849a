import { Problem, type ProblemDefinition } from '../http/problem';

export const Unauthorized = {
  code: 'unauthorized',
  status: 401,
  title: 'A valid API token is needed',
  remedy: 'Send `Authorization: Bearer` with a token that is neither revoked nor expired.',
  headers: { 'WWW-Authenticate': '`Bearer`.' },
} as const satisfies ProblemDefinition;
export const InsufficientScope = {
  code: 'insufficient-scope',
  status: 403,
  title: 'The token may not do this',
  remedy: 'Use a token that has the scope, or has every merchant where that is needed.',
} as const satisfies ProblemDefinition;
export const CrossSiteRequest = {
  code: 'cross-site-request',
  status: 403,
  title: 'The console does not act for other sites',
  remedy:
    'Send an API token as `Authorization: Bearer`. With the cookie of the console only its own page may change anything: it sends `x-ipay-console: 1`, and the browser says that it is of the same origin.',
} as const satisfies ProblemDefinition;
export const RateLimited = {
  code: 'rate-limited',
  status: 429,
  title: 'Too many requests with this token',
  remedy: 'Wait for `Retry-After` and repeat; `RateLimit` says how much is left.',
  headers: {
    'Retry-After': 'Seconds to wait.',
    RateLimit: 'What is left, and when it begins anew.',
    'RateLimit-Policy': 'The limit.',
  },
} as const satisfies ProblemDefinition;
export const MerchantNotFound = {
  code: 'merchant-not-found',
  status: 404,
  title: 'There is no such merchant',
  remedy: "Check the id, and that the token's list of merchants has it.",
} as const satisfies ProblemDefinition;
export const TokenNotFound = {
  code: 'token-not-found',
  status: 404,
  title: 'There is no such token',
  remedy: 'Check the id; a revoked token is not there any more.',
} as const satisfies ProblemDefinition;
export const TokenExpired = {
  code: 'token-expired',
  status: 409,
  title: 'The token has expired',
  remedy: 'Make a new token.',
} as const satisfies ProblemDefinition;

/** One sentence for every reason: missing, malformed, unknown, expired, revoked. */
export function unauthorized(): Problem {
  return new Problem(Unauthorized, 'Send Authorization: Bearer with a valid API token', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

export function crossSiteRequest(): Problem {
  return new Problem(CrossSiteRequest, 'The browser does not say that our own page sent this');
}

/** One answer whether the merchant exists or not: a token never learns of others' merchants. */
export function merchantNotFound(): Problem {
  return new Problem(MerchantNotFound, 'No merchant that this token may see has this id');
}
