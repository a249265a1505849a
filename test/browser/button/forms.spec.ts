import { type Browser, type Locator, type Page } from 'playwright-core';
import { graveFindings } from '../axe';
import { launchChromium } from '../chromium';
import { isTooWide } from '../in-page';
import { Checkout } from './checkout';

jest.setTimeout(60_000);

const VARIANTS = ['solid', 'outline', 'quiet'] as const;
const THEMES = ['auto', 'light', 'dark'] as const;
const LABELS = { en: 'Pay ৳1,200 with iPay', bn: 'iPay দিয়ে ৳১,২০০ পরিশোধ করুন' } as const;
const LANGUAGES = Object.keys(LABELS) as (keyof typeof LABELS)[];
/** Of a page, by what the browser wants. */
const SCHEMES = ['light', 'dark'] as const;

let checkout: Checkout;
let browser: Browser;

beforeAll(async () => {
  [checkout, browser] = await Promise.all([Checkout.open(), launchChromium()]);
});
afterAll(() => Promise.all([browser.close(), checkout.close()]));
beforeEach(() => {
  checkout.reset();
});

async function open(
  body: string,
  options: NonNullable<Parameters<Browser['newPage']>[0]> = {},
): Promise<Page> {
  checkout.show(body);
  const page = await browser.newPage(options);
  await page.goto(checkout.url);
  await page.getByRole('button').first().waitFor();
  return page;
}

const styleOf = (locator: Locator, ...names: string[]): Promise<string[]> =>
  locator.evaluate((element: any, wanted) => {
    const style = element.ownerDocument.defaultView.getComputedStyle(element);
    return wanted.map((name) => style[name]);
  }, names);

describe.each(SCHEMES)('on a %s page', (colorScheme) => {
  const every = VARIANTS.flatMap((variant) =>
    THEMES.flatMap((theme) => LANGUAGES.map((lang) => ({ variant, theme, lang }))),
  );

  it('every form, theme and language is there, and legible in every state', async () => {
    checkout.behaviour = (_asked, reply) => reply.code(409).send({ message: 'Sold out.' });
    const buttons = every.map(
      ({ variant, theme, lang }) =>
        `<p><ipay-button create-url="/checkout" amount="1200" variant="${variant}" theme="${theme}" lang="${lang}"></ipay-button></p>`,
    );
    const page = await open(buttons.join(''), { colorScheme });
    const rendered = page.getByRole('button');
    expect(await rendered.allTextContents()).toHaveLength(every.length);
    const looks = new Set<string>();
    for (const [i, { variant, theme, lang }] of every.entries()) {
      const button = rendered.nth(i);
      expect(await button.innerText()).toBe(LABELS[lang]);
      const look = await styleOf(button, 'backgroundColor', 'color', 'borderTopColor');
      looks.add(`${variant} ${theme === 'auto' ? colorScheme : theme} ${look.join()}`);
      await button.click();
    }
    // Three forms, light and dark; and `auto` is what the page is.
    expect(looks.size).toBe(6);
    await page
      .getByText('Sold out.')
      .nth(every.length - 1)
      .waitFor();
    expect(await graveFindings(page)).toEqual([]);

    const { arrived, letGo } = checkout.hold();
    for (let i = 0; i < every.length; i += 1) await rendered.nth(i).click();
    await arrived;
    expect(await graveFindings(page)).toEqual([]);
    letGo();
    await page.close();
  });

  it.each(VARIANTS)('%s shows where the focus is, at 3 to 1 or better', async (variant) => {
    const page = await open(
      `<ipay-button create-url="/checkout" variant="${variant}"></ipay-button>`,
      { colorScheme },
    );
    await page.keyboard.press('Tab');
    expect(
      await styleOf(page.getByRole('button'), 'outlineStyle', 'outlineWidth', 'outlineColor'),
    ).toEqual([
      'solid',
      '3px',
      'rgb(28, 139, 176)', // 3.9 to 1 on white, 5.4 to 1 on black.
    ]);
    await page.close();
  });
});

it('a page that is light only keeps a light button in a dark system', async () => {
  const page = await open(`<ipay-button create-url="/checkout" variant="outline"></ipay-button>`, {
    colorScheme: 'dark',
  });
  await page.evaluate(`document.documentElement.style.colorScheme = 'light'`);
  expect(await styleOf(page.getByRole('button'), 'backgroundColor')).toEqual([
    'rgb(255, 255, 255)',
  ]);
  await page.close();
});

it('height, radius, font, size and width follow the style sheet of the shop', async () => {
  const page = await open('<ipay-button class="square" create-url="/checkout"></ipay-button>');
  expect(
    await styleOf(
      page.getByRole('button'),
      'height',
      'borderRadius',
      'fontFamily',
      'fontSize',
      'width',
    ),
  ).toEqual(['61px', '3px', 'monospace', '20px', '300px']);
  await page.close();
});

it('has a good size for thumbs, and the font of the page, where the shop says nothing', async () => {
  const page = await open('<ipay-button create-url="/checkout"></ipay-button>');
  expect(await styleOf(page.getByRole('button'), 'height', 'fontFamily')).toEqual([
    '48px',
    'sans-serif',
  ]);
  await page.close();
});

it.each(['ltr', 'rtl'])('fits a narrow page, %s, also with a long message', async (dir) => {
  checkout.behaviour = (_asked, reply) => reply.code(409).send({ message: 'x'.repeat(500) });
  const page = await open(
    `<div dir="${dir}"><ipay-button create-url="/checkout" amount="12345678.90" lang="bn"></ipay-button></div>`,
    { viewport: { width: 320, height: 568 } },
  );
  const width = async () => (await page.getByRole('button').boundingBox())?.width;
  const before = await width();
  await page.getByRole('button').click();
  await page.getByText('xxx').waitFor();
  expect(await isTooWide(page)).toBe(false);
  expect(await width()).toBe(before);
  await page.close();
});

it('turns nothing for whoever wants it still, and says what it does all the same', async () => {
  const body = '<ipay-button create-url="/checkout"></ipay-button>';
  const turning = async (reducedMotion: 'reduce' | 'no-preference') => {
    checkout.reset();
    const { arrived, letGo } = checkout.hold();
    const page = await open(body, { reducedMotion });
    await page.getByRole('button').click();
    await arrived;
    expect(await page.getByRole('button').innerText()).toBe('Opening iPay…');
    const count = await page.evaluate(
      `document.querySelector('ipay-button').shadowRoot.getAnimations().length`,
    );
    letGo();
    await page.close();
    return count;
  };
  expect(await turning('no-preference')).toBe(1);
  expect(await turning('reduce')).toBe(0);
});

it('has an edge and legible words in forced colours', async () => {
  const page = await open('<ipay-button create-url="/checkout" variant="quiet"></ipay-button>', {
    forcedColors: 'active',
  });
  const [edge, ground] = await styleOf(
    page.getByRole('button'),
    'borderTopColor',
    'backgroundColor',
  );
  expect(edge).not.toBe(ground);
  expect(await graveFindings(page)).toEqual([]);
  await page.close();
});

it('its parts can be styled, and a hidden one is not there', async () => {
  const page = await open(
    `<ipay-button create-url="/checkout"></ipay-button><ipay-button hidden></ipay-button>`,
  );
  expect(await page.getByRole('button').count()).toBe(1);
  const parts = `[...document.querySelector('ipay-button').shadowRoot.querySelectorAll('[part]')].map((e) => e.getAttribute('part'))`;
  expect(new Set(await page.evaluate<string[]>(parts))).toEqual(
    new Set(['button', 'label', 'mark', 'waiting', 'spinner', 'message', 'note']),
  );
  await page.close();
});
