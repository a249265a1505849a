import { type SandboxClock } from './clock';

/** Node's timers overflow beyond this; a longer wait is simply armed again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Entry {
  dueAt: number;
  run: (dueAt: number) => void;
}

/**
 * What is to happen by the sandbox's clock: expiry, late payments, steps of a scenario. Runs in
 * order of due time, each told the time it was due at, so that moving the clock by an hour leaves
 * the same traces as waiting for it.
 */
export class Agenda {
  private entries: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly clock: SandboxClock) {}

  add(dueAt: number, run: (dueAt: number) => void): void {
    let place = this.entries.length;
    while (place > 0 && (this.entries[place - 1]?.dueAt ?? 0) > dueAt) place -= 1;
    this.entries.splice(place, 0, { dueAt, run });
    if (place === 0) this.arm();
  }

  /** Called before anything reads or changes an order, and after every move of the clock. */
  runDue(): void {
    const now = this.clock.now();
    for (;;) {
      const first = this.entries[0];
      if (first === undefined || first.dueAt > now) break;
      this.entries.shift();
      first.run(first.dueAt);
    }
    this.arm();
  }

  clear(): void {
    this.entries = [];
    clearTimeout(this.timer);
  }

  private arm(): void {
    clearTimeout(this.timer);
    const first = this.entries[0];
    if (first === undefined) return;
    const waitMs = Math.min(Math.max(first.dueAt - this.clock.now(), 0), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => {
      this.runDue();
    }, waitMs).unref();
  }
}
