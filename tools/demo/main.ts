/**
 * `npm run demo`: the whole service on one machine, and a payment going through it.
 * With `--once` it ends after the payment, with exit code 0 if it was verified.
 */
import { parseArgs } from 'node:util';
import { openDemoState } from './demo-state';
import { Endings } from './endings';
import { buildHouse, HOUSE_STEPS, type House } from './house';
import { openShop } from './open-shop';
import { takePayment } from './payment';
import { Platform } from './platform';
import { startProgress } from './progress';
import { describeAddresses, describePayment } from './report';
import { onEndRequest } from './end-request';

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
  progress.step('Opening the shop and taking a payment');
  const platform = new Platform(house.balancer.url, state.adminToken);
  const shop = await openShop(platform, state, house.sandbox);
  endings.add(() => shop.close());
  const payment = await takePayment(platform.serviceUrl, shop);
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
