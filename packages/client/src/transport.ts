import { ProblemError, UnexpectedAnswer } from './problem-error';
import type { Problem } from './types';

export interface TransportOptions {
  /** Where the service is, `https://payments.internal`. */
  baseUrl: string;
  /** An API token, `ipc_…`. */
  token: string;
  /** How often a request is sent at most. Default 6. */
  attempts?: number;
  /** How long one attempt may take, beside the time that it asks the service to wait. Default 15 s. */
  timeoutMs?: number;
  fetch?: typeof fetch;
}

export interface RequestOptions {
  query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  body?: object;
  headers?: Readonly<Record<string, string>>;
  /** How long the service is asked to hold the answer back. */
  waitMs?: number;
  signal?: AbortSignal;
}

type QueryValue = string | number | boolean | undefined;

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Sends requests, again where that is safe: every request of this client may be repeated, because
 * the service knows what it has done already (an `Idempotency-Key`, a claim's id).
 */
export class Transport {
  private readonly attempts: number;
  private readonly timeoutMs: number;
  private readonly fetch: typeof fetch;

  constructor(private readonly options: TransportOptions) {
    this.attempts = options.attempts ?? 6;
    this.timeoutMs = options.timeoutMs ?? 15_000;
    this.fetch = options.fetch ?? fetch;
  }

  /** @throws ProblemError, UnexpectedAnswer, or what `fetch` throws once the attempts are used up */
  async send<T>(method: string, path: string, options: RequestOptions = {}): Promise<Reply<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= this.attempts;
      try {
        const response = await this.open(method, path, options);
        if (isLast || !isPassing(response)) return await read<T>(response);
        await response.body?.cancel();
        await pause(retryAfterMs(response) ?? pauseMs(attempt), options.signal);
      } catch (error) {
        if (isLast || isFinal(error) || options.signal?.aborted) throw error;
        await pause(pauseMs(attempt), options.signal);
      }
    }
  }

  /** One attempt; the body of the answer is not read yet. */
  open(
    method: string,
    path: string,
    { query = {}, body, headers = {}, waitMs = 0, signal }: RequestOptions,
    endless = false,
  ): Promise<Response> {
    const url = new URL(this.options.baseUrl.replace(/\/+$/, '') + path);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) {
        if (one !== undefined) url.searchParams.append(name, String(one));
      }
    }
    const signals = [
      ...(endless ? [] : [AbortSignal.timeout(this.timeoutMs + waitMs)]),
      ...(signal ? [signal] : []),
    ];
    return this.fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.options.token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(signals.length > 0 && { signal: anyOf(signals) }),
    });
  }
}

/** @throws ProblemError, UnexpectedAnswer */
export async function read<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const body = parse(text);
  if (response.ok && (body !== undefined || text === '')) {
    return { status: response.status, headers: response.headers, body: body as T };
  }
  if (isProblem(body)) throw new ProblemError(body);
  throw new UnexpectedAnswer(response.status, text);
}

/** Waits; a signal that is raised meanwhile ends it with its reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Too many requests, or a trouble that passes: the same request again may do. A 502 that is no
 * problem document comes from a balancer in between.
 */
function isPassing({ status, headers }: Response): boolean {
  const isOurs = headers.get('content-type')?.includes('problem+json') ?? false;
  return status === 429 || status === 503 || status === 504 || (status === 502 && !isOurs);
}

/** The service has spoken; anything else is the network, after which nothing is known. */
function isFinal(error: unknown): boolean {
  return error instanceof ProblemError || error instanceof UnexpectedAnswer;
}

function retryAfterMs({ headers }: Response): number | null {
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds * 1_000, 60_000) + Math.random() * FIRST_PAUSE_MS
    : null;
}

function pauseMs(attempt: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return longest * (0.5 + Math.random() / 2);
}

/** `AbortSignal.any` came with Node 20. */
function anyOf(signals: readonly AbortSignal[]): AbortSignal {
  const joint = new AbortController();
  for (const signal of signals) {
    const stop = () => {
      joint.abort(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true, signal: joint.signal });
  }
  return joint.signal;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
