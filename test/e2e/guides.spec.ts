import { rm } from 'node:fs/promises';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { startBalancer, type Balancer } from '../../tools/demo/balancer';
import { describeShellEnvironment } from '../../tools/demo/shell-environment';
import { freePort } from '../../tools/process/free-port';
import { readBlocks, type FencedBlock } from '../support/guides/fenced-blocks';
import { cloneForReader, Reader } from '../support/guides/reader';
import { Receiver } from '../support/receiver';
import { newApiKey, startWorld, type World } from '../support/service';

const LIMIT_MS = 300_000;

/** As iPay's official table would say them; the sandboxes do. */
const STATUS_CODES =
  '{"created":[100],"paid":[200],"cancelled":[300],"failed":[400],"expired":[500],"error":[600]}';

let balancer: Balancer;
let production: Sandbox;
let world: World;
let clone: string;

beforeAll(async () => {
  balancer = await startBalancer(await freePort());
  production = await startSandbox();
  world = await startWorld({
    environment: {
      PUBLIC_BASE_URL: balancer.url,
      WEBHOOK_ALLOW_LOOPBACK: 'true',
      IPAY_PRODUCTION_BASE_URL: production.gatewayUrl,
      IPAY_STATUS_CODES: STATUS_CODES,
    },
  });
  await balancer.add(world.url);
  clone = await cloneForReader(describeShellEnvironment(world.environment, world.sandbox.url));
}, LIMIT_MS);
afterAll(async () => {
  await world.stop();
  await production.close();
  await balancer.close();
  await rm(clone, { recursive: true, force: true });
});

/** What the other guides take for done. */
const FIRST_STEPS = readBlocks('integrating.md').filter(({ section }) => /^[12]\. /.test(section));

/** Follows the blocks one after the other: some need what went before. */
async function follow(
  blocks: FencedBlock[],
  environment: Readonly<Record<string, string>> = {},
  clipboard = '',
): Promise<void> {
  const reader = await Reader.open(clone, environment, clipboard);
  try {
    for (const block of blocks) await reader.follow(block);
    await reader.checkTypes();
  } finally {
    await reader.close();
  }
}

it('docs/integrating.md does what it says', () => follow(readBlocks('integrating.md')), LIMIT_MS);

it(
  'docs/webhooks.md does what it says',
  async () => {
    const RECEIVER = `http://127.0.0.1:${await freePort()}`;
    await follow([...FIRST_STEPS, ...readBlocks('webhooks.md')], { RECEIVER });
  },
  LIMIT_MS,
);

it(
  'docs/moving-from-ipay.md does what it says',
  () => follow([...FIRST_STEPS, ...readBlocks('moving-from-ipay.md')]),
  LIMIT_MS,
);

it(
  'docs/going-live.md does what it says, with a second sandbox for production',
  async () => {
    const receiver = await new Receiver().start();
    const productionKey = newApiKey();
    production.addMerchant('XYZ.com', productionKey);
    try {
      const blocks = [...FIRST_STEPS, ...readBlocks('going-live.md')];
      await follow(blocks, { RECEIVER: receiver.url }, productionKey);
    } finally {
      await receiver.stop();
    }
  },
  LIMIT_MS,
);
