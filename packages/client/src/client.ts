import { randomUUID } from 'node:crypto';
import { readEvents } from './event-reader';
import { hasEnded } from './orders';
import { ProblemError } from './problem-error';
import { Transport, pause, read, type TransportOptions } from './transport';
import type {
  CreateOrder,
  Fulfilment,
  FulfilmentClaim,
  Order,
  OrderEvent,
  OrderFilters,
  OrderMessage,
} from './types';

/** What the service holds a read back at most. */
const LONGEST_WAIT_SECONDS = 30;
const RECONNECT_MS = 1_000;

export interface WaitOptions {
  /** How long to wait altogether. Default 20 minutes: iPay's 15 and time to ask. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface CreateOptions {
  /** Names the attempt of a buyer; one is made where none is given. */
  idempotencyKey?: string;
  /** How long to wait for a certain answer of iPay's where the first one was lost. Default 60 s. */
  certainWithinMs?: number;
  signal?: AbortSignal;
}

/** Whether this claim ships, or whose does. */
export type FulfilmentOutcome<T> = { ships: true; result: T } | { ships: false; by: Fulfilment };

interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** Takes payments of merchants. Every call may be repeated; the client does so by itself. */
export class IpayConnect {
  private readonly transport: Transport;

  constructor(options: TransportOptions) {
    this.transport = new Transport(options);
  }

  /**
   * Creates an order, once however often it is sent. Where iPay's answer was lost, waits until the
   * service has found out what became of it.
   * @returns the order: `pending` with its `paymentUrl`; `creating` only where `certainWithinMs` is over
   * @throws ProblemError
   */
  async createOrder(
    merchantId: string,
    order: CreateOrder,
    { idempotencyKey = randomUUID(), certainWithinMs = 60_000, signal }: CreateOptions = {},
  ): Promise<Order> {
    const { body } = await this.transport.send<Order>('POST', ordersOf(merchantId), {
      body: order,
      headers: { 'idempotency-key': idempotencyKey },
      ...(signal && { signal }),
    });
    if (body.state !== 'creating') return body;
    return this.poll(
      merchantId,
      body,
      certainWithinMs,
      'payable',
      ({ state }) => state !== 'creating',
      signal,
    );
  }

  async readOrder(merchantId: string, orderId: string): Promise<Order> {
    const path = `${ordersOf(merchantId)}/${encodeURIComponent(orderId)}`;
    return (await this.transport.send<Order>('GET', path)).body;
  }

  async readOrderByReference(merchantId: string, referenceId: string): Promise<Order> {
    const path = `${ordersOf(merchantId)}/by-reference/${encodeURIComponent(referenceId)}`;
    return (await this.transport.send<Order>('GET', path)).body;
  }

  /**
   * Waits, by long polls, until the order has ended.
   * @returns the order as it is then, or as it is when `timeoutMs` are over; see `hasEnded`
   */
  async waitForOutcome(
    merchantId: string,
    orderId: string,
    { timeoutMs = 20 * 60_000, signal }: WaitOptions = {},
  ): Promise<Order> {
    const order = await this.readOrder(merchantId, orderId);
    return this.poll(merchantId, order, timeoutMs, undefined, hasEnded, signal);
  }

  /**
   * Ships a paid order once. `ship` runs only for the claim that wins; should it fail or the process
   * die, repeat with the same `claimId`: it runs again, so it must know by that id what it has done.
   * @throws ProblemError `not-paid`, `environment-mismatch`; and whatever `ship` throws
   */
  async fulfilOnce<T>(
    merchantId: string,
    orderId: string,
    claim: FulfilmentClaim,
    ship: (order: Order) => Promise<T>,
  ): Promise<FulfilmentOutcome<T>> {
    const path = `${ordersOf(merchantId)}/${encodeURIComponent(orderId)}/fulfilment`;
    try {
      const { body } = await this.transport.send<Order>('POST', path, { body: claim });
      return { ships: true, result: await ship(body) };
    } catch (error) {
      if (error instanceof ProblemError && error.is('already-fulfilled')) {
        return { ships: false, by: error.problem.fulfilment };
      }
      throw error;
    }
  }

  /** The orders of a merchant, newest first, page by page as they are asked for. */
  orders(merchantId: string, filters: OrderFilters = {}): AsyncGenerator<Order> {
    return this.list<Order>(ordersOf(merchantId), filters);
  }

  /** The timeline of an order, oldest first. */
  events(merchantId: string, orderId: string): AsyncGenerator<OrderEvent> {
    return this.list<OrderEvent>(`${ordersOf(merchantId)}/${encodeURIComponent(orderId)}/events`);
  }

  /**
   * What happens to orders, as it happens, without gap or repeat over reconnects. Keep `id` of the
   * last one: `after` goes on behind it, also in another process.
   */
  async *follow({
    merchantId,
    after,
    signal,
  }: { merchantId?: string; after?: string; signal?: AbortSignal } = {}): AsyncGenerator<
    OrderMessage & { id: string }
  > {
    let last = after ?? '';
    while (!signal?.aborted) {
      try {
        const response = await this.transport.open(
          'GET',
          '/v1/orders/stream',
          {
            query: { merchant: merchantId },
            headers: { accept: 'text/event-stream', 'last-event-id': last },
            ...(signal && { signal }),
          },
          true,
        );
        if (!response.ok || !response.body) await read(response);
        else {
          for await (const { id, data } of readEvents(response.body)) {
            if (id !== '') last = id;
            if (data !== '') yield { ...(JSON.parse(data) as OrderMessage), id };
          }
        }
      } catch (error) {
        if (signal?.aborted) return;
        const isPassing = !(error instanceof ProblemError) || [429, 503].includes(error.status);
        if (!isPassing) throw error;
      }
      await pause(RECONNECT_MS, signal).catch(() => undefined);
    }
  }

  private async *list<T>(path: string, filters: object = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const query = { ...filters, cursor };
      const { body } = await this.transport.send<Page<T>>('GET', path, { query });
      yield* body.data;
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  private async poll(
    merchantId: string,
    order: Order,
    timeoutMs: number,
    until: 'payable' | undefined,
    isReached: (order: Order) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<Order> {
    const deadline = Date.now() + timeoutMs;
    let current = order;
    while (!isReached(current)) {
      const leftSeconds = Math.ceil((deadline - Date.now()) / 1_000);
      if (leftSeconds <= 0) break;
      const wait = Math.min(leftSeconds, LONGEST_WAIT_SECONDS);
      const path = `${ordersOf(merchantId)}/${encodeURIComponent(order.id)}`;
      const { body } = await this.transport.send<Order>('GET', path, {
        query: { wait, until },
        waitMs: wait * 1_000,
        ...(signal && { signal }),
      });
      current = body;
    }
    return current;
  }
}

function ordersOf(merchantId: string): string {
  return `/v1/merchants/${encodeURIComponent(merchantId)}/orders`;
}
