import type { Page } from 'playwright-core';
import { launchChromium, provideChromium } from '../../tools/chromium/chromium';
import type { Endings } from '../../tools/demo/endings';
import { figureOfTimes, type Figure } from '../figures';
import type { AskedService } from './asked-service';
import { measureBurst } from './burst';
import { findKnownOrder } from './known-order';

const TIMES = 10;

/** A page of the console, and what is on it once its data is. */
interface Shown {
  name: string;
  path: string;
  data: (page: Page) => Promise<void>;
}

const rows = (page: Page): Promise<void> =>
  page.getByRole('table').locator('tbody').getByRole('row').first().waitFor();

/** From the address to the data on the screen, in Chromium, everything loaded before. */
export async function measurePages(
  asked: AskedService,
  endings: Endings,
): Promise<{ figures: Figure[]; heapGrowthMb: number }> {
  const known = await findKnownOrder(asked.database);
  const shown: Shown[] = [
    { name: 'page, orders', path: 'orders', data: rows },
    { name: 'page, orders of two states', path: 'orders?state=error&state=expired', data: rows },
    {
      name: 'page, a search that leads to the order',
      path: `orders?q=${known.transactionId}`,
      data: (page) => page.getByRole('heading', { level: 1 }).getByText(known.id).waitFor(),
    },
    {
      name: 'page, an order',
      path: `orders/${known.merchantId}/${known.id}`,
      data: (page) => page.getByRole('heading', { level: 1 }).getByText(known.id).waitFor(),
    },
    { name: 'page, attention', path: 'attention', data: rows },
    { name: 'page, overview of today', path: 'overview', data: rows },
    { name: 'page, overview of 30 days', path: 'overview?period=30d', data: rows },
  ];
  await provideChromium();
  const browser = await launchChromium();
  endings.add(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${asked.url}/console/`);
  await page.getByRole('textbox').fill(asked.adminToken);
  await page.getByRole('button').first().click();
  await page.locator('header').waitFor();
  const figures: Figure[] = [];
  for (const { name, path, data } of shown) {
    const times: number[] = [];
    for (let i = -1; i < TIMES; i += 1) {
      const beganAt = performance.now();
      await page.goto(`${asked.url}/console/${path}`, { waitUntil: 'commit' });
      await data(page);
      if (i >= 0) times.push(performance.now() - beganAt);
    }
    figures.push(figureOfTimes(name, times));
  }
  await page.goto(`${asked.url}/console/orders`);
  await rows(page);
  const burst = await measureBurst(page, asked.database, known.merchantUuid);
  return { ...burst, figures: [...figures, ...burst.figures] };
}
