import type { ProblemDefinition } from '../http/problem';

/** Each instance counts for itself. */
export const TooManyStreams = {
  code: 'too-many-streams',
  status: 429,
  title: 'Too many streams are open',
  remedy: 'Close a stream of this token; each instance counts for itself.',
  headers: { 'Retry-After': 'Seconds to wait.' },
} as const satisfies ProblemDefinition;
