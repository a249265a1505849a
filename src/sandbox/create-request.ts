import { z } from 'zod';

import { type IpayCreateOrder } from '../gateway/ipay-wire';
import { poishaOf } from './money';

const callbackUrl = (field: keyof IpayCreateOrder) =>
  z
    .string(`${field} is required`)
    .min(1, `${field} is required`)
    .max(512, `${field} must be at most 512 characters`)
    .refine(isWebAddress, `${field} must be an absolute http or https address`);

/** Length is counted in code points: a Bangla or emoji description is not punished for UTF-16. */
const text = (field: keyof IpayCreateOrder, longest: number) =>
  z
    .string(`${field} is required`)
    .min(1, `${field} is required`)
    .refine(
      (value) => Array.from(value).length <= longest,
      `${field} must be at most ${longest} characters`,
    );

const createOrder = z.object(
  {
    amount: z.unknown().transform((amount, context) => {
      const amountMinor = poishaOf(amount);
      if (amountMinor !== null) return amountMinor;
      context.addIssue({
        code: 'custom',
        message: 'amount must be more than 0 and have at most two decimals',
      });
      return z.NEVER;
    }),
    referenceId: text('referenceId', 50),
    description: text('description', 255),
    successCallbackUrl: callbackUrl('successCallbackUrl'),
    failureCallbackUrl: callbackUrl('failureCallbackUrl'),
    cancelCallbackUrl: callbackUrl('cancelCallbackUrl'),
  },
  'the body must be a JSON object',
);

/** A create as accepted; `amount` is poisha. Unknown fields are ignored, as at iPay. */
export type CreateRequest = z.output<typeof createOrder>;

export function readCreateRequest(body: unknown): { request: CreateRequest } | { refusal: string } {
  const read = createOrder.safeParse(body);
  if (read.success) return { request: read.data };
  return { refusal: read.error.issues[0]?.message ?? 'invalid request' };
}

/** The reference a create names, whether or not the rest of it is in order. */
export function referenceOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('referenceId' in body)) return null;
  return typeof body.referenceId === 'string' ? body.referenceId : null;
}

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  return ['http:', 'https:'].includes(new URL(value).protocol);
}
