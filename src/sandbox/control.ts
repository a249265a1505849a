/** What may be done to the gateway from outside: over HTTP, by a scenario, by a test. */
import { z } from 'zod';

import { type Gateway } from './gateway';
import { type LedgerEntry, type ReferenceTally } from './ledger';
import { viewOfOrder, type OrderView, type SandboxOrder } from './order-book';
import { settingsSchema, type Settings } from './settings';
import { ORDER_STATES } from './states';

export const orderChangeSchema = z.strictObject({
  state: z.enum(ORDER_STATES).optional(),
  /** Put over every status answer from now on; null takes them away again. */
  says: z.record(z.string(), z.unknown()).nullable().optional(),
  /** Frees the order from what its amount would do to it. */
  magic: z.null().optional(),
});

export type OrderChange = z.output<typeof orderChangeSchema>;

export const settingsChangeSchema = settingsSchema.partial();

export type SettingsChange = z.output<typeof settingsChangeSchema>;

export const ledgerFilterSchema = z.strictObject({
  merchantId: z.string().optional(),
  referenceId: z.string().optional(),
  orderId: z.string().optional(),
});

export type LedgerFilter = z.output<typeof ledgerFilterSchema>;

export interface LedgerView {
  entries: LedgerEntry[];
  orders: OrderView[];
  references: ReferenceTally[];
}

export function readLedger(gateway: Gateway, filter: LedgerFilter = {}): LedgerView {
  gateway.agenda.runDue();
  const { entries, references } = gateway.ledger.read();
  return {
    entries: entries.filter((entry) => meets(entry, filter)),
    orders: gateway.orders
      .list()
      .filter((order) => meets(order, filter))
      .map(viewOfOrder),
    references: references.filter((tally) => meets({ ...tally, orderId: null }, filter)),
  };
}

/** `at` is the sandbox's time of the change; `by` goes to the ledger. */
export function changeOrder(
  gateway: Gateway,
  order: SandboxOrder,
  change: OrderChange,
  by: string,
  at: number,
): void {
  if (change.magic === null) order.magic = null;
  if (change.says !== undefined) order.says = change.says ?? {};
  if (change.state !== undefined) gateway.changeState(order, change.state, by, at);
}

export function changeSettings(gateway: Gateway, change: SettingsChange): Settings {
  return Object.assign(gateway.settings, change);
}

export interface Named {
  merchantId: string | null;
  referenceId: string | null;
  orderId: string | null;
}

export function meets(named: Named, filter: LedgerFilter): boolean {
  return (
    (filter.merchantId === undefined || filter.merchantId === named.merchantId) &&
    (filter.referenceId === undefined || filter.referenceId === named.referenceId) &&
    (filter.orderId === undefined || filter.orderId === named.orderId)
  );
}
