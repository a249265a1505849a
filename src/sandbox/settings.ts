import { z } from 'zod';

import { LATENCY_PROFILES } from './latency';
import { CODE_FAMILIES } from './states';

/** What can be changed while the sandbox runs (`PATCH /sandbox/settings`). */
export const settingsSchema = z.strictObject({
  /** An order nobody has paid by then expires. */
  expiryMs: z.int().positive(),
  codeFamily: z.enum(CODE_FAMILIES),
  latency: z.enum(LATENCY_PROFILES),
  /** `none` as in iPay's own sample; `http` where a browser is to follow the address. */
  paymentUrlScheme: z.enum(['none', 'http', 'https']),
  magicAmounts: z.boolean(),
  /** Every well-formed unknown key becomes a merchant on first use. */
  acceptAnyKey: z.boolean(),
});

export type Settings = z.output<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  expiryMs: 15 * 60 * 1000,
  codeFamily: 'hundred',
  latency: 'none',
  paymentUrlScheme: 'none',
  magicAmounts: true,
  acceptAnyKey: false,
};
