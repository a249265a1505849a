import { setTimeout as sleep } from 'node:timers/promises';
import type { Choices } from '../benchmark';
import type { Endings } from '../../tools/demo/endings';
import { startRedis } from '../../tools/redis/start-redis';
import type { LocalService } from '../../tools/service/start-service';
import { startBar } from '../bar';
import { figureOf, type Figure } from '../figures';
import { startCompanion } from '../companion';
import { buildHouse } from '../house';
import type { Outcome } from '../results';
import { PUBLIC_BASE_URL, Shoppers } from '../shoppers';
import { growthOf, isFlat, leastOfEach, type Sample } from './growth';

const MINUTE_MS = 60_000;
/** To find the peak: so many buyers, one order after the other. */
const BUYERS = 24;
const PEAK_MS = 20_000;
const SAMPLE_MS = 2_000;
/** A process that is young still compiles and fills its pools. */
const YOUTH = 0.25;
const MB = 2 ** 20;

const MEASURES = [
  { name: 'resident', metric: 'process_resident_memory_bytes' },
  { name: 'heap in use', metric: 'nodejs_heap_size_used_bytes' },
] as const;

/**
 * Whole lives of orders (placed, paid at iPay, the buyer comes back) at half of what the machine can
 * do at most, for an hour: what the memory of the processes does meanwhile.
 */
export async function measureSoak(endings: Endings, { minutes }: Choices): Promise<Outcome> {
  const sandboxUrl = await startCompanion('sandbox', ['quick'], endings);
  const house = await buildHouse(endings, { gatewayUrl: `${sandboxUrl}/api/pg` });
  const redis = await startRedis();
  endings.add(() => redis.stop());
  const settings = { REDIS_URL: redis.url, PUBLIC_BASE_URL };
  const api = await house.open('api', { ROLE: 'api', ...settings });
  const worker = await house.open('worker', { ROLE: 'worker', ...settings });
  const lives = new Lives(await Shoppers.at(api.url, sandboxUrl, house));
  const peak = await lives.atMost(PEAK_MS);
  const until = performance.now() + minutes * MINUTE_MS;
  const watched = [
    { name: 'api', service: api },
    { name: 'worker', service: worker },
  ];
  const bar = startBar(endings, Math.ceil(minutes), 'minutes');
  const [samples] = await Promise.all([
    watch(watched, until, (ms) => {
      bar.reach(Math.floor(ms / MINUTE_MS));
    }),
    lives.perSecond(peak / 2, until),
  ]);
  const over = {
    minutes,
    livesPerSecond: round(peak / 2),
    peakPerSecond: round(peak),
    ...lives.tally,
  };
  return { over, figures: figuresOf(samples, minutes) };
}

class Lives {
  readonly tally = { lived: 0, failed: 0 };
  private begun = 0;

  constructor(private readonly shoppers: Shoppers) {}

  /** @returns how many end in a second when each buyer begins anew at once */
  async atMost(ms: number): Promise<number> {
    const [beganAt, lived] = [performance.now(), this.tally.lived];
    const buyer = async (): Promise<void> => {
      while (performance.now() - beganAt < ms) await this.live();
    };
    await Promise.all(Array.from({ length: BUYERS }, buyer));
    return (1_000 * (this.tally.lived - lived)) / (performance.now() - beganAt);
  }

  /** They begin in their time, however many are still on their way. */
  async perSecond(rate: number, until: number): Promise<void> {
    const onTheirWay = new Set<Promise<void>>();
    for (let at = performance.now(); at < until; at += 1_000 / rate) {
      await sleep(Math.max(0, at - performance.now()));
      const life = this.live().finally(() => onTheirWay.delete(life));
      onTheirWay.add(life);
    }
    await Promise.all(onTheirWay);
  }

  private async live(): Promise<void> {
    this.begun += 1;
    const n = this.begun;
    try {
      const placed = await this.shoppers.place(n, `soak-${n}`);
      await this.shoppers.comeBack(await this.shoppers.pay(placed));
      this.tally.lived += 1;
    } catch (error) {
      this.tally.failed += 1;
      if (this.tally.failed === 1) console.log(`  · One has failed: ${String(error)}`);
    }
  }
}

/** By the name of the figure; moments count from the beginning. */
type Samples = Map<string, Sample[]>;

async function watch(
  watched: readonly { name: string; service: LocalService }[],
  until: number,
  onSample: (passedMs: number) => void,
): Promise<Samples> {
  const samples: Samples = new Map();
  const beganAt = performance.now();
  while (performance.now() < until) {
    for (const { name, service } of watched) {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      const atMs = performance.now() - beganAt;
      for (const { name: measure, metric } of MEASURES) {
        const [, value] = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text) ?? [];
        const figure = `${name}, ${measure}`;
        const list = samples.get(figure) ?? [];
        list.push({ atMs, value: Number(value) / MB });
        samples.set(figure, list);
      }
    }
    onSample(performance.now() - beganAt);
    await sleep(SAMPLE_MS);
  }
  return samples;
}

/** Two figures of each: what it is, and by how much it grows. */
function figuresOf(samples: Samples, minutes: number): Figure[] {
  const stretchMs = (minutes * MINUTE_MS) / 60;
  return [...samples].flatMap(([name, all]) => {
    const grownUp = all.filter(({ atMs }) => atMs >= YOUTH * minutes * MINUTE_MS);
    const growth = growthOf(leastOfEach(stretchMs, grownUp));
    const target = {
      text: `flat: at most 5 % an hour, or within ±${round(growth.error)}`,
      isMet: () => isFlat(growth),
    };
    return [
      figureOf({ name, unit: 'MB', measured: growth.mean }),
      figureOf({ name: `${name}, growth`, unit: 'MB/h', measured: growth.perHour, target }),
    ];
  });
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
