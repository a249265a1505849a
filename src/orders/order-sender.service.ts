import { Injectable } from '@nestjs/common';
import {
  IpayClient,
  amountToNumber,
  type Evidence,
  type GatewayAccount,
  type PlaceOutcome,
} from '../gateway';
import { GatewayCredentials } from '../merchants';
import { OrderBook, type Occasion } from './order-book.service';
import type { OrderRow } from './order-row';
import {
  GatewayCredentialsRejected,
  GatewayRejected,
  ReferenceIdUsedAtGateway,
} from './orders.problems';
import { ReturnAddresses } from './return-addresses';

/** What became of a send, with the order as it is now. */
export type Sent =
  | { kind: 'accepted' | 'unknown' | 'credentials-refused' | 'reference-used'; order: OrderRow }
  | { kind: 'refused'; order: OrderRow; gatewayMessage: string | null }
  /** Certainly not sent; nothing was written. */
  | { kind: 'unavailable'; order: OrderRow; reason: string; evidence: Evidence };

/** Sends an order that is written down to iPay, and writes down what came of it. */
@Injectable()
export class OrderSender {
  constructor(
    private readonly ipay: IpayClient,
    private readonly book: OrderBook,
    private readonly credentials: GatewayCredentials,
    private readonly addresses: ReturnAddresses,
  ) {}

  async send(order: OrderRow, account: GatewayAccount, occasion: Occasion): Promise<Sent> {
    const outcome = await this.ipay.placeOrder(account, {
      amount: amountToNumber(order.amountMinor),
      referenceId: order.referenceId,
      description: order.description,
      ...this.addresses.forGateway(order),
    });
    switch (outcome.kind) {
      case 'accepted':
        return { kind: 'accepted', order: await this.book.accepted(order, outcome, occasion) };
      case 'refused':
        return this.refused(order, outcome, occasion);
      case 'credentials-refused':
        return this.credentialsRefused(order, outcome.evidence, occasion);
      case 'reference-used':
        return this.referenceUsed(order, account, outcome.evidence, occasion);
      case 'unknown':
        return this.unknown(order, outcome.reason, outcome.evidence, occasion);
      case 'unavailable':
        return { ...outcome, order };
    }
  }

  private async refused(
    order: OrderRow,
    { message, evidence }: Extract<PlaceOutcome, { kind: 'refused' }>,
    occasion: Occasion,
  ): Promise<Sent> {
    const detail = message === null ? 'iPay refused it' : `iPay refused it: ${message}`;
    return {
      kind: 'refused',
      gatewayMessage: message,
      order: await this.book.rejected(
        order,
        { code: GatewayRejected.code, detail, evidence },
        occasion,
      ),
    };
  }

  /** The merchant's trouble, not the order's: what an earlier send may have done stays open. */
  private async credentialsRefused(
    order: OrderRow,
    evidence: Evidence,
    occasion: Occasion,
  ): Promise<Sent> {
    const detail = "iPay refused the merchant's key";
    const { merchantId, environment, credentialFingerprint: fingerprint } = order;
    await this.credentials.flagRejected({ merchantId, environment, fingerprint });
    if (order.createAttempts > 1) return this.unknown(order, detail, evidence, occasion);
    return {
      kind: 'credentials-refused',
      order: await this.book.rejected(
        order,
        { code: GatewayCredentialsRejected.code, detail, evidence },
        occasion,
      ),
    };
  }

  /**
   * A 409 is evidence that an order exists under this reference. It is somebody else's only where
   * this service has sent this create exactly once; else an earlier send of ours may have worked.
   */
  private async referenceUsed(
    order: OrderRow,
    account: GatewayAccount,
    refusal: Evidence,
    occasion: Occasion,
  ): Promise<Sent> {
    const looked = await this.ipay.askByReference(account, order.referenceId);
    if (order.createAttempts === 1) {
      return {
        kind: 'reference-used',
        order: await this.book.rejected(
          order,
          {
            code: ReferenceIdUsedAtGateway.code,
            detail: 'iPay has an order under this reference that this service did not send',
            evidence: looked.kind === 'answered' ? looked.evidence : refusal,
          },
          occasion,
        ),
      };
    }
    if (looked.kind === 'answered') {
      const found = await this.book.answered(order, looked.answer, looked.evidence, occasion);
      return { kind: found.state === 'creating' ? 'unknown' : 'accepted', order: found };
    }
    return this.unknown(
      order,
      'iPay says the reference is used, and does not show the order',
      looked.evidence,
      occasion,
    );
  }

  private async unknown(
    order: OrderRow,
    reason: string,
    evidence: Evidence,
    occasion: Occasion,
  ): Promise<Sent> {
    const detail = `sent, but no certain answer: ${reason}`;
    return {
      kind: 'unknown',
      order: await this.book.unanswered(order, { detail, evidence }, occasion),
    };
  }
}
