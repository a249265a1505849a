import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access';
import { merchantNotFound } from '../access';
import { Config } from '../config/config';
import { IpayClient } from '../gateway';
import { validationFailed } from '../http/http.problems';
import { Problem } from '../http/problem';
import { newUuid, toTypedId } from '../http/typed-id';
import { CredentialsMissing, GatewayCredentials } from '../merchants';
import type { Occasion } from './order-book.service';
import type { OrderRow } from './order-row';
import { OrderSender } from './order-sender.service';
import * as problems from './orders.problems';
import {
  CALLBACK_URLS,
  OrdersRepository,
  type InsertResult,
  type MerchantAtInsert,
  type NewOrder,
  type OrderTerms,
} from './orders.repository';
import { isOpenToTakeUp } from './take-up';

/** Beyond the gateway's own time limit, for the statement that writes the outcome down. */
const LEASE_MARGIN_MS = 5_000;
/** A race with another create under the same reference or key is settled by looking again. */
const MAX_LOOKS = 3;

/** An order that is written and not yet sent, with what the statement read of its merchant. */
interface Written {
  order: OrderRow;
  merchant: MerchantAtInsert;
  /** The rejected order that this create took up again, as it was. */
  takenUp: OrderRow | null;
}

export interface Placement {
  order: OrderRow;
  /** The same Idempotency-Key and body came before. */
  replayed: boolean;
}

/** Takes an order: writes it first, then speaks to iPay. */
@Injectable()
export class OrderPlacing {
  constructor(
    private readonly repository: OrdersRepository,
    private readonly sender: OrderSender,
    private readonly credentials: GatewayCredentials,
    private readonly ipay: IpayClient,
    private readonly config: Config,
  ) {}

  /**
   * @param isAwaited for a create by iPay's own door: whether its caller is still there when iPay
   * has accepted it, so that the acceptance and its being told are written in one statement
   * @throws Problem for every answer but 200, 201 and 202
   */
  async placeOrder(
    merchantId: string,
    terms: Omit<OrderTerms, 'requestHash'>,
    caller: Caller,
    requestId: string,
    isAwaited?: () => boolean,
  ): Promise<Placement> {
    const order: NewOrder = {
      id: newUuid(),
      merchantId,
      terms: { ...terms, requestHash: hashOf(terms) },
      leaseMs: this.config.ipayTimeoutMs + LEASE_MARGIN_MS,
      actor: caller.actor,
      requestId,
      byDoor: isAwaited !== undefined,
    };
    await this.refuseWhileUnreachable(order);
    const written = await this.write(order);
    if ('replayed' in written) return written;
    const occasion: Occasion = {
      cause: 'gateway-answer',
      actor: null,
      requestId,
      ...(isAwaited && { isAwaited }),
    };
    return { order: await this.send(written, occasion), replayed: false };
  }

  /** Known before anything is sent, so before anything is written; what is there already is told. */
  private async refuseWhileUnreachable({ merchantId, terms }: NewOrder): Promise<void> {
    if (!this.ipay.isOpen(merchantId, 'sandbox') && !this.ipay.isOpen(merchantId, 'production')) {
      return;
    }
    const environment = await this.repository.environmentOf(merchantId);
    if (!environment || !this.ipay.isOpen(merchantId, environment)) return;
    const { idempotencyKey, referenceId } = terms;
    if (
      idempotencyKey !== null &&
      (await this.repository.findByIdempotencyKey(merchantId, idempotencyKey))
    ) {
      return;
    }
    const earlier = await this.repository.findByReference(merchantId, referenceId);
    if (!earlier || isOpenToTakeUp(earlier))
      throw gatewayUnavailable('its answers have failed lately');
  }

  private async write(order: NewOrder): Promise<Placement | Written> {
    const { merchantId, terms } = order;
    let earlier: OrderRow | null = null;
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      const result: InsertResult | null = earlier
        ? await this.repository.takeUp({ ...order, id: earlier.id }, earlier.version)
        : await this.repository.insert(order);
      if (!result) throw merchantNotFound();
      if (result.order) return { order: result.order, merchant: result, takenUp: earlier };
      const replay = await this.replayOf(order);
      if (replay) return replay;
      refuse(result, terms);
      earlier = await this.repository.findByReference(merchantId, terms.referenceId);
      if (earlier && !isOpenToTakeUp(earlier)) throw referenceIdUsed(earlier);
    }
    throw new Problem(problems.ReferenceIdUsed, 'Another create under this reference is under way');
  }

  private async replayOf({ merchantId, terms }: NewOrder): Promise<Placement | null> {
    if (terms.idempotencyKey === null) return null;
    const earlier = await this.repository.findByIdempotencyKey(merchantId, terms.idempotencyKey);
    if (!earlier) return null;
    if (earlier.requestHash !== terms.requestHash) {
      throw new Problem(
        problems.IdempotencyKeyReused,
        'Use a new Idempotency-Key for another order',
      );
    }
    return { order: earlier, replayed: true };
  }

  private async send(written: Written, occasion: Occasion): Promise<OrderRow> {
    const { order } = written;
    const apiKey = await this.openKey(written);
    const { merchantId, environment } = order;
    const sent = await this.sender.send(order, { merchantId, environment, apiKey }, occasion);
    const members = { orderId: toTypedId('ord', order.id) };
    switch (sent.kind) {
      case 'accepted':
      case 'unknown':
        return sent.order;
      case 'refused':
        throw new Problem(problems.GatewayRejected, sent.gatewayMessage ?? 'iPay gave no reason', {
          members: { ...members, gatewayMessage: sent.gatewayMessage },
        });
      case 'credentials-refused':
        throw new Problem(
          problems.GatewayCredentialsRejected,
          'Set a key that iPay accepts, then create again under the same reference',
          { members },
        );
      case 'reference-used':
        throw new Problem(problems.ReferenceIdUsedAtGateway, 'Use another referenceId', {
          members,
        });
      case 'unavailable':
        await this.forget(written);
        throw gatewayUnavailable(sent.reason);
    }
  }

  /** A key that does not open is our trouble: the order must not stay behind as if it were sent. */
  private async openKey(written: Written): Promise<string> {
    const { order, merchant } = written;
    const { credentialVersion, credentialCiphertext, credentialKeyId } = merchant;
    if (credentialVersion === null || credentialCiphertext === null || credentialKeyId === null) {
      throw new Error('an order was written without credentials');
    }
    try {
      return await this.credentials.open({
        merchantId: order.merchantId,
        environment: order.environment,
        version: credentialVersion,
        ciphertext: credentialCiphertext,
        keyId: credentialKeyId,
      });
    } catch (error) {
      await this.forget(written);
      throw error;
    }
  }

  /** Certainly not sent. A reference taken up again goes back to where it was. */
  private async forget({ order, takenUp }: Written): Promise<void> {
    if (takenUp) await this.repository.giveBack(order, takenUp);
    else await this.repository.discard(order);
  }
}

function refuse(result: MerchantAtInsert, terms: OrderTerms): void {
  const errors = CALLBACK_URLS.flatMap((field, i) => {
    const mustBeHttps = !result.schemesAllowed && new URL(terms[field]).protocol !== 'https:';
    const messages = [
      ...(mustBeHttps ? ['must be https in production'] : []),
      ...(result.hostsAllowed[i] ? [] : ["must be on one of the merchant's returnHosts"]),
    ];
    return messages.map((message) => ({ field, message }));
  });
  if (errors.length > 0) throw validationFailed(errors);
  if (result.merchantStatus === 'suspended') {
    throw new Problem(problems.MerchantSuspended, 'Its open orders go on being verified');
  }
  if (result.credentialVersion === null) {
    throw new Problem(CredentialsMissing, `Set a key for ${result.merchantEnvironment} first`);
  }
}

function referenceIdUsed({ id, state }: OrderRow): Problem {
  return new Problem(problems.ReferenceIdUsed, 'Read the order, or use another referenceId', {
    members: { orderId: toTypedId('ord', id), state },
  });
}

function gatewayUnavailable(reason: string): Problem {
  return new Problem(problems.GatewayUnavailable, `The same reference may be used: ${reason}`, {
    headers: { 'retry-after': '5' },
  });
}

/** Over the parsed body, so that spelling and order of members do not matter. */
function hashOf(terms: Omit<OrderTerms, 'requestHash'>): string {
  const canonical = [
    terms.referenceId,
    terms.amountMinor.toString(),
    terms.description,
    terms.successCallbackUrl,
    terms.failureCallbackUrl,
    terms.cancelCallbackUrl,
    Object.entries(terms.metadata).sort(byName),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64url');
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
