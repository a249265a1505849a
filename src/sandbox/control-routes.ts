/** `/sandbox/*`: everything a test, a script or the dashboard may do to the gateway. */
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';

import { faultSchema } from './faults';
import { type Gateway } from './gateway';
import { LATENCY_PROFILES } from './latency';
import { listMagic } from './magic';
import { viewOfMerchant } from './merchant-book';
import { viewOfOrder, type SandboxOrder } from './order-book';
import { CODE_FAMILIES, ORDER_STATES } from './states';

/** What can be done to an order by hand; also by the dashboard's buttons. */
export const orderChangeSchema = z.strictObject({
  state: z.enum(ORDER_STATES).optional(),
  /** Put over every status answer from now on; null takes them away again. */
  says: z.record(z.string(), z.unknown()).nullable().optional(),
  /** Frees the order from what its amount would do to it. */
  magic: z.null().optional(),
});

export type OrderChange = z.output<typeof orderChangeSchema>;

const clockMoveSchema = z.union([
  z.strictObject({ advanceMs: z.int().min(0) }),
  z.strictObject({ at: z.iso.datetime({ offset: true }) }),
]);

const newMerchantSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]{8,256}$/)
    .optional(),
});

const newKeySchema = newMerchantSchema.pick({ apiKey: true });

const settingsSchema = z
  .strictObject({
    expiryMs: z.int().positive(),
    codeFamily: z.enum(CODE_FAMILIES),
    latency: z.enum(LATENCY_PROFILES),
    paymentUrlScheme: z.enum(['none', 'http', 'https']),
    magicAmounts: z.boolean(),
    acceptAnyKey: z.boolean(),
  })
  .partial();

const ledgerFilterSchema = z.strictObject({
  merchantId: z.string().optional(),
  referenceId: z.string().optional(),
  orderId: z.string().optional(),
});

const KEY_TAKEN = { message: 'This key belongs to another merchant, or there are too many' };

export function addControlRoutes(app: FastifyInstance, gateway: Gateway): void {
  addFaultRoutes(app, gateway);
  addClockRoutes(app, gateway);
  addMerchantRoutes(app, gateway);
  addOrderRoutes(app, gateway);

  app.get('/sandbox/ledger', (request) => {
    gateway.agenda.runDue();
    const filter = ledgerFilterSchema.parse(request.query);
    return readLedger(gateway, filter);
  });

  app.get('/sandbox/requests', (request) => {
    const filter = ledgerFilterSchema.parse(request.query);
    return { requests: gateway.exchanges.list((exchange) => meets(exchange, filter)) };
  });

  app.get('/sandbox/settings', () => gateway.settings);
  app.patch('/sandbox/settings', (request) =>
    Object.assign(gateway.settings, settingsSchema.parse(request.body)),
  );

  app.get('/sandbox/magic', () => ({
    magic: listMagic().map(({ poisha, says }) => ({
      ending: `.${String(poisha).padStart(2, '0')}`,
      says,
    })),
  }));

  app.post('/sandbox/reset', async (_request, reply) => {
    gateway.reset();
    return reply.code(204).send();
  });
}

export type LedgerFilter = z.output<typeof ledgerFilterSchema>;

export function readLedger(gateway: Gateway, filter: LedgerFilter = {}) {
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

export function changeOrder(gateway: Gateway, order: SandboxOrder, change: OrderChange): void {
  gateway.agenda.runDue();
  if (change.magic === null) order.magic = null;
  if (change.says !== undefined) order.says = change.says ?? {};
  if (change.state !== undefined) gateway.changeState(order, change.state, 'control');
}

function addFaultRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.post('/sandbox/faults', async (request, reply) => {
    const id = gateway.faults.add(faultSchema.parse(request.body));
    return reply.code(201).send({ id });
  });

  app.get('/sandbox/faults', () => ({ faults: gateway.faults.list() }));

  app.delete('/sandbox/faults', async (_request, reply) => {
    gateway.faults.clear();
    return reply.code(204).send();
  });

  app.delete<{ Params: { id: string } }>('/sandbox/faults/:id', async (request, reply) => {
    if (!gateway.faults.remove(request.params.id)) {
      return reply.code(404).send({ message: 'No such fault' });
    }
    return reply.code(204).send();
  });
}

function addClockRoutes(app: FastifyInstance, gateway: Gateway): void {
  const read = () => ({
    now: new Date(gateway.clock.now()).toISOString(),
    offsetMs: gateway.clock.offsetMs,
  });

  app.get('/sandbox/clock', read);

  app.post('/sandbox/clock', (request) => {
    const move = clockMoveSchema.parse(request.body);
    gateway.moveClock((clock) => {
      if ('at' in move) clock.setTo(Date.parse(move.at));
      else clock.advance(move.advanceMs);
    });
    return read();
  });

  app.delete('/sandbox/clock', () => {
    gateway.moveClock((clock) => {
      clock.reset();
    });
    return read();
  });
}

function addMerchantRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.get('/sandbox/merchants', () => ({
    merchants: gateway.merchants.list().map(viewOfMerchant),
  }));

  app.post('/sandbox/merchants', async (request, reply) => {
    const { name, apiKey } = newMerchantSchema.parse(request.body);
    const merchant = gateway.merchants.add(name, gateway.clock.now(), apiKey);
    if (merchant === null) return reply.code(409).send(KEY_TAKEN);
    return reply.code(201).send({ ...viewOfMerchant(merchant), apiKey: merchant.apiKey });
  });

  app.post<{ Params: { id: string } }>('/sandbox/merchants/:id/key', async (request, reply) => {
    const merchant = gateway.merchants.get(request.params.id);
    if (merchant === null) return reply.code(404).send({ message: 'No such merchant' });
    const wanted = newKeySchema.parse(request.body ?? {});
    const apiKey = gateway.merchants.replaceKey(merchant, wanted.apiKey);
    if (apiKey === null) return reply.code(409).send(KEY_TAKEN);
    return { ...viewOfMerchant(merchant), apiKey };
  });
}

function addOrderRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.get('/sandbox/orders', (request) => {
    const filter = ledgerFilterSchema.parse(request.query);
    return { orders: readLedger(gateway, filter).orders };
  });

  app.get<{ Params: { id: string } }>('/sandbox/orders/:id', async (request, reply) => {
    gateway.agenda.runDue();
    const order = gateway.orders.get(request.params.id);
    if (order === null) return reply.code(404).send({ message: 'No such order' });
    return viewOfOrder(order);
  });

  app.post<{ Params: { id: string } }>('/sandbox/orders/:id', async (request, reply) => {
    const order = gateway.orders.get(request.params.id);
    if (order === null) return reply.code(404).send({ message: 'No such order' });
    changeOrder(gateway, order, orderChangeSchema.parse(request.body));
    return viewOfOrder(order);
  });
}

interface Named {
  merchantId: string | null;
  referenceId: string | null;
  orderId: string | null;
}

function meets(named: Named, filter: LedgerFilter): boolean {
  return (
    (filter.merchantId === undefined || filter.merchantId === named.merchantId) &&
    (filter.referenceId === undefined || filter.referenceId === named.referenceId) &&
    (filter.orderId === undefined || filter.orderId === named.orderId)
  );
}
