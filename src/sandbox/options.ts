import { type FaultInput } from './faults';
import { type LatencyProfile } from './latency';
import { type ScenarioInput } from './scenario';
import { type CodeFamily } from './states';

export const PAYMENT_URL_SCHEMES = ['none', 'http', 'https'] as const;

export type PaymentUrlScheme = (typeof PAYMENT_URL_SCHEMES)[number];

/** What can be changed while the sandbox runs (`PATCH /sandbox/settings`). */
export interface Settings {
  expiryMs: number;
  codeFamily: CodeFamily;
  latency: LatencyProfile;
  /** `none` as in iPay's own sample; `http` where a browser is to follow the address. */
  paymentUrlScheme: PaymentUrlScheme;
  magicAmounts: boolean;
  /** Every well-formed unknown key becomes a merchant on first use. */
  acceptAnyKey: boolean;
}

export interface SandboxOptions extends Partial<Settings> {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Where browsers reach the sandbox, with scheme; default `http://host:port`. */
  publicUrl?: string;
  /** Merchants known from the start; the key is made up where none is given. */
  merchants?: { name: string; apiKey?: string }[];
  /** Faults posted from the start. */
  faults?: FaultInput[];
  /** Started at once. */
  scenario?: ScenarioInput;
  /** The oldest orders are forgotten beyond this (default 50,000). */
  mostOrders?: number;
}

export const DEFAULT_SETTINGS: Settings = {
  expiryMs: 15 * 60 * 1000,
  codeFamily: 'hundred',
  latency: 'none',
  paymentUrlScheme: 'none',
  magicAmounts: true,
  acceptAnyKey: false,
};
