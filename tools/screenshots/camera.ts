import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { FORMAT, SCREENS, type Scenery, type Shot } from './shots';

/** Letters stay crisp, and all pictures together below a megabyte or so. */
const QUALITY = 82;

/** Takes one picture. @returns the bytes of its file */
export async function take(
  browser: Browser,
  { name, screen, signedIn = false, dark = false, language = 'en', open, pose, only }: Shot,
  scenery: Scenery,
  { session, folder }: { session: Session; folder: string },
): Promise<number> {
  const context = await browser.newContext({
    ...SCREENS[screen],
    colorScheme: dark ? 'dark' : 'light',
    locale: language === 'bn' ? 'bn-BD' : 'en-GB',
    timezoneId: 'Asia/Dhaka',
    reducedMotion: 'reduce',
    ...(signedIn && { storageState: session }),
  });
  try {
    const page = await context.newPage();
    await page.goto(open(scenery));
    await pose(page);
    const picture = await develop(context, page, only);
    await writeFile(join(folder, `${name}.${FORMAT}`), picture);
    return picture.length;
  } finally {
    await context.close();
  }
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/**
 * One session for all pictures, as the console's own page opens it; an operator has done a little
 * with it, so that the audit trail has something to tell.
 */
export async function signIn(
  browser: Browser,
  { console, merchant, flaggedOrder }: Scenery,
  adminToken: string,
): Promise<Session> {
  const { origin } = new URL(console);
  const context = await browser.newContext();
  const send = async (method: string, url: string, data?: object): Promise<void> => {
    const headers = { 'x-ipay-console': '1', 'sec-fetch-site': 'same-origin', origin };
    const answer = await context.request.fetch(url, { method, headers, ...(data && { data }) });
    if (!answer.ok()) throw new Error(`${method} ${url}: ${await answer.text()}`);
  };
  await send('POST', `${console}/session`, { token: adminToken });
  const ofMerchant = `${origin}/v1/merchants/${merchant}`;
  await send('PATCH', ofMerchant, { status: 'suspended' });
  await send('PATCH', ofMerchant, { status: 'active' });
  await send('POST', `${origin}/v1/merchants/${flaggedOrder.replace('/', '/orders/')}/verify`);
  const session = await context.storageState();
  await context.close();
  return session;
}

/** What Playwright itself would only give as PNG or JPEG. */
async function develop(context: BrowserContext, page: Page, only?: string): Promise<Buffer> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const session = await context.newCDPSession(page);
  const box = only === undefined ? null : await page.locator(only).boundingBox();
  const { data } = await session.send('Page.captureScreenshot', {
    format: FORMAT,
    quality: QUALITY,
    ...(box && { clip: grown(box), captureBeyondViewport: true }),
  });
  return Buffer.from(data, 'base64');
}

/** With some of the page around it. */
function grown({ x, y, width, height }: Box): Box & { scale: number } {
  return {
    x: x - MARGIN,
    y: y - MARGIN,
    width: width + 2 * MARGIN,
    height: height + 2 * MARGIN,
    scale: 1,
  };
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const MARGIN = 12;
