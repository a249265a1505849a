import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import { Config } from '../config/config';
import { ENVIRONMENTS, type Environment } from '../config/environment';
import { exchange, type Exchange, type ExchangeRequest } from './exchange';
import {
  evidenceOf,
  placedOrderOf,
  refusalMessageOf,
  statusAnswerOf,
  type Evidence,
} from './ipay-answer';
import { type StatusAnswer } from './ipay-status';
import { type IpayCreateOrder } from './ipay-wire';
import { CALLS_AT_ONCE, Lanes, type Operation } from './lanes';
import { redactor } from './redaction';

/** Whose order it is, in which of iPay's two worlds, and the key to it. */
export interface GatewayAccount {
  merchantId: string;
  environment: Environment;
  /** A password: visible ASCII, in the Authorization header and nowhere else. */
  apiKey: string;
}

/** What became of a create. */
export type PlaceOutcome =
  | { kind: 'accepted'; orderId: string; paymentUrl: string; evidence: Evidence }
  /** 400 or 422: iPay has made nothing. */
  | { kind: 'refused'; message: string | null; evidence: Evidence }
  /** 401 or 403: iPay has made nothing. */
  | { kind: 'credentials-refused'; evidence: Evidence }
  /** 409: evidence that an order under this reference exists, perhaps by our own earlier try. */
  | { kind: 'reference-used'; evidence: Evidence }
  /** It may have been accepted: any other answer, an answer of odd shape, silence after sending. */
  | { kind: 'unknown'; reason: string; evidence: Evidence }
  /** It was certainly not sent. */
  | { kind: 'unavailable'; reason: string; evidence: Evidence };

/** What became of a question for an order's status. */
export type AskOutcome =
  | { kind: 'answered'; answer: StatusAnswer; evidence: Evidence }
  /** 404: decides nothing by itself. */
  | { kind: 'not-found'; evidence: Evidence }
  /** 401 or 403. */
  | { kind: 'credentials-refused'; evidence: Evidence }
  | { kind: 'unanswered'; reason: string; evidence: Evidence };

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
  /** Merchants whose breaker is open, by operation. */
  open: Record<Operation, string[]>;
  lastAnswerAt: Date | null;
  /** When a request was last left without a whole answer. */
  lastSilenceAt: Date | null;
}

interface Gateway {
  pool: Pool;
  basePath: string;
  inFlight: number;
  lastAnswerAt: Date | null;
  lastSilenceAt: Date | null;
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

  constructor(config: Config) {
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
    return this.#call<PlaceOutcome>(account, 'create', request, options, (exchanged, evidence) => {
      if (exchanged.kind === 'not-sent') {
        return { kind: 'unavailable', reason: exchanged.reason, evidence };
      }
      if (exchanged.kind === 'broken') {
        return { kind: 'unknown', reason: exchanged.reason, evidence };
      }
      const body = parseJson(exchanged.text);
      switch (exchanged.httpStatus) {
        case 200: {
          const placed = placedOrderOf(body, create.referenceId, account.environment);
          return placed
            ? { kind: 'accepted', ...placed, evidence }
            : { kind: 'unknown', reason: 'not the shape of an acceptance', evidence };
        }
        case 400:
        case 422: {
          const message = refusalMessageOf(body);
          const redact = redactor(account.apiKey);
          return { kind: 'refused', message: message && redact(message), evidence };
        }
        case 401:
        case 403:
          return { kind: 'credentials-refused', evidence };
        case 409:
          return { kind: 'reference-used', evidence };
        default:
          return { kind: 'unknown', reason: `HTTP ${exchanged.httpStatus}`, evidence };
      }
    });
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
    const open = this.#lanes.open();
    const of = (environment: Environment): GatewayHealth => {
      const { inFlight, lastAnswerAt, lastSilenceAt } = this.#gateways[environment];
      const merchants = (operation: Operation): string[] =>
        open
          .filter((lane) => lane.environment === environment && lane.operation === operation)
          .map((lane) => lane.merchantId);
      return {
        inFlight,
        open: { create: merchants('create'), status: merchants('status') },
        lastAnswerAt,
        lastSilenceAt,
      };
    };
    return { sandbox: of('sandbox'), production: of('production') };
  }

  /** After the HTTP server has drained: accepted requests may still be speaking to iPay before. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(ENVIRONMENTS.map((environment) => this.#gateways[environment].pool.close()));
  }

  #ask(account: GatewayAccount, path: string, options: AskOptions): Promise<AskOutcome> {
    const request = { method: 'GET', path } as const;
    return this.#call<AskOutcome>(account, 'status', request, options, (exchanged, evidence) => {
      if (exchanged.kind !== 'answer') {
        return { kind: 'unanswered', reason: exchanged.reason, evidence };
      }
      switch (exchanged.httpStatus) {
        case 200: {
          const answer = statusAnswerOf(parseJson(exchanged.text));
          return answer
            ? { kind: 'answered', answer: withoutKey(answer, account.apiKey), evidence }
            : { kind: 'unanswered', reason: 'not the shape of a status', evidence };
        }
        case 401:
        case 403:
          return { kind: 'credentials-refused', evidence };
        case 404:
          return { kind: 'not-found', evidence };
        default:
          return { kind: 'unanswered', reason: `HTTP ${exchanged.httpStatus}`, evidence };
      }
    });
  }

  /** One call: in the merchant's lane, within its time, judged once its exchange is over. */
  async #call<Outcome>(
    account: GatewayAccount,
    operation: Operation,
    { method, path: pathFromBase, body }: Omit<ExchangeRequest, 'headers'>,
    { signal, timeoutMs }: PlaceOptions & AskOptions,
    judge: (exchanged: Exchange, evidence: Evidence) => Outcome,
  ): Promise<Outcome> {
    const startedAt = performance.now();
    const gateway = this.#gateways[account.environment];
    const path = gateway.basePath + pathFromBase;
    const conclude = (exchanged: Exchange): Outcome =>
      judge(
        exchanged,
        evidenceOf(
          {
            request: { method, path },
            ...told(exchanged),
            durationMs: performance.now() - startedAt,
          },
          redactor(account.apiKey),
        ),
      );
    const deadline = startDeadline(Math.min(timeoutMs ?? Infinity, this.#timeoutMs), signal);
    try {
      return await this.#lanes.enter(account.merchantId, account.environment, operation).run(
        async () =>
          conclude(
            await this.#exchange(
              gateway,
              {
                method,
                path,
                ...(body !== undefined && { body }),
                headers: headersOf(account, body),
              },
              deadline.signal,
            ),
          ),
        (reason) => conclude({ kind: 'not-sent', reason }),
        deadline.signal,
      );
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
      if (exchanged.kind === 'answer') gateway.lastAnswerAt = new Date();
      else gateway.lastSilenceAt = new Date();
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
    lastAnswerAt: null,
    lastSilenceAt: null,
  };
}

function headersOf({ apiKey }: GatewayAccount, body: string | undefined): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
}

/** Silence and what cannot be understood; a clear refusal is the gateway in good health. */
function speaksAgainstTheGateway(outcome: unknown): boolean {
  const { kind } = outcome as PlaceOutcome | AskOutcome;
  return kind === 'unknown' || kind === 'unanswered' || kind === 'unavailable';
}

function told(exchanged: Exchange): Partial<Evidence> {
  if (exchanged.kind === 'not-sent') return { error: `not sent: ${exchanged.reason}` };
  const { httpStatus, contentType, text } = exchanged;
  return {
    ...(httpStatus !== null && { httpStatus, body: text }),
    ...(contentType !== null && { contentType }),
    ...(exchanged.kind === 'broken' && { error: exchanged.reason }),
  };
}

/** What iPay says of an order is shown to people: a gateway that echoes the key shows them none. */
function withoutKey(answer: StatusAnswer, apiKey: string): StatusAnswer {
  const redact = redactor(apiKey);
  return {
    ...answer,
    status: redact(answer.status),
    transactionId: answer.transactionId && redact(answer.transactionId),
    transactionTime: answer.transactionTime && redact(answer.transactionTime),
  };
}

/** @returns undefined for what is not JSON */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A lone surrogate has no UTF-8: it cannot be part of an id that iPay knows. */
function pathSegment(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/** Ends when the time is up or the caller cancels, whichever comes first. */
function startDeadline(timeoutMs: number, cancelled?: AbortSignal): Deadline {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort('cancelled');
  };
  const timer = setTimeout(() => {
    controller.abort(`no answer within ${timeoutMs} ms`);
  }, timeoutMs);
  cancelled?.addEventListener('abort', cancel, { once: true });
  if (cancelled?.aborted) cancel();
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      cancelled?.removeEventListener('abort', cancel);
    },
  };
}
