import { z } from 'zod';
import { Problem, type ProblemDefinition } from './problem';

/** What any address may answer, whatever stands behind it. */
export const ValidationFailed = {
  code: 'validation-failed',
  status: 400,
  title: 'The request is not valid',
  remedy:
    'Correct the fields that `errors` names; all of them are named at once. Repeating the same request answers the same.',
  members: z.object({ errors: z.array(z.object({ field: z.string(), message: z.string() })) }),
} as const satisfies ProblemDefinition;
export const InvalidCursor = {
  code: 'invalid-cursor',
  status: 400,
  title: 'The cursor is not one of ours',
  remedy:
    'Take `cursor` from `nextCursor` of the page before, unchanged, and with the same filters.',
} as const satisfies ProblemDefinition;
export const NotFound = {
  code: 'not-found',
  status: 404,
  title: 'There is nothing here',
  remedy: 'Check the address against the API document.',
} as const satisfies ProblemDefinition;
export const MethodNotAllowed = {
  code: 'method-not-allowed',
  status: 405,
  title: 'This method is not for this address',
  remedy: 'Check the method against the API document.',
} as const satisfies ProblemDefinition;
export const PayloadTooLarge = {
  code: 'payload-too-large',
  status: 413,
  title: 'The body is too large',
  remedy: 'Send at most 64 KiB.',
} as const satisfies ProblemDefinition;
export const UriTooLong = {
  code: 'uri-too-long',
  status: 414,
  title: 'The address is too long',
  remedy: 'Send an address of at most 8 KiB.',
} as const satisfies ProblemDefinition;
export const UnsupportedMediaType = {
  code: 'unsupported-media-type',
  status: 415,
  title: 'The body must be application/json',
  remedy: 'Send `Content-Type: application/json`.',
} as const satisfies ProblemDefinition;
export const HeadersTooLarge = {
  code: 'headers-too-large',
  status: 431,
  title: 'The headers are too large',
  remedy: 'Send fewer or shorter headers.',
} as const satisfies ProblemDefinition;
export const BadRequest = {
  code: 'bad-request',
  status: 400,
  title: 'The request could not be read',
  remedy: 'The request is not HTTP as this service reads it; correct the client.',
} as const satisfies ProblemDefinition;
export const InternalError = {
  code: 'internal-error',
  status: 500,
  title: 'Something went wrong on our side',
  remedy: 'Repeat the same request later; if it stays, tell the operators the `requestId`.',
} as const satisfies ProblemDefinition;
export const ServiceUnavailable = {
  code: 'service-unavailable',
  status: 503,
  title: 'The service cannot answer right now',
  remedy:
    'The outcome is unknown: repeat the same request after `Retry-After`. Nothing is done twice.',
  headers: { 'Retry-After': 'Seconds to wait.' },
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
