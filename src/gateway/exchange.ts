/**
 * One request, one answer, with everything bounded. Built on undici's handlers rather than on
 * `request()`: they tell for certain whether a byte of ours has left, which is all the difference
 * between "nothing happened" and "somebody may have an order".
 */
import { type Dispatcher } from 'undici';

/** iPay's longest real answer is under 1 KiB. */
const LARGEST_ANSWER_BYTES = 64 * 1024;

export interface ExchangeRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export type Exchange =
  | { kind: 'answer'; httpStatus: number; contentType: string | null; text: string }
  /** Sent, perhaps only in part, and no whole answer. `text` is what came of it. */
  | {
      kind: 'broken';
      reason: string;
      httpStatus: number | null;
      contentType: string | null;
      text: string;
      /** The connection went away before a byte of an answer: a kept-alive socket grown stale. */
      reset: boolean;
    }
  /** Certainly nothing was sent. */
  | { kind: 'not-sent'; reason: string };

/**
 * Sends a request and reads its answer to the end. Follows no redirects and repeats nothing.
 * @param signal ends the exchange at any point; its reason is a text for the operators
 */
export function exchange(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ kind: 'not-sent', reason: String(signal.reason) });
      return;
    }
    const handler = new AnswerHandler(signal, resolve);
    dispatcher.dispatch({ ...request, body: request.body ?? null }, handler);
  });
}

class AnswerHandler implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | null = null;
  #httpStatus: number | null = null;
  #contentType: string | null = null;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #settled = false;

  constructor(
    private readonly signal: AbortSignal,
    private readonly resolve: (exchange: Exchange) => void,
  ) {
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Called when there is a connection, before the first byte goes out. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while waiting for a connection, or undici about to send it a second time: throwing
    // here is the one way to withdraw a request without a byte of it sent.
    if (this.#settled || this.#controller) throw new Error('withdrawn');
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#httpStatus = httpStatus;
    const contentType = headers['content-type'];
    this.#contentType = (Array.isArray(contentType) ? contentType[0] : contentType) ?? null;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > LARGEST_ANSWER_BYTES) {
      controller.abort(new Error(`answer larger than ${LARGEST_ANSWER_BYTES / 1024} KiB`));
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle({
      kind: 'answer',
      httpStatus: this.#httpStatus ?? 0,
      contentType: this.#contentType,
      text: this.#text(),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const reason = reasonOf(error);
    if (!this.#controller) {
      this.#settle({ kind: 'not-sent', reason });
      return;
    }
    this.#settle({
      kind: 'broken',
      reason,
      httpStatus: this.#httpStatus,
      contentType: this.#contentType,
      text: this.#text(),
      reset: this.#httpStatus === null && RESETS.has(reason),
    });
  }

  readonly #onAbort = (): void => {
    const reason = String(this.signal.reason);
    if (this.#controller) this.#controller.abort(new Error(reason));
    else this.#settle({ kind: 'not-sent', reason });
  };

  #settle(exchange: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    this.signal.removeEventListener('abort', this.#onAbort);
    this.resolve(exchange);
  }

  /** UTF-8; a byte order mark is dropped, what is no UTF-8 becomes U+FFFD. */
  #text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks));
  }
}

const RESETS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The error's code where it has one: messages of network errors carry addresses. */
function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
