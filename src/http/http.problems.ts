import { Problem, type ProblemDefinition } from './problem';

/** What any address may answer, whatever stands behind it. */
export const ValidationFailed = {
  code: 'validation-failed',
  status: 400,
  title: 'The request is not valid',
} as const satisfies ProblemDefinition;
export const InvalidCursor = {
  code: 'invalid-cursor',
  status: 400,
  title: 'The cursor is not one of ours',
} as const satisfies ProblemDefinition;
export const NotFound = {
  code: 'not-found',
  status: 404,
  title: 'There is nothing here',
} as const satisfies ProblemDefinition;
export const MethodNotAllowed = {
  code: 'method-not-allowed',
  status: 405,
  title: 'This method is not for this address',
} as const satisfies ProblemDefinition;
export const PayloadTooLarge = {
  code: 'payload-too-large',
  status: 413,
  title: 'The body is too large',
} as const satisfies ProblemDefinition;
export const UriTooLong = {
  code: 'uri-too-long',
  status: 414,
  title: 'The address is too long',
} as const satisfies ProblemDefinition;
export const UnsupportedMediaType = {
  code: 'unsupported-media-type',
  status: 415,
  title: 'The body must be application/json',
} as const satisfies ProblemDefinition;
export const HeadersTooLarge = {
  code: 'headers-too-large',
  status: 431,
  title: 'The headers are too large',
} as const satisfies ProblemDefinition;
export const BadRequest = {
  code: 'bad-request',
  status: 400,
  title: 'The request could not be read',
} as const satisfies ProblemDefinition;
export const InternalError = {
  code: 'internal-error',
  status: 500,
  title: 'Something went wrong on our side',
} as const satisfies ProblemDefinition;
export const ServiceUnavailable = {
  code: 'service-unavailable',
  status: 503,
  title: 'The service cannot answer right now',
} as const satisfies ProblemDefinition;

export interface FieldError {
  /** Path into the body or the query: `amount`, `metadata.colour`; empty for the whole. */
  field: string;
  message: string;
}

export function validationFailed(errors: readonly FieldError[]): Problem {
  return new Problem(ValidationFailed, errors.map(describe).join('; '), { members: { errors } });
}

function describe({ field, message }: FieldError): string {
  return field === '' ? message : `${field} ${message}`;
}
