import { matches, type Fault, type GatewayQuestion } from './faults';
import { hintOf } from './ids';

interface Posted {
  readonly id: string;
  readonly fault: Fault;
  seen: number;
  used: number;
}

const MOST_FAULTS = 1_000;

/** Faults waiting for their requests, oldest first. */
export class FaultList {
  private posted: Posted[] = [];
  private count = 0;

  add(fault: Fault): string {
    this.count += 1;
    const id = `fault-${this.count}`;
    this.posted.push({ id, fault, seen: 0, used: 0 });
    if (this.posted.length > MOST_FAULTS) this.posted.shift();
    return id;
  }

  /** The fault that spoils this request, one of its times used up. */
  take(question: GatewayQuestion): Fault | null {
    for (const entry of this.posted) {
      if (isSpent(entry) || !matches(entry.fault, question)) continue;
      entry.seen += 1;
      if (entry.seen <= entry.fault.skip) continue;
      entry.used += 1;
      return entry.fault;
    }
    return null;
  }

  list(): (Fault & { id: string; used: number; spent: boolean })[] {
    return this.posted.map((entry) => ({
      id: entry.id,
      ...entry.fault,
      ...(entry.fault.apiKey === undefined ? {} : { apiKey: hintOf(entry.fault.apiKey) }),
      used: entry.used,
      spent: isSpent(entry),
    }));
  }

  /** Returns whether there was such a fault. */
  remove(id: string): boolean {
    const before = this.posted.length;
    this.posted = this.posted.filter((entry) => entry.id !== id);
    return this.posted.length < before;
  }

  clear(): void {
    this.posted = [];
  }
}

function isSpent({ fault, used }: Posted): boolean {
  return fault.times !== 'forever' && used >= fault.times;
}
