import { A_MILLION } from '../../tools/seed/fill-orders';
import type { Endings } from '../../tools/demo/endings';
import { buildHouse, fillHouse } from '../house';
import type { Outcome } from '../results';
import { measurePages } from './pages';
import { measureReads } from './reads';

/** Whatever the console reads, and its pages, over a million orders: for one operator who waits. */
export async function measureConsole(endings: Endings): Promise<Outcome> {
  const house = await buildHouse(endings);
  await fillHouse(house, A_MILLION, endings);
  const { url } = await house.open('console', { ROLE: 'api' });
  const asked = { url, adminToken: house.adminToken, database: house.database };
  const reads = await measureReads(asked);
  const pages = await measurePages(asked, endings);
  const over = { ...A_MILLION, heapGrowthMbIn500ChangesPerSecond: pages.heapGrowthMb };
  return { over, figures: [...reads, ...pages.figures] };
}
