import { Client } from 'pg';
import type { Endings } from '../../tools/demo/endings';
import { A_MILLION } from '../../tools/seed/fill-orders';
import type { Choices } from '../benchmark';
import { startFloor, startGateway } from '../companion';
import { figureOf, ratioAtLeast, type Figure } from '../figures';
import {
  buildHouse,
  fillHouse,
  say,
  startDurablePostgres,
  type House,
  type HouseOptions,
} from '../house';
import { perSecond, warmUp } from '../load/closed-loop';
import type { Outcome } from '../results';
import { inTurns } from '../rounds';
import { createsAtService, openShops, type Shops } from '../shops';
import { findKnownOrders, readsAtFloor, readsAtService, type ReadBy } from './known-orders';
import { LEAST_ORDERS, measureListPages } from './list-pages';

const GATEWAY_MS = 20;
const READERS = 32;
const CREATORS = 64;
const ROUNDS = 4;
const SECONDS = 4;

/** A process of the service over orders of its own. */
interface Place {
  house: House;
  url: string;
  shops: Shops;
}

/** What a large table does to reads, creates and lists. */
export async function measureReads(endings: Endings, choices: Choices): Promise<Outcome> {
  const { orders, keep } = choices;
  if (orders < LEAST_ORDERS) throw new Error(`--orders takes at least ${LEAST_ORDERS}`);
  const gatewayUrl = await startGateway(GATEWAY_MS, endings);
  const postgres = await startDurablePostgres(endings, keep ? `bench-${orders}` : undefined);
  const options = { postgres, gatewayUrl };
  const filledHouse = await buildFilledHouse(options, orders, endings);
  await makeDatabase(filledHouse.database, 'empty');
  const emptyHouse = await buildHouse(endings, { ...options, database: 'empty' });
  const full = await open(filledHouse, 'full');
  const empty = await open(emptyHouse, 'empty');
  const floorUrl = await startFloor(filledHouse.databaseUrl, gatewayUrl, endings);
  const figures = [
    await measureRead('id', full, floorUrl, orders, endings),
    await measureRead('reference', full, floorUrl, orders, endings),
    await measureListPages(full.url, full.shops.token, filledHouse.database),
    await measureSize(full, empty, endings),
  ];
  const over = { orders, readers: READERS, creators: CREATORS, gatewayMs: GATEWAY_MS };
  return { over, figures };
}

/** A database that is kept has its name only when it is whole. */
async function buildFilledHouse(
  options: Required<Pick<HouseOptions, 'postgres' | 'gatewayUrl'>>,
  orders: number,
  endings: Endings,
): Promise<House> {
  const { postgres } = options;
  const server = new Client({ connectionString: postgres.databaseUrl('postgres') });
  await server.connect();
  endings.add(() => server.end());
  const { rowCount } = await server.query(`SELECT FROM pg_database WHERE datname = 'filled'`);
  if (rowCount === 0) {
    await makeDatabase(server, 'filling');
    const filling = await buildHouse(endings, { ...options, database: 'filling' });
    await fillHouse(filling, { ...A_MILLION, orders }, endings);
    await filling.database.end();
    await server.query('ALTER DATABASE filling RENAME TO filled');
  }
  return buildHouse(endings, { ...options, database: 'filled' });
}

async function makeDatabase(server: Client, name: string): Promise<void> {
  await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${name}`);
}

async function open(house: House, name: string): Promise<Place> {
  const { url } = await house.open(name, { ROLE: 'api', LOG_LEVEL: 'info' });
  return { house, url, shops: await openShops(house, url) };
}

async function measureRead(
  by: ReadBy,
  { house, url, shops }: Place,
  floorUrl: string,
  orders: number,
  endings: Endings,
): Promise<Figure> {
  const known = await findKnownOrders(house.database, orders);
  const loop = { connections: READERS, seconds: SECONDS };
  const floor = readsAtFloor(floorUrl, by, known);
  const service = readsAtService(url, shops.token, by, known);
  say(`Warming up, reads by ${by}`);
  await warmUp([floor, service], READERS);
  const rates = await inTurns(
    `Reads by ${by}, the floor and the service by turns`,
    ROUNDS,
    { floor: () => perSecond(floor, loop), service: () => perSecond(service, loop) },
    endings,
  );
  return figureOf({
    name: `reads by ${by}`,
    unit: '/s',
    measured: rates.service,
    floor: rates.floor,
    target: ratioAtLeast(0.85),
  });
}

/** Here the floor is the service itself, over a table that was empty. */
async function measureSize(full: Place, empty: Place, endings: Endings): Promise<Figure> {
  const loop = { connections: CREATORS, seconds: SECONDS };
  const intoEmpty = createsAtService(empty.url, empty.shops);
  const intoFull = createsAtService(full.url, full.shops);
  say('Warming up, creates');
  await warmUp([intoEmpty, intoFull], CREATORS);
  const rates = await inTurns(
    'Creates into the empty and into the full table by turns',
    ROUNDS,
    { empty: () => perSecond(intoEmpty, loop), full: () => perSecond(intoFull, loop) },
    endings,
  );
  return figureOf({
    name: 'creates into the full table beside an empty one',
    unit: '/s',
    measured: rates.full,
    floor: rates.empty,
    target: ratioAtLeast(0.9),
  });
}
