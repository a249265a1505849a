import { signal } from '@preact/signals';
import { readEvents } from '../../../../packages/client/src/event-reader';
import type { Order } from './schemas';
import { serverNow } from './server-clock';
import { may, sessionEnded } from './session';

/**
 * What happens to orders, as it happens. Read with `fetch` and not `EventSource`, which can neither
 * go on after a pause where it was, nor notice that a connection is dead and silent.
 */

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'paused';

export interface OrderChange {
  type: string;
  timestamp: string;
  data: Order;
}

export const live = signal<LiveState>('connecting');
/** When the stream was last known to be whole, by the service's clock as all times of a page. */
export const liveAt = signal(serverNow());
/** Grows when changes may have been missed: what was loaded before is to be loaded again. */
export const gaps = signal(0);

const ADDRESS = '/v1/orders/stream';
/** The service gives a sign of life every 15 s. */
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** After a longer absence, loading anew is quicker than reading up. */
const READ_UP_MS = 5 * 60_000;

const listeners = new Set<(change: OrderChange) => void>();
let lastEventId = '';
let leftAt = 0;
let following: AbortController | undefined;

/** @returns how to stop listening */
export function onOrderChange(listener: (change: OrderChange) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** As long as somebody is signed in. @returns how to stop */
export function followOrders(): () => void {
  if (!may('orders:read')) return () => undefined;
  const look = (): void => {
    // Browsers allow a handful of connections per service: hidden tabs give theirs back.
    if (document.hidden) rest();
    else if (live.value !== 'paused') begin();
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    rest();
    lastEventId = '';
    live.value = 'connecting';
  };
}

export function pause(): void {
  rest();
  live.value = 'paused';
}

export function resume(): void {
  live.value = 'reconnecting';
  begin();
}

function begin(): void {
  if (following) return;
  if (lastEventId !== '' && Date.now() - leftAt > READ_UP_MS) lastEventId = '';
  following = new AbortController();
  void follow(following.signal);
}

function rest(): void {
  if (!following) return;
  following.abort();
  following = undefined;
  leftAt = Date.now();
  if (live.value === 'live') live.value = 'reconnecting';
}

async function follow(stopped: AbortSignal): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!stopped.aborted) {
    const heard = await listenOnce(stopped);
    if (heard === 'signed-out' || isAborted(stopped)) return;
    live.value = 'reconnecting';
    retryMs = heard === 'something' ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
    await delay(retryMs * (0.75 + Math.random() / 2), stopped);
  }
}

/** It changes while others are awaited, which the compiler does not see. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** One connection, to its end. */
async function listenOnce(stopped: AbortSignal): Promise<'something' | 'nothing' | 'signed-out'> {
  const connection = new AbortController();
  const end = (): void => {
    connection.abort();
  };
  stopped.addEventListener('abort', end);
  let silence = setTimeout(end, SILENCE_MS);
  let hasHeard = false;
  try {
    const response = await fetch(ADDRESS, {
      headers: lastEventId === '' ? {} : { 'last-event-id': lastEventId },
      signal: connection.signal,
    });
    if (response.status === 401) {
      sessionEnded();
      return 'signed-out';
    }
    // A place that the service does not know any more.
    if (response.status === 400) lastEventId = '';
    if (!response.ok || !response.body) return 'nothing';
    if (lastEventId === '') gaps.value += 1;
    for await (const event of readEvents(chunksOf(response.body))) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      hasHeard = true;
      live.value = 'live';
      liveAt.value = serverNow();
      if (event.data !== '') publish(JSON.parse(event.data) as OrderChange);
      if (event.id !== '') lastEventId = event.id;
    }
  } catch {
    // Lost, silent for too long, or not wanted any more.
  } finally {
    clearTimeout(silence);
    stopped.removeEventListener('abort', end);
    end();
  }
  return hasHeard ? 'something' : 'nothing';
}

function publish(change: OrderChange): void {
  for (const listener of listeners) listener(change);
}

/** Not every browser can iterate over a stream by itself. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Ends early when it is not wanted any more, or the browser is online again. */
function delay(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    stopped.addEventListener('abort', done);
  });
}
