import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { IpayClient, type AskOutcome, type GatewayAccount } from '../gateway';
import { newUuid } from '../http/typed-id';
import { GatewayCredentials } from '../merchants';
import { OrderBook, OrderSender, type Occasion, type OrderRow } from '../orders';
import { ChecksRepository, type ClaimedCheck } from './checks.repository';

const LEAST_LEASE_MS = 20_000;
const LEASE_MARGIN_MS = 5_000;
/** Looking a create up, sending it again, looking once more after a 409. */
const CALLS_OF_A_CHECK = 3;

export interface Asked {
  order: OrderRow;
  /** iPay gave an answer that counts as one; it may still decide nothing. */
  answered: boolean;
}

export interface AskOptions {
  /** Shortens the gateway's time limit. */
  timeoutMs?: number;
  /** Without an answer, ask again at once rather than by the schedule. */
  insist?: boolean;
}

/** Whom iPay is asked for, and by which key. */
type AskingAccount = GatewayAccount & { fingerprint: string };

/** Asks iPay about an order and has the answer written down. */
@Injectable()
export class Asking {
  /** For how long an order belongs to whoever asks. */
  private readonly leaseMs: number;

  constructor(
    private readonly ipay: IpayClient,
    private readonly book: OrderBook,
    private readonly sender: OrderSender,
    private readonly credentials: GatewayCredentials,
    private readonly checks: ChecksRepository,
    config: Config,
  ) {
    this.leaseMs = Math.max(
      LEAST_LEASE_MS,
      CALLS_OF_A_CHECK * config.ipayTimeoutMs + LEASE_MARGIN_MS,
    );
  }

  /**
   * Claims an order for a question right now.
   * @param quietMs nothing is claimed when the last question is younger than this
   * @returns null when somebody is asking or has just asked, or nothing can be asked
   */
  claim(merchantId: string, orderId: string, quietMs: number): Promise<OrderRow | null> {
    return this.checks.claimOne(
      { merchantId, orderId, leaseToken: newUuid() },
      this.leaseMs,
      quietMs,
    );
  }

  /** @returns null when the lease is lost */
  start(check: ClaimedCheck): Promise<OrderRow | null> {
    return this.checks.start(check, this.leaseMs);
  }

  async ask(order: OrderRow, occasion: Occasion, options: AskOptions = {}): Promise<Asked> {
    if (order.state === 'rejected') return { order, answered: true };
    const { merchantId, environment } = order;
    const current = await this.credentials.current(merchantId, environment);
    if (!current) {
      const detail = `not asked: the merchant has no key for ${environment}`;
      return this.silence(order, { detail, evidence: null }, occasion, options);
    }
    const { apiKey, fingerprint } = current;
    const account = { merchantId, environment, apiKey, fingerprint };
    if (order.state === 'creating') return this.resolveCreating(order, account, occasion, options);
    const timeout = timeoutOf(options);
    const outcome = order.gatewayOrderId
      ? await this.ipay.askByOrderId(account, order.gatewayOrderId, timeout)
      : await this.ipay.askByReference(account, order.referenceId, timeout);
    return this.record(order, account, outcome, occasion, options);
  }

  /**
   * A create without a certain answer: looked up by its reference, and sent again only where iPay
   * does not know it, under the key it was first sent with. iPay refuses a second order under one
   * reference, so sending again cannot make a second one.
   */
  private async resolveCreating(
    order: OrderRow,
    account: AskingAccount,
    occasion: Occasion,
    options: AskOptions,
  ): Promise<Asked> {
    const outcome = await this.ipay.askByReference(account, order.referenceId, timeoutOf(options));
    if (outcome.kind !== 'not-found') {
      return this.record(order, account, outcome, occasion, options);
    }
    const hindrance = await this.hindranceToResend(order, account);
    if (hindrance !== null) {
      const detail = `iPay knows no such order; not sent again: ${hindrance}`;
      return this.silence(order, { detail, evidence: outcome.evidence }, occasion, options, true);
    }
    const counted = await this.book.resending(order, occasion);
    if (!counted) return { order, answered: false };
    const sent = await this.sender.send(counted, account, occasion);
    if (sent.kind === 'unavailable') {
      const detail = `the create could not be sent again: ${sent.reason}`;
      return this.silence(counted, { detail, evidence: sent.evidence }, occasion, options);
    }
    return { order: sent.order, answered: sent.kind !== 'unknown' };
  }

  private async hindranceToResend(
    order: OrderRow,
    { fingerprint }: AskingAccount,
  ): Promise<string | null> {
    if (fingerprint !== order.credentialFingerprint) {
      return 'the key it was first sent with has been replaced';
    }
    return (await this.checks.isSuspended(order.merchantId)) ? 'the merchant is suspended' : null;
  }

  private async record(
    order: OrderRow,
    account: AskingAccount,
    outcome: AskOutcome,
    occasion: Occasion,
    options: AskOptions,
  ): Promise<Asked> {
    const { evidence } = outcome;
    switch (outcome.kind) {
      case 'answered':
        return {
          order: await this.book.answered(order, outcome.answer, evidence, occasion),
          answered: true,
        };
      case 'not-found': {
        const detail = 'iPay says that it knows no such order';
        return this.silence(order, { detail, evidence }, occasion, options, true);
      }
      case 'credentials-refused': {
        const detail = "iPay refused the merchant's key";
        await this.credentials.flagRejected(account);
        return this.silence(order, { detail, evidence }, occasion, options);
      }
      case 'unanswered': {
        const detail = `iPay gave no answer that counts: ${outcome.reason}`;
        return this.silence(order, { detail, evidence }, occasion, options);
      }
    }
  }

  private async silence(
    order: OrderRow,
    silence: Parameters<OrderBook['unanswered']>[1],
    occasion: Occasion,
    { insist = false }: AskOptions,
    notFound = false,
  ): Promise<Asked> {
    const recorded = await this.book.unanswered(order, silence, occasion, {
      notFound,
      dueNow: insist && !notFound,
    });
    return { order: recorded, answered: notFound };
  }
}

function timeoutOf({ timeoutMs }: AskOptions): Pick<AskOptions, 'timeoutMs'> {
  return timeoutMs === undefined ? {} : { timeoutMs };
}
