/** Requests and answers as they crossed the wire, for the dashboard; the recent ones only. */

export interface Exchange {
  at: string;
  tookMs: number;
  operation: string;
  method: string;
  path: string;
  merchantId: string | null;
  keyHint: string | null;
  orderId: string | null;
  referenceId: string | null;
  requestBody: string | null;
  /** Null where no status line was sent. */
  status: number | null;
  answerBody: string | null;
  /** What was done to the answer, in words; null where nothing was. */
  fault: string | null;
}

const MOST_EXCHANGES = 5_000;
const LONGEST_BODY = 2_000;

export class ExchangeLog {
  private exchanges: Exchange[] = [];

  write(exchange: Exchange): void {
    this.exchanges.push({
      ...exchange,
      requestBody: clipped(exchange.requestBody),
      answerBody: clipped(exchange.answerBody),
    });
    // Dropped in slices, as shifting for each one would cost more than writing it.
    if (this.exchanges.length > MOST_EXCHANGES * 1.2) {
      this.exchanges = this.exchanges.slice(-MOST_EXCHANGES);
    }
  }

  /** Oldest first. */
  list(wanted: (exchange: Exchange) => boolean): Exchange[] {
    return this.exchanges.filter(wanted);
  }

  clear(): void {
    this.exchanges = [];
  }
}

function clipped(body: string | null): string | null {
  if (body === null || body.length <= LONGEST_BODY) return body;
  return `${body.slice(0, LONGEST_BODY)}…`;
}
