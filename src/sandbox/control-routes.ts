/** `/sandbox/*`: everything a test, a script or the dashboard may do to the gateway. */
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';

import {
  changeOrder,
  changeSettings,
  ledgerFilterSchema,
  meets,
  orderChangeSchema,
  readLedger,
  settingsChangeSchema,
} from './control';
import { faultSchema } from './faults';
import { type Gateway } from './gateway';
import { listMagic } from './magic';
import { viewOfMerchant } from './merchant-book';
import { viewOfOrder } from './order-book';
import { scenarioSchema } from './scenario';
import { type ScenarioRunner } from './scenario-runner';

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

const KEY_TAKEN = { message: 'This key belongs to another merchant, or there are too many' };

export function addControlRoutes(
  app: FastifyInstance,
  gateway: Gateway,
  scenarios: ScenarioRunner,
): void {
  addFaultRoutes(app, gateway);
  addClockRoutes(app, gateway);
  addMerchantRoutes(app, gateway);
  addOrderRoutes(app, gateway);
  addScenarioRoutes(app, scenarios);

  app.get('/sandbox/ledger', (request) => {
    return readLedger(gateway, ledgerFilterSchema.parse(request.query));
  });

  app.get('/sandbox/requests', (request) => {
    const filter = ledgerFilterSchema.parse(request.query);
    return { requests: gateway.exchanges.list((exchange) => meets(exchange, filter)) };
  });

  app.get('/sandbox/settings', () => gateway.settings);
  app.patch('/sandbox/settings', (request) =>
    changeSettings(gateway, settingsChangeSchema.parse(request.body)),
  );

  app.get('/sandbox/magic', () => ({
    magic: listMagic().map(({ poisha, says }) => ({
      ending: `.${String(poisha).padStart(2, '0')}`,
      says,
    })),
  }));

  app.post('/sandbox/reset', async (_request, reply) => {
    scenarios.stop();
    gateway.reset();
    return reply.code(204).send();
  });
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
    const change = orderChangeSchema.parse(request.body);
    gateway.agenda.runDue();
    changeOrder(gateway, order, change, 'control', gateway.clock.now());
    return viewOfOrder(order);
  });
}

function addScenarioRoutes(app: FastifyInstance, scenarios: ScenarioRunner): void {
  app.get('/sandbox/scenario', () => ({ scenario: scenarios.view() }));

  app.post('/sandbox/scenario', async (request, reply) => {
    scenarios.start(scenarioSchema.parse(request.body));
    return reply.code(201).send({ scenario: scenarios.view() });
  });

  app.delete('/sandbox/scenario', async (_request, reply) => {
    scenarios.stop();
    return reply.code(204).send();
  });
}
