import { ensureBuilt, ensurePackageBuilt } from '../../tools/build/ensure-built';
import { provideChromium } from '../../tools/chromium/chromium';
import provideServers from '../support/global-setup';

/** A browser, the pages it is shown, and what the service behind them needs. */
export default async function prepareBrowserTests(): Promise<void> {
  await provideServers();
  await provideChromium();
  const say = (step: string): void => {
    process.stdout.write(`${step} …\n`);
  };
  await ensureBuilt(say);
  await ensurePackageBuilt('button', say);
}
