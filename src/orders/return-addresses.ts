import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { DerivedKeys } from '../crypto/derived-keys';

export const RETURN_OUTCOMES = ['success', 'failure', 'cancel'] as const;
/** Which of the three addresses the buyer came back by: a claim, not a fact. */
export type ReturnOutcome = (typeof RETURN_OUTCOMES)[number];

const PURPOSE = 'return address';
const UUID_BYTES = 16;
const SIGNATURE_BYTES = 16;

interface CallbackUrls {
  successCallbackUrl: string;
  failureCallbackUrl: string;
  cancelCallbackUrl: string;
}

/** The addresses that iPay sends buyers back to: ours where we have one, else the platform's. */
@Injectable()
export class ReturnAddresses {
  constructor(
    private readonly config: Config,
    private readonly keys: DerivedKeys,
  ) {}

  forGateway(order: { merchantId: string; id: string } & CallbackUrls): CallbackUrls {
    const base = this.config.publicBaseUrl;
    if (base === null) {
      const { successCallbackUrl, failureCallbackUrl, cancelCallbackUrl } = order;
      return { successCallbackUrl, failureCallbackUrl, cancelCallbackUrl };
    }
    const token = this.tokenFor(order.merchantId, order.id);
    const address = (outcome: ReturnOutcome): string => `${base}/return/${token}/${outcome}`;
    return {
      successCallbackUrl: address('success'),
      failureCallbackUrl: address('failure'),
      cancelCallbackUrl: address('cancel'),
    };
  }

  /** base64url of merchant, order and a 128-bit HMAC over both. */
  tokenFor(merchantId: string, orderId: string): string {
    const subject = Buffer.concat([uuidBytes(merchantId), uuidBytes(orderId)]);
    const signature = this.keys.sign(PURPOSE, subject, SIGNATURE_BYTES);
    return Buffer.concat([subject, signature]).toString('base64url');
  }

  /** @returns null for a token that was not made here */
  read(token: string): { merchantId: string; orderId: string } | null {
    const bytes = Buffer.from(token, 'base64url');
    if (
      bytes.length !== 2 * UUID_BYTES + SIGNATURE_BYTES ||
      bytes.toString('base64url') !== token
    ) {
      return null;
    }
    const subject = bytes.subarray(0, 2 * UUID_BYTES);
    if (!this.keys.verify(PURPOSE, subject, bytes.subarray(2 * UUID_BYTES), SIGNATURE_BYTES))
      return null;
    return {
      merchantId: uuidText(subject.subarray(0, UUID_BYTES)),
      orderId: uuidText(subject.subarray(UUID_BYTES)),
    };
  }
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
