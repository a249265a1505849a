import { randomUUID } from 'node:crypto';
import { ProblemError } from './errors';
import { followOrders, type FollowOptions, type FollowedMessage } from './order-stream';
import { hasEnded } from './orders';
import { pause } from './patience';
import { Transport, type IpayConnectOptions } from './transport';
import type {
  ChangeMerchant,
  CreateMerchant,
  CreateOrder,
  CreatedMerchant,
  Environment,
  Fulfilment,
  FulfilmentClaim,
  Merchant,
  Order,
  OrderEvent,
  OrderExplanation,
  OrderFilters,
} from './types';

/** What the service holds a read back at most. */
const LONGEST_WAIT_SECONDS = 30;
/** An instance that is going away answers a long poll at once. */
const SHORTEST_POLL_MS = 500;

export interface CreateOptions {
  /** Names the buyer's attempt; one is made where none is given. */
  idempotencyKey?: string | undefined;
  /** How long to wait for iPay's word where its first answer was lost. Default 20 s. */
  certainWithinMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface WaitOptions {
  /** How long to wait altogether. Default 20 minutes: iPay's 15, and time to ask. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Whether this claim has shipped, or whose does. */
export type FulfilmentOutcome<T> =
  { shipped: true; result: T } | { shipped: false; fulfilment: Fulfilment };

/**
 * @param claim `isRepeat`: the claim came before. Whoever made it may have shipped, and may have
 * died before that: look under its `claimId`
 */
export type Ship<T> = (order: Order, claim: { isRepeat: boolean }) => T | Promise<T>;

interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** Takes payments of merchants. One is enough for a process, and it keeps nothing open. */
export class IpayConnect {
  private readonly transport: Transport;
  private readonly shipping = new Map<string, Promise<FulfilmentOutcome<unknown>>>();

  constructor(options: IpayConnectOptions) {
    this.transport = new Transport(options);
  }

  /**
   * Creates an order: one, however often it has to be sent. Where iPay's answer is lost, waits
   * until the service has found out what became of it.
   * @returns the order: `pending` with its `paymentUrl`, as a rule. Without one it is `rejected`
   * (found out late), or still `creating` when `certainWithinMs` are over
   * @throws ProblemError; `reference-id-used` names the order that is there already
   */
  async createOrder(
    merchantId: string,
    order: CreateOrder,
    { idempotencyKey = randomUUID(), certainWithinMs = 20_000, signal }: CreateOptions = {},
  ): Promise<Order> {
    const { body: created } = await this.transport.send<Order>(
      {
        method: 'POST',
        path: ['merchants', merchantId, 'orders'],
        headers: { 'idempotency-key': idempotencyKey },
        body: order,
      },
      { signal },
    );
    if (created.state !== 'creating') return created;
    return this.poll(merchantId, created.id, {
      isReached: ({ state }) => state !== 'creating',
      until: 'payable',
      timeoutMs: certainWithinMs,
      signal,
    });
  }

  readOrder(merchantId: string, orderId: string): Promise<Order> {
    return this.read(['merchants', merchantId, 'orders', orderId]);
  }

  readOrderByReference(merchantId: string, referenceId: string): Promise<Order> {
    return this.read(['merchants', merchantId, 'orders', 'by-reference', referenceId]);
  }

  /**
   * Waits, by long polls, until the order has ended.
   * @returns the order as it is then, or when `timeoutMs` are over; `hasEnded` tells which
   */
  waitForOutcome(
    merchantId: string,
    orderId: string,
    { timeoutMs = 20 * 60_000, signal }: WaitOptions = {},
  ): Promise<Order> {
    return this.poll(merchantId, orderId, { isReached: hasEnded, timeoutMs, signal });
  }

  /** Has iPay asked now. Nothing depends on it: open orders are asked about anyway. */
  async verifyOrder(merchantId: string, orderId: string): Promise<Order> {
    const path = ['merchants', merchantId, 'orders', orderId, 'verify'];
    return (await this.transport.send<Order>({ method: 'POST', path })).body;
  }

  /** Why the order stands where it stands, in words and fields. */
  explainOrder(merchantId: string, orderId: string): Promise<OrderExplanation> {
    return this.read(['merchants', merchantId, 'orders', orderId, 'explain']);
  }

  /**
   * Ships a paid order once: of all who claim it, `ship` runs for one. Should it throw or the
   * process die, the same `claimId` again runs it again, as a repeat; every other claim is told who
   * ships. Calls of one claim that come while `ship` runs share its outcome.
   * @throws ProblemError `not-paid`, `environment-mismatch`; and whatever `ship` throws
   */
  async fulfilOnce<T>(
    merchantId: string,
    orderId: string,
    claim: FulfilmentClaim,
    ship: Ship<T>,
  ): Promise<FulfilmentOutcome<T>> {
    const key = JSON.stringify([merchantId, orderId, claim.claimId]);
    const underWay = this.shipping.get(key);
    if (underWay) return (await underWay) as FulfilmentOutcome<T>;
    const outcome = this.claimAndShip(merchantId, orderId, claim, ship).finally(() => {
      this.shipping.delete(key);
    });
    this.shipping.set(key, outcome);
    return outcome;
  }

  /** The orders of a merchant, newest first, read page by page as they are asked for. */
  orders(merchantId: string, filters: OrderFilters = {}): AsyncGenerator<Order> {
    return this.list(['merchants', merchantId, 'orders'], filters);
  }

  /** The orders of every merchant that the token sees, newest first. */
  allOrders(filters: OrderFilters = {}): AsyncGenerator<Order> {
    return this.list(['orders'], filters);
  }

  /** The timeline of an order, oldest first. */
  events(merchantId: string, orderId: string): AsyncGenerator<OrderEvent> {
    return this.list(['merchants', merchantId, 'orders', orderId, 'events']);
  }

  /**
   * What happens to orders, as it happens: in the order it was committed, without gap or repeat
   * over broken connections and instances that go. Ends with the signal.
   * @throws ProblemError that no waiting changes: a token that was revoked, for example
   */
  follow(options: FollowOptions = {}): AsyncGenerator<FollowedMessage> {
    return followOrders(this.transport, options);
  }

  merchants(): AsyncGenerator<Merchant> {
    return this.list(['merchants']);
  }

  readMerchant(merchantId: string): Promise<Merchant> {
    return this.read(['merchants', merchantId]);
  }

  /**
   * Sent once: should the answer be lost, look among the merchants before trying again.
   * @returns with the `returnSecret`, which is never shown again
   */
  async createMerchant(merchant: CreateMerchant): Promise<CreatedMerchant> {
    const request = { method: 'POST', path: ['merchants'], body: merchant } as const;
    return (await this.transport.send<CreatedMerchant>(request, { patienceMs: 0 })).body;
  }

  /** What is left out stays as it is. */
  async changeMerchant(merchantId: string, changes: ChangeMerchant): Promise<Merchant> {
    const request = { method: 'PATCH', path: ['merchants', merchantId], body: changes } as const;
    return (await this.transport.send<Merchant>(request)).body;
  }

  /** In force at once; iPay is asked afterwards whether it takes the key, and `lastProbe` says. */
  async setCredential(
    merchantId: string,
    environment: Environment,
    apiKey: string,
  ): Promise<Merchant> {
    const path = ['merchants', merchantId, 'credentials', environment];
    return (await this.transport.send<Merchant>({ method: 'PUT', path, body: { apiKey } })).body;
  }

  private async claimAndShip<T>(
    merchantId: string,
    orderId: string,
    claim: FulfilmentClaim,
    ship: Ship<T>,
  ): Promise<FulfilmentOutcome<T>> {
    const path = ['merchants', merchantId, 'orders', orderId, 'fulfilment'];
    const claimed = await this.transport
      .send<Order>({ method: 'POST', path, body: claim })
      .catch((error: unknown) => {
        if (error instanceof ProblemError && error.is('already-fulfilled')) return error.problem;
        throw error;
      });
    if ('fulfilment' in claimed) return { shipped: false, fulfilment: claimed.fulfilment };
    const { status, body: order } = claimed;
    return { shipped: true, result: await ship(order, { isRepeat: status === 200 }) };
  }

  private async read<T>(path: readonly string[]): Promise<T> {
    return (await this.transport.send<T>({ method: 'GET', path })).body;
  }

  private async *list<T>(path: readonly string[], filters: OrderFilters = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const query = { ...filters, cursor };
      const { body } = await this.transport.send<Page<T>>({ method: 'GET', path, query });
      yield* body.data;
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  private async poll(
    merchantId: string,
    orderId: string,
    options: {
      isReached: (order: Order) => boolean;
      until?: 'payable';
      timeoutMs: number;
      signal: AbortSignal | undefined;
    },
  ): Promise<Order> {
    const { isReached, until, timeoutMs, signal } = options;
    const path = ['merchants', merchantId, 'orders', orderId];
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const askedAt = performance.now();
      const leftMs = Math.max(0, deadline - askedAt);
      const wait = Math.min(Math.ceil(leftMs / 1_000), LONGEST_WAIT_SECONDS);
      const { body: order } = await this.transport.send<Order>(
        { method: 'GET', path, query: { wait, until } },
        { waitMs: wait * 1_000, patienceMs: leftMs, signal },
      );
      if (isReached(order) || performance.now() >= deadline) return order;
      await pause(Math.max(0, askedAt + SHORTEST_POLL_MS - performance.now()), signal);
    }
  }
}
