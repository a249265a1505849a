import { ensureBuilt } from '../../tools/build/ensure-built';
import { provideChromium } from '../../tools/chromium/chromium';

/** A browser, and the pages it is shown. */
export default async function prepareBrowserTests(): Promise<void> {
  await provideChromium();
  await ensureBuilt((step) => {
    process.stdout.write(`${step} …\n`);
  });
}
