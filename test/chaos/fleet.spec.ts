import {
  startProcessWorld,
  type ProcessWorld,
  type ServiceProcess,
  type TestMerchant,
} from '../support/processes';
import { eventually, orderBody } from '../support/service';

/** Who runs, told by whoever is asked: real processes, one half of the service each. */

let world: ProcessWorld;
let api: ServiceProcess;
let merchant: TestMerchant;

beforeAll(async () => {
  world = await startProcessWorld({ sandbox: { magicAmounts: false } });
  api = await world.start({ ROLE: 'api' });
  merchant = await world.createMerchant(api.api);
}, 90_000);
afterEach(() => {
  world.sandbox.clearFaults();
});
afterAll(() => world.stop());

const overviewAt = async (process: ServiceProcess): Promise<any> =>
  (await process.api.get('/v1/ops/overview')).body;

async function told(process: ServiceProcess, by = api): Promise<any> {
  const { processes } = await overviewAt(by);
  return processes.find(({ pid }: any) => pid === process.pid);
}

const place = (through: ServiceProcess) =>
  through.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());

it('a fleet of two halves is the same at both', async () => {
  const worker = await world.start({ ROLE: 'worker' });
  for (const by of [api, worker]) {
    const of = await eventually(async () => {
      const [first, second] = [await told(api, by), await told(worker, by)];
      return second?.lastDispatchAt && first && { api: first, worker: second };
    });
    expect(of).toMatchObject({
      api: { role: 'api', queue: 'unused', lastDispatchAt: null, isSilent: false },
      worker: { role: 'worker', queue: 'ok', isSilent: false },
    });
  }
  // What one half sends to iPay, the other one tells of.
  await place(api);
  await eventually(async () => (await overviewAt(worker)).gateways[0].operations[0].calls === 1);
  expect(await worker.stop()).toBe('exit code 0');
  expect(await told(worker)).toBeUndefined();
}, 60_000);

it('a process that is killed goes silent, and its breakers with it', async () => {
  const victim = await world.start({ ROLE: 'all' });
  world.sandbox.addFault({ kind: 'http', status: 500, operation: 'create' });
  await Promise.all(Array.from({ length: 30 }, () => place(victim)));
  await eventually(async () => (await overviewAt(api)).gateways[0].openBreakers.length === 1);
  await victim.kill();
  const last = await told(victim);
  expect(last).toMatchObject({ isSilent: false });
  // The others are heard again and again meanwhile.
  const { seenAt } = await told(api);
  await eventually(async () => (await told(api)).seenAt > seenAt);
  expect((await told(victim)).seenAt).toBe(last.seenAt);
  await world.sql(
    `UPDATE process_heartbeats SET seen_at = seen_at - interval '31 seconds' WHERE pid = $1`,
    [victim.pid],
  );
  expect(await told(victim)).toMatchObject({ isSilent: true, isDraining: false });
  const [sandbox] = (await overviewAt(api)).gateways;
  expect(sandbox).toMatchObject({ inFlight: 0, openBreakerCount: 0, openBreakers: [] });
  // What it has seen of iPay is not forgotten.
  expect(sandbox.operations[0].outcomes.unknown).toBeGreaterThanOrEqual(20);
}, 60_000);

it('a process that ends in order says so until it is gone', async () => {
  const leaving = await world.start({ ROLE: 'all' });
  await eventually(() => told(leaving));
  world.sandbox.addFault({ kind: 'delay', operation: 'create', delayMs: 1_500 });
  const create = place(leaving);
  await eventually(async () => (await told(leaving)).openRequests === 1);
  leaving.signal('SIGTERM');
  await eventually(async () => (await told(leaving)).isDraining);
  expect((await create).status).toBe(201);
  expect(await leaving.exited).toBe('exit code 0');
  expect(await told(leaving)).toBeUndefined();
}, 60_000);

it('a process that is held up tells by how much', async () => {
  const held = await world.start({ ROLE: 'api' });
  await eventually(() => told(held));
  held.signal('SIGSTOP');
  const { seenAt } = await told(held);
  const another = (await told(api)).seenAt;
  await eventually(async () => Date.parse((await told(api)).seenAt) - Date.parse(another) > 1_000);
  held.signal('SIGCONT');
  const back = await eventually(async () => {
    const now = await told(held);
    return now.eventLoopLagMs > 500 && now;
  });
  expect(back.seenAt > seenAt).toBe(true);
  await held.stop();
}, 60_000);
