import type { z } from 'zod';

/** One row of a module's catalogue of refusals: what callers branch on. */
export interface ProblemDefinition {
  /** Stable; `type` on the wire is `urn:problem:<code>`. */
  readonly code: string;
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
  /** What the caller can do about it; for the pages that people read. */
  readonly remedy: string;
  /** What the answer carries beside the standard members. */
  readonly members?: z.ZodObject;
  /** Header name → what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ProblemOptions {
  /** Members beside the standard ones, as the code promises. */
  members?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/**
 * A refusal on its way to the caller; services throw it, one filter renders it (RFC 9457).
 * `detail` is shown to the caller: never a secret, never SQL, never another tenant's data.
 */
export class Problem extends Error {
  override name = 'Problem';
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly definition: ProblemDefinition,
    readonly detail: string,
    { members = {}, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(`${definition.code}: ${detail}`, { cause });
    this.members = members;
    this.headers = headers;
  }

  is(definition: ProblemDefinition): boolean {
    return this.definition.code === definition.code;
  }
}

/** The document on the wire. */
export function renderProblem(problem: Problem, requestId: string): Record<string, unknown> {
  const { code, status, title } = problem.definition;
  return {
    type: `urn:problem:${code}`,
    title,
    status,
    detail: problem.detail,
    code,
    requestId,
    ...problem.members,
  };
}
