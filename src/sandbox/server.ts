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

import {
  changeOrder,
  orderChangeSchema,
  readLedger,
  type LedgerFilter,
  type LedgerView,
  type OrderChange,
} from './control';
import { faultSchema, type FaultInput } from './faults';
import { Gateway } from './gateway';
import { buildHttpServer } from './http-server';
import { type SandboxMerchant } from './merchant-book';
import { type SandboxOptions } from './options';
import { viewOfOrder, type OrderView } from './order-book';
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

const MOST_ORDERS = 50_000;

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    host = '127.0.0.1',
    port = 0,
    publicUrl: givenUrl,
    merchants,
    faults,
    scenario,
    mostOrders,
    ...settings
  } = options;
  const publicUrl = givenUrl?.replace(/\/+$/, '');
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

  const app = await buildHttpServer(gateway, scenarios, publicUrl);
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  url = `http://${reachable(host)}:${address.port}`;

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

function addMerchant(gateway: Gateway, name: string, apiKey?: string): SandboxMerchant {
  const merchant = gateway.merchants.add(name, gateway.clock.now(), apiKey);
  if (merchant === null) throw new Error(`the key for ${name} belongs to another merchant`);
  return merchant;
}

function paymentUrl(base: string, scheme: Settings['paymentUrlScheme'], orderId: string): string {
  const address = `${base.replace(/^https?:\/\//, '')}/pay/${orderId}`;
  return scheme === 'none' ? address : `${scheme}://${address}`;
}

/** The host by which this machine reaches what listens on `host`. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
