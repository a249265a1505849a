/**
 * The iPay sandbox as a thing to start: from a test, from the demo, or by `main.ts`.
 *
 *     const sandbox = await startSandbox({ merchants: [{ name: 'Shop', apiKey: 'demo-key-1' }] });
 *     sandbox.gatewayUrl   // http://127.0.0.1:40123/api/pg, where a client of iPay points
 *     sandbox.addFault({ kind: 'html', operation: 'create', when: 'after', times: 1 });
 *     await sandbox.close();
 *
 * Options: `options.ts`. Faults: `faults.ts`. The same can be done over HTTP (`/sandbox/*`).
 */
import { type AddressInfo } from 'node:net';

import formbody from '@fastify/formbody';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';

import {
  changeOrder,
  orderChangeSchema,
  readLedger,
  type LedgerFilter,
  type LedgerView,
  type OrderChange,
} from './control';
import { addControlRoutes } from './control-routes';
import { faultSchema, type FaultInput } from './faults';
import { Gateway } from './gateway';
import { addGatewayRoutes } from './gateway-routes';
import { type SandboxMerchant } from './merchant-book';
import { type SandboxOptions } from './options';
import { viewOfOrder, type OrderView } from './order-book';
import { addMerchantPages } from './pages/merchant-routes';
import { addPaymentPages } from './pages/payment-routes';
import { addStyleSheet } from './pages/send-page';
import { scenarioSchema, type ScenarioInput } from './scenario';
import { ScenarioRunner } from './scenario-runner';
import { DEFAULT_SETTINGS, type Settings } from './settings';

export type {
  FaultInput,
  LedgerView,
  OrderChange,
  OrderView,
  SandboxOptions,
  ScenarioInput,
  Settings,
};

export interface Sandbox {
  /** `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** The base address of the gateway's own endpoints: `{url}/api/pg`. */
  readonly gatewayUrl: string;
  readonly port: number;
  /** What is changed here is in force at once. */
  readonly settings: Settings;
  addMerchant(name: string, apiKey?: string): SandboxMerchant;
  merchants(): SandboxMerchant[];
  /** Returns the fault's id. */
  addFault(fault: FaultInput): string;
  clearFaults(): void;
  advanceClock(ms: number): void;
  now(): Date;
  ledger(filter?: LedgerFilter): LedgerView;
  order(orderId: string): OrderView | null;
  changeOrder(orderId: string, change: OrderChange): OrderView;
  /** Forgets everything but merchants and settings. */
  reset(): void;
  /** Replaces the running scenario. */
  runScenario(scenario: ScenarioInput): void;
  /** Hangs up on everybody, hanging requests included. */
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024;
const MOST_ORDERS = 50_000;

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    host = '127.0.0.1',
    port = 0,
    publicUrl,
    merchants,
    faults,
    scenario,
    mostOrders,
    ...settings
  } = options;
  const live: Settings = { ...DEFAULT_SETTINGS, ...settings };
  let url = '';
  const gateway = new Gateway(
    live,
    (orderId) => paymentUrl(publicUrl ?? url, live.paymentUrlScheme, orderId),
    mostOrders ?? MOST_ORDERS,
  );
  for (const { name, apiKey } of merchants ?? []) addMerchant(gateway, name, apiKey);
  for (const fault of faults ?? []) gateway.faults.add(faultSchema.parse(fault));

  const scenarios = new ScenarioRunner(gateway);
  if (scenario !== undefined) scenarios.start(scenarioSchema.parse(scenario));

  const app = await buildServer(gateway, scenarios);
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${address.port}`;

  return {
    url,
    gatewayUrl: `${url}/api/pg`,
    port: address.port,
    settings: live,
    addMerchant: (name, apiKey) => addMerchant(gateway, name, apiKey),
    merchants: () => gateway.merchants.list(),
    addFault: (fault) => gateway.faults.add(faultSchema.parse(fault)),
    clearFaults: () => {
      gateway.faults.clear();
    },
    advanceClock: (ms) => {
      gateway.moveClock((clock) => {
        clock.advance(ms);
      });
    },
    now: () => new Date(gateway.clock.now()),
    ledger: (filter) => readLedger(gateway, filter),
    order: (orderId) => {
      gateway.agenda.runDue();
      const order = gateway.orders.get(orderId);
      return order === null ? null : viewOfOrder(order);
    },
    changeOrder: (orderId, change) => {
      const order = gateway.orders.get(orderId);
      if (order === null) throw new Error(`the sandbox knows no order ${orderId}`);
      gateway.agenda.runDue();
      changeOrder(gateway, order, orderChangeSchema.parse(change), 'control', gateway.clock.now());
      return viewOfOrder(order);
    },
    runScenario: (scenario) => {
      scenarios.start(scenarioSchema.parse(scenario));
    },
    reset: () => {
      scenarios.stop();
      gateway.reset();
    },
    close: async () => {
      gateway.agenda.clear();
      await app.close();
    },
  };
}

async function buildServer(gateway: Gateway, scenarios: ScenarioRunner): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // Requests that hang for ever must not keep the sandbox from ending.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  await app.register(formbody);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof ZodError) {
      const [issue] = error.issues;
      const where = issue?.path.join('.') ?? '';
      const message = issue === undefined ? 'invalid request' : issue.message;
      return reply.code(400).send({ message: where === '' ? message : `${where}: ${message}` });
    }
    return reply.code(error.statusCode ?? 500).send({ message: error.message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: 'Not found' }));
  addGatewayRoutes(app, gateway);
  addControlRoutes(app, gateway, scenarios);
  addStyleSheet(app);
  addPaymentPages(app, gateway);
  addMerchantPages(app, gateway);
  return app;
}

function addMerchant(gateway: Gateway, name: string, apiKey?: string): SandboxMerchant {
  const merchant = gateway.merchants.add(name, gateway.clock.now(), apiKey);
  if (merchant === null) throw new Error(`the key for ${name} belongs to another merchant`);
  return merchant;
}

function paymentUrl(base: string, scheme: Settings['paymentUrlScheme'], orderId: string): string {
  const address = `${base.replace(/^https?:\/\//, '').replace(/\/$/, '')}/pay/${orderId}`;
  return scheme === 'none' ? address : `${scheme}://${address}`;
}
