import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { launchChromium } from '../chromium';
import { BUILT_FOLDER, Checkout } from './checkout';

jest.setTimeout(60_000);

const LIMIT_BYTES = 5_000;

it.each(['index.js', 'ipay-button.js'])('%s is under 5 kB gzipped', async (file) => {
  const built = await readFile(join(BUILT_FOLDER, file));
  expect(gzipSync(built, { level: 9 }).length).toBeLessThan(LIMIT_BYTES);
});

it('needs nothing else, and has types', async () => {
  const [built, types] = await Promise.all(
    ['index.js', 'index.d.ts'].map((file) => readFile(join(BUILT_FOLDER, file), 'utf8')),
  );
  expect(built).not.toMatch(/\bimport\b|\brequire\(/);
  expect(types).toContain("'ipay-button': IpayButton;");
  expect(types).toContain("'ipay-created': CustomEvent<IpayCreated>;");
});

it('may be imported on a server, where it does nothing', async () => {
  const url = pathToFileURL(join(BUILT_FOLDER, 'index.js')).href;
  const script = `console.log(typeof (await import('${url}')).IpayButton)`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
  ]);
  expect(stdout).toBe('function\n');
});

it.each([
  ['a module', '<script type="module" src="/index.js">'],
  ['a classic script', '<script defer src="/ipay-button.js">'],
  [
    'a classic script, twice',
    '<script src="/ipay-button.js"></script><script src="/ipay-button.js">',
  ],
])('works as %s, under a strict policy and without a word in the log', async (_name, script) => {
  const [checkout, browser] = await Promise.all([Checkout.open(), launchChromium()]);
  try {
    const page = await browser.newPage();
    const log: string[] = [];
    page.on('console', (message) => log.push(message.text()));
    page.on('pageerror', (error) => log.push(error.message));
    checkout.show('<ipay-button create-url="/checkout"></ipay-button>', { script });
    await page.goto(checkout.url);
    await page.getByRole('button', { name: 'Pay with iPay' }).click();
    await page.waitForURL(checkout.paymentUrl);
    expect(log).toEqual([]);
  } finally {
    await Promise.all([browser.close(), checkout.close()]);
  }
});
