import { Metrics } from '../../../src/observability/metrics.service';

it('a gauge that cannot be read is left out, rather than 0', async () => {
  const metrics = new Metrics();
  const told = async () => /^waiting .*/m.exec(await metrics.registry.metrics())?.[0];
  let read = (): Promise<number | null> => Promise.resolve(3);
  metrics.gauge('waiting', 'For how long.', () => read());
  expect(await told()).toBe('waiting 3');
  read = () => Promise.reject(new Error('no database'));
  expect(await told()).toBeUndefined();
  read = () => Promise.resolve(null);
  expect(await told()).toBeUndefined();
  read = () => Promise.resolve(0);
  expect(await told()).toBe('waiting 0');
});

it('tells several numbers of one kind apart by their labels', async () => {
  const metrics = new Metrics();
  let open = 2;
  metrics.gauges('open', 'How many are open.', ['environment'], () => [
    { labels: { environment: 'sandbox' }, value: open },
    { labels: { environment: 'production' }, value: 0 },
  ]);
  const told = async () => (await metrics.registry.metrics()).match(/^open.*/gm);
  expect(await told()).toEqual([
    'open{environment="sandbox"} 2',
    'open{environment="production"} 0',
  ]);
  open = 0;
  expect(await told()).toEqual([
    'open{environment="sandbox"} 0',
    'open{environment="production"} 0',
  ]);
});
