import type { Endings } from '../../tools/demo/endings';
import { startFloor, startGateway } from '../companion';
import {
  figureOf,
  median,
  overFloorAtMost,
  percentile,
  ratioAtLeast,
  type Figure,
} from '../figures';
import { buildHouse, say } from '../house';
import { perSecond, warmUp, type Subject } from '../load/closed-loop';
import { arrivals, latencies } from '../load/open-model';
import type { Outcome } from '../results';
import { inTurns, roundsOf } from '../rounds';
import { createsAtFloor, createsAtGateway, createsAtService, openShops } from '../shops';

/** How long iPay takes: short, so that it is not iPay whose orders are counted. */
const GATEWAY_MS = 20;
const CONNECTIONS = 64;
const ROUNDS = 4;
const PEAK_SECONDS = 6;
const LATENCY_SECONDS = 6;

interface Subjects {
  service: Subject;
  floor: Subject;
  gateway: Subject;
}

/** Orders taken a second, and how much later a buyer has a payment page for our being in between. */
export async function measureCreates(endings: Endings): Promise<Outcome> {
  const gatewayUrl = await startGateway(GATEWAY_MS, endings);
  const house = await buildHouse(endings, { gatewayUrl });
  const service = await house.open('creates', { ROLE: 'api', LOG_LEVEL: 'info' });
  const floorUrl = await startFloor(house.databaseUrl, gatewayUrl, endings);
  const subjects: Subjects = {
    service: createsAtService(service.url, await openShops(house, service.url)),
    floor: createsAtFloor(floorUrl),
    gateway: createsAtGateway(gatewayUrl),
  };
  say('Warming up');
  await warmUp([subjects.floor, subjects.service], CONNECTIONS);
  const peak = await measurePeak(subjects, endings);
  const rate = Math.floor(peak.measured / 2);
  const latency = await measureLatency(subjects, rate, endings);
  const over = { gatewayMs: GATEWAY_MS, connections: CONNECTIONS, latencyAtPerSecond: rate };
  return { over, figures: [peak, ...latency] };
}

async function measurePeak({ service, floor }: Subjects, endings: Endings): Promise<Figure> {
  const loop = { connections: CONNECTIONS, seconds: PEAK_SECONDS };
  const peaks = await inTurns(
    'As many creates as go, the floor and the service by turns',
    ROUNDS,
    { floor: () => perSecond(floor, loop), service: () => perSecond(service, loop) },
    endings,
  );
  return figureOf({
    name: 'creates at the peak',
    unit: '/s',
    measured: peaks.service,
    floor: peaks.floor,
    target: ratioAtLeast(0.9),
  });
}

/** Beyond the gateway's own answer, which is measured under the same arrivals. */
async function measureLatency(
  { service, floor, gateway }: Subjects,
  rate: number,
  endings: Endings,
): Promise<Figure[]> {
  const moments = arrivals(rate, LATENCY_SECONDS);
  const rounds = await roundsOf(
    `${rate} creates a second, whether or not those before are answered`,
    ROUNDS,
    {
      gateway: () => latencies(gateway, moments),
      floor: () => latencies(floor, moments),
      service: () => latencies(service, moments),
    },
    endings,
  );
  const added = (who: 'floor' | 'service', share: number): number =>
    median(rounds.map((round) => percentile(round[who], share) - percentile(round.gateway, share)));
  const figure = (name: string, share: number, most: number): Figure =>
    figureOf({
      name,
      unit: 'ms',
      measured: added('service', share),
      floor: added('floor', share),
      target: overFloorAtMost(most),
    });
  return [
    figure('added to the gateway at half the peak, p50', 0.5, 1.5),
    figure('added to the gateway at half the peak, p99', 0.99, 8),
  ];
}
