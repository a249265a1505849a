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
  /** By due time; what stands before `next` has run and waits to be cleared away in one go. */
  private entries: Entry[] = [];
  private next = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly clock: SandboxClock) {}

  add(dueAt: number, run: (dueAt: number) => void): void {
    let place = this.entries.length;
    while (place > this.next && (this.entries[place - 1]?.dueAt ?? 0) > dueAt) place -= 1;
    this.entries.splice(place, 0, { dueAt, run });
    if (place === this.next) this.arm();
  }

  /** Called before anything reads or changes an order, and after every move of the clock. */
  runDue(): void {
    const now = this.clock.now();
    const before = this.next;
    for (;;) {
      const entry = this.entries[this.next];
      if (entry === undefined || entry.dueAt > now) break;
      this.next += 1;
      entry.run(entry.dueAt);
    }
    if (this.next === before) return;
    this.clearAway();
    this.arm();
  }

  clear(): void {
    this.entries = [];
    this.next = 0;
    clearTimeout(this.timer);
  }

  /** Called after the clock was moved, in either direction. */
  rearm(): void {
    this.runDue();
    this.arm();
  }

  private clearAway(): void {
    if (this.next < this.entries.length / 2) return;
    this.entries = this.entries.slice(this.next);
    this.next = 0;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const first = this.entries[this.next];
    if (first === undefined) return;
    const waitMs = Math.min(Math.max(first.dueAt - this.clock.now(), 0), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => {
      this.rearm();
    }, waitMs).unref();
  }
}
