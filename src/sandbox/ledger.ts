/**
 * What truly happened, whatever the answers said: the oracle of the tests. Entries are written in
 * order and never changed; keys appear as hints only.
 */
import { type OrderState } from './states';

export type LedgerKind = 'order-accepted' | 'payment' | 'state-changed';

export interface LedgerEntry {
  seq: number;
  at: string;
  kind: LedgerKind;
  merchantId: string;
  keyHint: string;
  orderId: string;
  referenceId: string;
  amount: number;
  state: OrderState;
  transactionId: string | null;
  /** Who or what moved it: `gateway`, `member`, `expiry`, `magic`, `scenario`, `control`. */
  by: string;
}

/** Requests received about one reference, spoiled ones included. */
export interface ReferenceTally {
  merchantId: string | null;
  keyHint: string | null;
  referenceId: string;
  createsReceived: number;
  createsAccepted: number;
  statusQuestionsReceived: number;
  /** The most recent ones (at most 200), oldest first. */
  requests: { at: string; operation: string }[];
}

const MOST_REQUESTS = 200;

export class Ledger {
  private entries: LedgerEntry[] = [];
  private readonly tallies = new Map<string, ReferenceTally>();
  private seq = 0;

  /** `mostOrders` bounds the memory: three entries and one tally an order are kept. */
  constructor(private readonly mostOrders: number) {}

  write(entry: Omit<LedgerEntry, 'seq' | 'at'>, at: number): void {
    this.seq += 1;
    this.entries.push({ seq: this.seq, at: new Date(at).toISOString(), ...entry });
    // Dropped in slices: shifting a long array for each entry would cost more than the entry.
    const most = this.mostOrders * 3;
    if (this.entries.length > most + 1_000) this.entries = this.entries.slice(-most);
    if (entry.kind === 'order-accepted') {
      this.tally(entry.merchantId, entry.keyHint, entry.referenceId).createsAccepted += 1;
    }
  }

  /** `merchantId` null: the key is unknown. */
  received(
    operation: string,
    merchantId: string | null,
    keyHint: string | null,
    referenceId: string,
    at: number,
  ): void {
    const tally = this.tally(merchantId, keyHint, referenceId);
    if (operation === 'create') tally.createsReceived += 1;
    else tally.statusQuestionsReceived += 1;
    tally.requests.push({ at: new Date(at).toISOString(), operation });
    if (tally.requests.length > MOST_REQUESTS) tally.requests.shift();
  }

  read(): { entries: LedgerEntry[]; references: ReferenceTally[] } {
    return { entries: [...this.entries], references: [...this.tallies.values()] };
  }

  clear(): void {
    this.entries = [];
    this.tallies.clear();
  }

  private tally(
    merchantId: string | null,
    keyHint: string | null,
    referenceId: string,
  ): ReferenceTally {
    const key = `${merchantId ?? `?${keyHint ?? ''}`}\0${referenceId}`;
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      tally = {
        merchantId,
        keyHint,
        referenceId,
        createsReceived: 0,
        createsAccepted: 0,
        statusQuestionsReceived: 0,
        requests: [],
      };
      this.tallies.set(key, tally);
      this.forgetOldestTally();
    }
    return tally;
  }

  private forgetOldestTally(): void {
    if (this.tallies.size <= this.mostOrders) return;
    const [oldest] = this.tallies.keys();
    if (oldest !== undefined) this.tallies.delete(oldest);
  }
}
