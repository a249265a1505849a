import type { ProblemDefinition } from '../http/problem';

/** Each instance counts for itself. */
export const TooManyStreams = {
  code: 'too-many-streams',
  status: 429,
  title: 'Too many streams are open',
} as const satisfies ProblemDefinition;
