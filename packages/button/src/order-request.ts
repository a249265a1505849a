import { readAnswer, type Outcome } from './answer.js';

export interface OrderQuestion {
  url: string;
  /** JSON; see {@link bodyOf}. */
  body: string;
  headers: Record<string, string>;
  /** For everything together. */
  timeoutMs: number;
  /** Ends the waiting; the outcome is then of no use. */
  signal: AbortSignal;
}

/**
 * The fields of a form as JSON: `{"size":"m","extra":["ribbon","card"]}`, just as servers read the
 * form's own submit. Files are left out: what is paid for is not uploaded by the way.
 */
export function bodyOf(fields: Iterable<[name: string, value: unknown]>): string {
  const known = new Map<string, string | string[]>();
  for (const [name, value] of fields) {
    if (typeof value !== 'string') continue;
    const before = known.get(name);
    known.set(name, before === undefined ? value : [before, value].flat());
  }
  return JSON.stringify(Object.fromEntries(known));
}

/** Asks the shop for an order, again while it says that the order is still being created. */
export async function askForOrder(question: OrderQuestion): Promise<Outcome> {
  const { url, body, headers, timeoutMs, signal } = question;
  const limit = new AbortController();
  const end = (): void => {
    limit.abort();
  };
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener('abort', end);
  try {
    for (;;) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
        body,
        credentials: 'same-origin',
        signal: limit.signal,
      });
      const outcome = readAnswer({
        url: response.url,
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        text: await response.text(),
      });
      if (outcome.kind !== 'later') return outcome;
      await pause(outcome.afterMs, limit.signal);
    }
  } catch {
    const reason = limit.signal.aborted ? 'timeout' : 'unreachable';
    return { kind: 'failed', reason, status: null, message: null };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('the time is over'));
    });
  });
}
