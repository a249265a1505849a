import { ProblemError, UnexpectedAnswer, finalError, mayPass, retryAfterOf } from './errors';
import { backOffMs, inTime, pause, toRetryAfterMs } from './patience';
import type { Problem } from './types';

export interface IpayConnectOptions {
  /** Where the service is, `https://payments.internal`. */
  baseUrl: string;
  /** An API token, `ipc_…`. */
  token: string;
  /** How long a request is repeated while the answer is none, or "later". Default 30 s. */
  patienceMs?: number | undefined;
  /** How long one attempt may take. Default 15 s: the service itself waits 10 s for iPay. */
  timeoutMs?: number | undefined;
  /** Instead of the global one: for a proxy or certificates of your own. */
  fetch?: typeof fetch | undefined;
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Segments below `/v1`, not encoded yet. */
  path: readonly string[];
  query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  headers?: Readonly<Record<string, string>>;
  body?: object;
}

type QueryValue = string | number | boolean | undefined;

interface PreparedRequest {
  url: URL;
  init: RequestInit;
}

export interface Limits {
  /** How long the service is asked to hold the answer back. */
  waitMs?: number;
  /** How long the request is repeated. */
  patienceMs?: number;
  signal?: AbortSignal | undefined;
}

export interface Reply<T> {
  status: number;
  body: T;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Sends requests, and sends them again. That is safe because the service knows what it has done
 * already (by an `Idempotency-Key`, or a claim's id); a request of which that is not true is given
 * no patience.
 */
export class Transport {
  private readonly patienceMs: number;
  private readonly timeoutMs: number;
  private readonly fetch: typeof fetch;

  constructor(private readonly options: IpayConnectOptions) {
    this.patienceMs = options.patienceMs ?? 30_000;
    this.timeoutMs = options.timeoutMs ?? 15_000;
    this.fetch = options.fetch ?? fetch;
  }

  /** @throws ProblemError, UnexpectedAnswer, NoAnswer, or the reason of the signal */
  async send<T>(
    request: Request,
    { waitMs = 0, patienceMs = this.patienceMs, signal }: Limits = {},
  ): Promise<Reply<T>> {
    const { url, init } = this.prepare(request);
    const deadline = performance.now() + patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTime(this.timeoutMs + waitMs, signal, async (limit) =>
          readReply<T>(await this.fetch(url, { ...init, signal: limit })),
        );
      } catch (error) {
        if (signal?.aborted) throw error;
        // Not before the time that was asked for, and not all at the same moment.
        const ms = retryAfterOf(error) + backOffMs(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
        if (!mayPass(error) || performance.now() + ms > deadline) throw finalError(error);
        await pause(ms, signal);
      }
    }
  }

  /** One attempt at an answer that does not end. @throws as `send`, and whatever `fetch` throws */
  open(
    { url, init }: PreparedRequest,
    signal: AbortSignal | undefined,
  ): Promise<ReadableStream<Uint8Array>> {
    return inTime(this.timeoutMs, signal, async (limit) => {
      const response = await this.fetch(url, { ...init, signal: limit });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (!response.ok || !isStream || !response.body) {
        throw refusalOf(response, await response.text());
      }
      return response.body;
    });
  }

  /** @throws TypeError for what is no request at all, and never will be */
  prepare({ method, path, query = {}, headers = {}, body }: Request): PreparedRequest {
    const base = this.options.baseUrl.replace(/\/+$/, '');
    const url = new URL(`${base}/v1/${path.map(toSegment).join('/')}`);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) {
        if (one !== undefined) url.searchParams.append(name, String(one));
      }
    }
    const init: RequestInit = {
      method,
      // The service does not redirect; somebody else's redirect would turn a POST into a GET.
      redirect: 'manual',
      headers: new Headers({
        accept: 'application/json',
        authorization: `Bearer ${this.options.token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      }),
      ...(body && { body: JSON.stringify(body) }),
    };
    return { url, init };
  }
}

/** What would lead to another address, however it is encoded, is none. */
function toSegment(text: string): string {
  if (['', '.', '..'].includes(text)) throw new TypeError(`"${text}" is no id`);
  return encodeURIComponent(text);
}

async function readReply<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const body = parse(text);
  if (!response.ok || body === undefined) throw refusalOf(response, text);
  return { status: response.status, body: body as T };
}

function refusalOf({ status, headers }: Response, text: string): Error {
  const retryAfterMs = toRetryAfterMs(headers.get('retry-after'));
  const body = parse(text);
  return isProblem(body)
    ? new ProblemError(body, retryAfterMs)
    : new UnexpectedAnswer(status, text, retryAfterMs);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Others on the way answer with problems of their own; they name no request of the service's. */
function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body;
}
