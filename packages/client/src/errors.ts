import type { Problem, ProblemCode, ProblemOf } from './types';

/** An answer, but not the one that was wanted. */
abstract class AnswerError extends Error {
  abstract readonly status: number;
  /** How long to wait before asking again, where the answer says it. */
  abstract readonly retryAfterMs: number | null;
}

/** The service has refused a request, and says why. */
export class ProblemError extends AnswerError {
  override readonly name = 'ProblemError';

  constructor(
    readonly problem: Problem,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${problem.code}: ${problem.detail} (request ${problem.requestId})`);
  }

  /** A later service may have codes that this client does not know yet. */
  get code(): ProblemCode {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** Narrows to what the code carries: `if (error.is('not-paid')) error.problem.state`. */
  is<Code extends ProblemCode>(
    code: Code,
  ): this is ProblemError & { readonly problem: ProblemOf<Code> } {
    return this.problem.code === code;
  }
}

/** Not an answer of the service's: a page of a proxy, for example. */
export class UnexpectedAnswer extends AnswerError {
  override readonly name = 'UnexpectedAnswer';

  constructor(
    readonly status: number,
    readonly text: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`an answer ${String(status)} that is not of the service: ${text.slice(0, 200)}`);
  }
}

/** Nobody has answered in time; `cause` says what came instead. What became of it is unknown. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const LATER: readonly number[] = [429, 502, 503, 504];

/**
 * Whether the same request may do better in a while: the network broke, or somebody on the way says
 * so. A 502 of the service itself is iPay's word about a key, and stays.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof AnswerError)) return true;
  const isFinal = error instanceof ProblemError && error.is('gateway-credentials-rejected');
  return LATER.includes(error.status) && !isFinal;
}

/** 0 where nobody asks for a pause. */
export function retryAfterOf(error: unknown): number {
  return (error instanceof AnswerError ? error.retryAfterMs : null) ?? 0;
}

/** The error for the caller, once nothing more is tried. */
export function finalError(error: unknown): unknown {
  if (error instanceof AnswerError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new NoAnswer(`no answer: ${why}`, { cause: error });
}
