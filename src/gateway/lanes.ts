/**
 * One tenant's trouble is its own: every merchant has, in each environment and for each operation,
 * a lane with a limit of calls at once and a circuit breaker (ADR 0002 says why creates and status
 * questions do not share one).
 */
import {
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  handleWhenResult,
} from 'cockatiel';
import { type Environment } from '../config/environment';
import { FailureWindow } from './failure-window';

/** A quarter of the sockets to one environment, so that four hanging merchants leave none waiting. */
export const CALLS_AT_ONCE = 64;
const CALLS_WAITING = 64;
const OPEN_MS = 5_000;
/** For how long a breaker that nobody tries says anything of the gateway. */
const TELLING_MS = 15 * 60_000;
/** Lanes kept; beyond them the one unused for longest is forgotten, and starts anew. */
const LANES = 4_096;

export const OPERATIONS = ['create', 'status'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Why a call was not even tried. */
export type Refusal = 'circuit open' | 'too many calls at once' | 'no free slot in time';

export class Lane {
  readonly #slots = bulkhead(CALLS_AT_ONCE, CALLS_WAITING);
  readonly #breaker;
  #openedAt = 0;
  /** Since when nothing has come through; null while the breaker is closed. Monotonic. */
  #brokenAt: number | null = null;

  /** @param failed whether an outcome speaks against the gateway */
  constructor(
    readonly merchantId: string,
    readonly environment: Environment,
    readonly operation: Operation,
    failed: (outcome: unknown) => boolean,
  ) {
    this.#breaker = circuitBreaker(handleWhenResult(failed), {
      halfOpenAfter: OPEN_MS,
      breaker: new FailureWindow(),
    });
    this.#breaker.onBreak(() => {
      this.#openedAt = Date.now();
      this.#brokenAt ??= performance.now();
    });
    this.#breaker.onReset(() => {
      this.#brokenAt = null;
    });
  }

  /** Open, or trying again at this moment: nobody else is let through. */
  get isOpen(): boolean {
    switch (this.#breaker.state) {
      case CircuitState.HalfOpen:
        return true;
      case CircuitState.Open:
        return Date.now() - this.#openedAt < OPEN_MS;
      default:
        return false;
    }
  }

  /**
   * For how long the breaker has not closed, the moments included in which a call may try; null where
   * it is closed, or was left alone.
   */
  get brokenMs(): number | null {
    if (this.#brokenAt === null || Date.now() - this.#openedAt > TELLING_MS) return null;
    return performance.now() - this.#brokenAt;
  }

  get isIdle(): boolean {
    return this.#slots.executionSlots === CALLS_AT_ONCE;
  }

  /**
   * Calls when there is a slot and the breaker lets it. Waiting for a slot ends with patience or
   * with the signal; a call that has begun is awaited, it knows the signal itself.
   */
  run<Outcome>(
    call: () => Promise<Outcome>,
    refuse: (why: Refusal) => Outcome,
    { signal, patienceMs }: { signal: AbortSignal; patienceMs: number },
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      let waiting = true;
      const stopWaiting = (): void => {
        waiting = false;
        clearTimeout(patience);
        signal.removeEventListener('abort', giveUp);
      };
      const giveUp = (): void => {
        stopWaiting();
        resolve(refuse('no free slot in time'));
      };
      const patience = setTimeout(giveUp, patienceMs);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#slots
        .execute(() => {
          if (!waiting) return refuse('no free slot in time');
          stopWaiting();
          return this.isOpen ? refuse('circuit open') : this.#breaker.execute(call);
        })
        .then(resolve, (error: unknown) => {
          stopWaiting();
          if (error instanceof BulkheadRejectedError) resolve(refuse('too many calls at once'));
          else reject(error instanceof Error ? error : new Error(String(error)));
        });
    });
  }
}

/** A lane whose breaker has opened and not closed again. */
export interface BrokenLane {
  merchantId: string;
  environment: Environment;
  operation: Operation;
  brokenMs: number;
}

/** The lanes in use, bounded: an instance may meet more merchants in its life than it has memory. */
export class Lanes {
  /** In the order of use, the oldest first. */
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly failed: (outcome: unknown) => boolean) {}

  enter(merchantId: string, environment: Environment, operation: Operation): Lane {
    const key = keyOf(merchantId, environment, operation);
    const lane = this.#lanes.get(key) ?? new Lane(merchantId, environment, operation, this.failed);
    this.#lanes.delete(key);
    this.#lanes.set(key, lane);
    if (this.#lanes.size > LANES) this.#forgetOne();
    return lane;
  }

  isOpen(merchantId: string, environment: Environment, operation: Operation): boolean {
    return this.#lanes.get(keyOf(merchantId, environment, operation))?.isOpen ?? false;
  }

  /** Those whose breaker has not closed again, the one that opened first at the front. */
  broken(): BrokenLane[] {
    return [...this.#lanes.values()]
      .flatMap(({ merchantId, environment, operation, brokenMs }) =>
        brokenMs === null ? [] : [{ merchantId, environment, operation, brokenMs }],
      )
      .sort((one, other) => other.brokenMs - one.brokenMs);
  }

  /** One in use stays: a second one of the same key would let twice as many calls through. */
  #forgetOne(): void {
    for (const [key, lane] of this.#lanes) {
      if (!lane.isIdle) continue;
      this.#lanes.delete(key);
      return;
    }
  }
}

function keyOf(merchantId: string, environment: Environment, operation: Operation): string {
  return `${environment}/${operation}/${merchantId}`;
}
