import { CircuitState, type IBreaker } from 'cockatiel';

const WINDOW_MS = 10_000;
const BUCKET_MS = 1_000;
const BUCKETS = WINDOW_MS / BUCKET_MS;
const MINIMUM_CALLS = 20;

interface Bucket {
  startedAt: number;
  calls: number;
  failures: number;
}

/**
 * When a breaker opens: 20 calls or more within 10 s, half of them failed. The library's own
 * sampling breaker forgets old calls only as new ones come, so that after a quiet hour one failure
 * more could open it; here what is older than 10 s does not count.
 */
export class FailureWindow implements IBreaker {
  #buckets: Bucket[] = [];

  /** For the library's serialisation, which nothing here uses. */
  state: unknown = undefined;

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#buckets = [];
    this.#count(0);
  }

  failure(state: CircuitState): boolean {
    this.#count(1);
    if (state !== CircuitState.Closed) return true;
    const calls = this.#buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
    const failures = this.#buckets.reduce((sum, bucket) => sum + bucket.failures, 0);
    return calls >= MINIMUM_CALLS && failures * 2 >= calls;
  }

  #count(failures: 0 | 1): void {
    const now = Date.now();
    let bucket = this.#buckets.at(-1);
    if (!bucket || now - bucket.startedAt >= BUCKET_MS || now < bucket.startedAt) {
      this.#buckets = this.#buckets
        .filter(({ startedAt }) => now - startedAt < WINDOW_MS && startedAt <= now)
        .slice(1 - BUCKETS);
      bucket = { startedAt: now, calls: 0, failures: 0 };
      this.#buckets.push(bucket);
    }
    bucket.calls += 1;
    bucket.failures += failures;
  }
}
