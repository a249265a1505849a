import type { Problem, ProblemCode, ProblemOf } from './types';

/** The service has refused a request, and says why. */
export class ProblemError<P extends Problem = Problem> extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: P) {
    super(`${problem.code}: ${problem.detail}`);
  }

  get code(): P['code'] {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** Narrows to what this code carries: `if (error.is('reference-id-used')) error.problem.orderId`. */
  is<Code extends ProblemCode>(code: Code): this is ProblemError<ProblemOf<Code>> {
    return this.problem.code === code;
  }
}

/** An answer that is no answer of the service: a proxy's page, for example. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';

  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`an answer ${String(status)} that the service does not give`);
  }
}
