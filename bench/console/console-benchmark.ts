import { A_MILLION } from '../../tools/seed/fill-orders';
import type { Endings } from '../../tools/demo/endings';
import { buildFilledHouse } from '../house';
import type { Outcome } from '../results';
import { measurePages } from './pages';
import { measureReads } from './reads';

/** Whatever the console reads, and its pages, over a million orders: for one operator who waits. */
export async function measureConsole(endings: Endings): Promise<Outcome> {
  const house = await buildFilledHouse(A_MILLION, endings);
  const reads = await measureReads(house);
  const pages = await measurePages(house, endings);
  const over = { ...A_MILLION, heapGrowthMbIn500ChangesPerSecond: pages.heapGrowthMb };
  return { over, figures: [...reads, ...pages.figures] };
}
