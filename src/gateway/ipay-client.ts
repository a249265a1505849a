import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import { Config } from '../config/config';
import { ENVIRONMENTS, type Environment } from '../config/environment';
import { CallWindow, type CallTally } from '../observability/call-window';
import { Metrics } from '../observability/metrics.service';
import { exchange, type Exchange, type ExchangeRequest } from './exchange';
import { startDeadline } from './deadline';
import { evidenceOf, type Evidence } from './ipay-answer';
import { type IpayCreateOrder } from './ipay-wire';
import { CALLS_AT_ONCE, Lanes, type BrokenLane, type Operation } from './lanes';
import {
  judgeAsking,
  judgePlacing,
  speaksAgainstTheGateway,
  type AskOutcome,
  type Keeping,
  type PlaceOutcome,
} from './outcome';
import { redactor } from './redaction';

/** Whose order it is, in which of iPay's two worlds, and the key to it. */
export interface GatewayAccount {
  merchantId: string;
  environment: Environment;
  /** A password: visible ASCII, in the Authorization header and nowhere else. */
  apiKey: string;
}

export interface PlaceOptions {
  signal?: AbortSignal;
}

export interface AskOptions {
  /** Shortens `IPAY_TIMEOUT_MS`, never lengthens it. */
  timeoutMs?: number;
}

/** How an environment's gateway looks from this process. */
export interface GatewayHealth {
  inFlight: number;
  sinceAnswerMs: number | null;
  /** Since a request was last left without a whole answer. */
  sinceSilenceMs: number | null;
  /** Of the last minutes. */
  calls: Record<Operation, CallTally>;
  /** Breakers that have opened and not closed again. */
  broken: BrokenLane[];
}

interface Gateway {
  pool: Pool;
  basePath: string;
  inFlight: number;
  /** Monotonic, like {@link silentAt}. */
  answeredAt: number | null;
  silentAt: number | null;
  calls: Record<Operation, CallWindow>;
}

/** Shared by an environment's merchants, of which each may use a quarter. */
const CONNECTIONS = 4 * CALLS_AT_ONCE;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Speaks iPay's three requests. Every outcome is a value: nothing here throws because of what the
 * network or the gateway does. A create is never repeated by itself; a status question once, where
 * a kept-alive connection turned out to be dead.
 */
@Injectable()
export class IpayClient implements OnApplicationShutdown {
  readonly #timeoutMs: number;
  readonly #gateways: Record<Environment, Gateway>;
  readonly #lanes = new Lanes(speaksAgainstTheGateway);

  constructor(
    config: Config,
    private readonly metrics: Metrics,
  ) {
    this.#timeoutMs = config.ipayTimeoutMs;
    this.#gateways = {
      sandbox: gatewayAt(config.ipay.sandbox.baseUrl, config.ipayTimeoutMs),
      production: gatewayAt(config.ipay.production.baseUrl, config.ipayTimeoutMs),
    };
  }

  /** Creates an order at iPay. The order is in Postgres already, under the same reference. */
  placeOrder(
    account: GatewayAccount,
    create: IpayCreateOrder,
    options: PlaceOptions = {},
  ): Promise<PlaceOutcome> {
    const request = { method: 'POST', path: '/order', body: JSON.stringify(create) } as const;
    return this.#call(account, 'create', request, options, (exchanged, keep) =>
      judgePlacing(exchanged, create.referenceId, account.environment, keep),
    );
  }

  askByOrderId(
    account: GatewayAccount,
    orderId: string,
    options: AskOptions = {},
  ): Promise<AskOutcome> {
    return this.#ask(account, `/order/${pathSegment(orderId)}/status`, options);
  }

  askByReference(
    account: GatewayAccount,
    referenceId: string,
    options: AskOptions = {},
  ): Promise<AskOutcome> {
    return this.#ask(account, `/order/referenceId/${pathSegment(referenceId)}/status`, options);
  }

  /**
   * Whether iPay takes the key, asked by the status of a reference that cannot exist.
   * @returns null where iPay did not answer
   */
  async probe(account: GatewayAccount): Promise<boolean | null> {
    const outcome = await this.askByReference(account, `key-probe-${randomUUID()}`);
    if (outcome.kind === 'credentials-refused') return false;
    return outcome.evidence.httpStatus === undefined ? null : true;
  }

  /** Whether a create of this merchant's would not even be sent now. */
  isOpen(merchantId: string, environment: Environment): boolean {
    return this.#lanes.isOpen(merchantId, environment, 'create');
  }

  health(): Record<Environment, GatewayHealth> {
    const broken = this.#lanes.broken();
    const of = (environment: Environment): GatewayHealth => {
      const { inFlight, answeredAt, silentAt, calls } = this.#gateways[environment];
      return {
        inFlight,
        sinceAnswerMs: msSince(answeredAt),
        sinceSilenceMs: msSince(silentAt),
        calls: { create: calls.create.tally(), status: calls.status.tally() },
        broken: broken.filter((lane) => lane.environment === environment),
      };
    };
    return { sandbox: of('sandbox'), production: of('production') };
  }

  /** After the HTTP server has drained: accepted requests may still be speaking to iPay before. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(ENVIRONMENTS.map((environment) => this.#gateways[environment].pool.close()));
  }

  #ask(account: GatewayAccount, path: string, options: AskOptions): Promise<AskOutcome> {
    return this.#call(account, 'status', { method: 'GET', path }, options, judgeAsking);
  }

  /** One call: in the merchant's lane, within its time, judged once its exchange is over. */
  async #call<Outcome extends { kind: string }>(
    account: GatewayAccount,
    operation: Operation,
    { method, path: pathFromBase, body }: Omit<ExchangeRequest, 'headers'>,
    { signal, timeoutMs }: PlaceOptions & AskOptions,
    judge: (exchanged: Exchange, keep: Keeping) => Outcome,
  ): Promise<Outcome> {
    const startedAt = performance.now();
    const gateway = this.#gateways[account.environment];
    const path = gateway.basePath + pathFromBase;
    const redact = redactor(account.apiKey);
    const conclude = (exchanged: Exchange): Outcome => {
      const durationMs = performance.now() - startedAt;
      const told = { request: { method, path }, ...heardIn(exchanged), durationMs };
      return judge(exchanged, { evidence: evidenceOf(told, redact), redact });
    };
    const headers = headersOf(account, body);
    const request = { method, path, headers, ...(body !== undefined && { body }) };
    const limitMs = Math.min(timeoutMs ?? Infinity, this.#timeoutMs);
    const deadline = startDeadline(limitMs, signal);
    try {
      let tookMs: number | null = null;
      const outcome = await this.#lanes
        .enter(account.merchantId, account.environment, operation)
        .run(
          async () => {
            const sentAt = performance.now();
            const exchanged = await this.#exchange(gateway, request, deadline.signal);
            if (exchanged.kind !== 'not-sent') tookMs = performance.now() - sentAt;
            return conclude(exchanged);
          },
          (reason) => conclude({ kind: 'not-sent', reason }),
          // A call that has waited longer would be sent only to be given up: unknown for nothing.
          { signal: deadline.signal, patienceMs: limitMs / 2 },
        );
      this.metrics.gatewayCalls.observe(
        { environment: account.environment, operation, outcome: outcome.kind },
        (performance.now() - startedAt) / 1_000,
      );
      gateway.calls[operation].count(outcome.kind, tookMs);
      return outcome;
    } finally {
      deadline.end();
    }
  }

  async #exchange(
    gateway: Gateway,
    request: ExchangeRequest,
    signal: AbortSignal,
  ): Promise<Exchange> {
    gateway.inFlight += 1;
    try {
      let exchanged = await exchange(gateway.pool, request, signal);
      if (request.method === 'GET' && exchanged.kind === 'broken' && exchanged.reset) {
        exchanged = await exchange(gateway.pool, request, signal);
      }
      if (exchanged.kind === 'answer') gateway.answeredAt = performance.now();
      else gateway.silentAt = performance.now();
      return exchanged;
    } finally {
      gateway.inFlight -= 1;
    }
  }
}

function gatewayAt(baseUrl: string, timeoutMs: number): Gateway {
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    allowH2: false,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs / 2) },
    // The call's own deadline covers connect, headers and body; undici's would restart with every
    // chunk, which one byte per second outlives.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    pool,
    basePath: pathname.replace(/\/$/, ''),
    inFlight: 0,
    answeredAt: null,
    silentAt: null,
    calls: { create: new CallWindow(), status: new CallWindow() },
  };
}

function msSince(at: number | null): number | null {
  return at === null ? null : performance.now() - at;
}

function headersOf({ apiKey }: GatewayAccount, body: string | undefined): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
}

function heardIn(exchanged: Exchange): Partial<Evidence> {
  if (exchanged.kind === 'not-sent') return { error: `not sent: ${exchanged.reason}` };
  const { httpStatus, contentType, text } = exchanged;
  return {
    ...(httpStatus !== null && { httpStatus, body: text }),
    ...(contentType !== null && { contentType }),
    ...(exchanged.kind === 'broken' && { error: exchanged.reason }),
  };
}

/** A lone surrogate has no UTF-8: it cannot be part of an id that iPay knows. */
function pathSegment(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
