import { mayPass, retryAfterOf } from './errors';
import { readEvents, type ServerEvent } from './event-reader';
import { backOffMs, inTime, pause } from './patience';
import type { Transport } from './transport';
import type { OrderMessage } from './types';

export interface FollowOptions {
  /** Only the orders of this merchant; else of all that the token sees. */
  merchantId?: string | undefined;
  /** A `position`: goes on behind it. Left out: from now on. */
  after?: string | undefined;
  /**
   * Told how far everything has been dealt with: the message before was asked beyond, or nothing
   * concerned this reader. Kept, it is the next `after`.
   */
  onPosition?: ((position: string) => void | Promise<void>) | undefined;
  /** A connection on which nothing comes for so long is given up. Default 45 s: three signs of life. */
  silenceMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A message of the stream, and the place behind it. */
export type FollowedMessage = OrderMessage & { position: string };

const SHORTEST_PAUSE_MS = 100;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const SILENCE_MS = 45_000;

/** What happens to orders, over as many connections as it takes. */
export async function* followOrders(
  transport: Transport,
  options: FollowOptions,
): AsyncGenerator<FollowedMessage> {
  let dealtWith = options.after ?? '';
  for await (const { id: position, data } of eventsOf(transport, options)) {
    if (data !== '') yield { ...(JSON.parse(data) as OrderMessage), position };
    // Whoever took the message has come back for more.
    if (position !== dealtWith) await options.onPosition?.(position);
    dealtWith = position;
  }
}

/** Ends with the signal only. @throws ProblemError, UnexpectedAnswer that no waiting would change */
async function* eventsOf(
  transport: Transport,
  { merchantId, after = '', silenceMs = SILENCE_MS, signal }: FollowOptions,
): AsyncGenerator<ServerEvent> {
  let position = after;
  let firstPauseMs = FIRST_PAUSE_MS;
  let failures = 0;
  while (!signal?.aborted) {
    let askedMs = 0;
    failures += 1;
    const request = transport.prepare(streamFrom(position, merchantId));
    try {
      const body = await transport.open(request, signal);
      for await (const event of readEvents(chunksOf(body, silenceMs, signal))) {
        failures = 1;
        firstPauseMs = Math.max(event.retryMs ?? firstPauseMs, SHORTEST_PAUSE_MS);
        position = event.id === '' ? position : event.id;
        yield { ...event, id: position };
        if (signal?.aborted) return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!mayPass(error)) throw error;
      askedMs = retryAfterOf(error);
    }
    const ms = askedMs + backOffMs(failures, firstPauseMs, LONGEST_PAUSE_MS);
    await pause(Math.min(ms, LONGEST_PAUSE_MS), signal).catch(() => undefined);
  }
}

function streamFrom(position: string, merchant: string | undefined) {
  return {
    method: 'GET',
    path: ['orders', 'stream'],
    query: { merchant },
    headers: { accept: 'text/event-stream', ...(position && { 'last-event-id': position }) },
  } as const;
}

/** @throws when nothing comes for too long, which a broken connection need not say by itself */
async function* chunksOf(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(silenceMs, signal, () => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Closes the connection; that it was broken already is no news.
    void reader.cancel().catch(() => undefined);
  }
}
