/**
 * `npm run demo`: the whole service on one machine, and a payment going through it.
 * With `--once` it ends after the payment, with exit code 0 if it was verified.
 */
import { parseArgs } from 'node:util';
import { onFreePort } from '../process/free-port';
import { ApiClient } from './api-client';
import { openDemoState, saveDemoState, type DemoState } from './demo-state';
import { Endings } from './endings';
import { buildHouse, HOUSE_STEPS, MERCHANT_NAME, type House } from './house';
import { takePayment } from './payment';
import { startProgress } from './progress';
import { describeAddresses, describePayment } from './report';
import { startShop } from './shop';
import { onEndRequest } from './end-request';

const PREFERRED_SHOP_PORT = 8090;
const INTERRUPTED = 130;

const endings = new Endings();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
  if (process.env.NODE_ENV === 'production') {
    throw new Error('The demo draws its own secrets and plays with play money: not in production.');
  }
  let exitCode = INTERRUPTED;
  onEndRequest(() => {
    void endings.run().then(() => process.exit(exitCode));
  });

  console.log('iPay connect, the demo\n');
  const progress = startProgress(HOUSE_STEPS);
  endings.add(() => {
    progress.end();
    return Promise.resolve();
  });
  const state = await openDemoState();
  const house = await buildHouse(state, endings, progress.step);
  reportUnexpectedEnds(house);
  progress.step('Taking a payment');
  const api = new ApiClient(house.balancer.url, state.adminToken);
  const merchantId = await findOrCreateMerchant(api, state, house.sandbox);
  const shop = await onFreePort(PREFERRED_SHOP_PORT, (port) => startShop(port, api, merchantId));
  endings.add(() => shop.close());
  const payment = await takePayment(api, merchantId, shop);
  progress.end();
  exitCode = 0;

  console.log(describePayment(payment));
  if (values.once) {
    await endings.run();
    process.exit(exitCode);
  }
  console.log(describeAddresses(house, shop));
  console.log('\nCtrl-C ends everything.');
}

/** One demo merchant per clone and database, kept from start to start. */
async function findOrCreateMerchant(
  api: ApiClient,
  state: DemoState,
  sandbox: House['sandbox'],
): Promise<string> {
  if (state.merchant && (await api.knowsMerchant(state.merchant.id))) return state.merchant.id;
  // A key of its own: another merchant may have the known one, if a start broke off here.
  const { apiKey } = sandbox.addMerchant(MERCHANT_NAME);
  const id = await api.createMerchant(MERCHANT_NAME, apiKey);
  await saveDemoState({ ...state, merchant: { id, apiKey } });
  return id;
}

function reportUnexpectedEnds({ services }: House): void {
  for (const { pid, exited, logFile } of services) {
    void exited.then((how) => {
      if (!endings.begun) {
        console.log(`\nThe service's process ${String(pid)} has ended (${how}), see ${logFile}`);
      }
    });
  }
}

main().catch(async (error: unknown) => {
  // Whoever asked for the end knows why things break.
  if (endings.begun) return;
  await endings.run();
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
