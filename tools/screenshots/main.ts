/**
 * `npm run screenshots`: lives a day of a platform on this machine and takes the pictures of the
 * documentation, into docs/images. With names as arguments: these only.
 */
import { join } from 'node:path';
import { launchChromium, provideChromium } from '../chromium/chromium';
import { Endings } from '../demo/endings';
import { onEndRequest } from '../demo/end-request';
import { CLONE_FOLDER } from '../state/local-folder';
import { signIn, take } from './camera';
import { provideFonts } from './fonts';
import { liveTheDay } from './live-the-day';
import { SHOTS } from './shots';
import { buildStage } from './stage';

const FOLDER = join(CLONE_FOLDER, 'docs', 'images');
const endings = new Endings();

async function main(names: readonly string[]): Promise<void> {
  const say = (step: string): void => {
    console.log(`  · ${step}`);
  };
  await provideChromium();
  say('Fetching the fonts');
  const fonts = await provideFonts();
  const stage = await buildStage(endings, say);
  say('Living the day');
  const day = await liveTheDay(stage);
  const shop = await stage.openShop(day.shop);
  const scenery = {
    console: `${stage.url}/console`,
    shop: shop.url,
    paidOrder: day.orders.paid,
    flaggedOrder: day.orders.flagged,
    merchant: day.merchantId,
    returnUrl: day.returnUrl,
    paymentUrl: day.paymentUrl,
  };
  const browser = await launchChromium({ fonts });
  endings.add(() => browser.close());
  const session = await signIn(browser, scenery, stage.adminToken);
  for (const shot of SHOTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const bytes = await take(browser, shot, scenery, {
      session,
      folder: FOLDER,
    });
    say(`${shot.name}, ${String(Math.ceil(bytes / 1_000))} kB`);
  }
}

onEndRequest(() => {
  void endings.run().then(() => process.exit(130));
});
main(process.argv.slice(2)).then(
  async () => {
    await endings.run();
    process.exit(0);
  },
  async (error: unknown) => {
    if (endings.begun) return;
    await endings.run();
    console.error(error);
    process.exit(1);
  },
);
