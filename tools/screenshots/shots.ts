import type { BrowserContextOptions, Page } from 'playwright-core';

/** What stands on the stage, by its addresses. */
export interface Scenery {
  console: string;
  shop: string;
  paidOrder: string;
  flaggedOrder: string;
  merchant: string;
  returnUrl: string;
  paymentUrl: string;
}

export interface Shot {
  /** Of the file in docs/images, without its ending. */
  name: string;
  screen: Screen;
  /** Whether it is a page for operators, who have signed in. */
  signedIn?: boolean;
  dark?: boolean;
  language?: 'en' | 'bn';
  open: (scenery: Scenery) => string;
  /** Makes it ready to be looked at. */
  pose: (page: Page) => Promise<unknown>;
  /** What of the page is shown, as a selector; left out: what is seen without scrolling. */
  only?: string;
}

type Screen = 'desktop' | 'phone';

export const SCREENS: Record<Screen, BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 },
  phone: {
    viewport: { width: 390, height: 780 },
    deviceScaleFactor: 1.5,
    isMobile: true,
    hasTouch: true,
  },
};

const row = (page: Page) => page.getByRole('row').nth(3).waitFor();
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).waitFor();

/** Every picture that the documentation shows. */
export const SHOTS: readonly Shot[] = [
  {
    name: 'console-order',
    screen: 'desktop',
    signedIn: true,
    open: ({ console, paidOrder }) => `${console}/orders/${paidOrder}`,
    pose: (page) => page.getByRole('region', { name: 'Timeline' }).getByText('Fulfilled').waitFor(),
  },
  {
    name: 'console-overview',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/overview`,
    pose: async (page) => {
      // Whatever the time of day is when the pictures are taken.
      await page.getByText('24 hours').click();
      await page.locator('canvas').first().waitFor();
    },
  },
  {
    name: 'console-orders',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/orders`,
    pose: row,
  },
  {
    name: 'console-attention',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/attention`,
    pose: (page) => page.getByText('What to do:').first().waitFor(),
  },
  {
    name: 'console-flagged-order-dark',
    screen: 'desktop',
    signedIn: true,
    dark: true,
    open: ({ console, flaggedOrder }) => `${console}/orders/${flaggedOrder}`,
    pose: (page) => page.getByRole('region', { name: 'Needs attention' }).waitFor(),
  },
  {
    name: 'console-merchant',
    screen: 'desktop',
    signedIn: true,
    open: ({ console, merchant }) => `${console}/merchants/${merchant}`,
    pose: (page) => page.getByText('A sandbox order was paid', { exact: true }).waitFor(),
  },
  {
    name: 'console-webhooks',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/webhooks`,
    pose: row,
  },
  {
    name: 'console-audit',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/audit`,
    pose: row,
  },
  {
    name: 'console-tokens',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/tokens`,
    pose: row,
  },
  {
    name: 'console-queues',
    screen: 'desktop',
    signedIn: true,
    open: ({ console }) => `${console}/queues`,
    pose: (page) => page.getByText('verification').first().waitFor(),
  },
  {
    name: 'console-orders-phone-bn',
    screen: 'phone',
    signedIn: true,
    dark: true,
    language: 'bn',
    open: ({ console }) => `${console}/orders`,
    pose: row,
  },
  {
    name: 'button',
    screen: 'desktop',
    open: ({ shop }) => `${shop}/playground/`,
    pose: (page) => page.getByRole('button').first().waitFor(),
    only: '#forms-grid',
  },
  {
    name: 'shop',
    screen: 'phone',
    open: ({ shop }) => `${shop}/`,
    pose: (page) => page.getByRole('button').first().waitFor(),
  },
  {
    name: 'sandbox-payment',
    screen: 'phone',
    open: ({ paymentUrl }) => paymentUrl,
    pose: heading,
  },
  {
    name: 'return-confirming',
    screen: 'phone',
    open: ({ returnUrl }) => returnUrl,
    pose: heading,
  },
  {
    name: 'return-confirming-bn',
    screen: 'phone',
    dark: true,
    language: 'bn',
    open: ({ returnUrl }) => returnUrl,
    pose: heading,
  },
];

export const FORMAT = 'webp';
