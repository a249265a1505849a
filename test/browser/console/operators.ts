import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { TestDatabase } from '../../support/postgres';
import { Receiver } from '../../support/receiver';
import { ADMIN_TOKEN, orderBody, startWorld, type World } from '../../support/service';
import { launchChromium } from '../chromium';

/** A merchant that is told of its orders, by this name on every page. */
export const MERCHANT_NAME = 'Aarong';

/** The service with a merchant, a platform's end of its webhooks, and operators' browsers. */
export class Operators {
  private constructor(
    readonly world: World,
    readonly browser: Browser,
    readonly receiver: Receiver,
    readonly merchantId: string,
  ) {}

  /** @param options.database what they have to do with; left out: nothing yet */
  static async open(options: { database?: TestDatabase } = {}): Promise<Operators> {
    const [browser, world, receiver] = await Promise.all([
      launchChromium(),
      startWorld({
        ...options,
        environment: { WEBHOOK_ALLOW_LOOPBACK: 'true', PUBLIC_BASE_URL: 'https://pay.example.com' },
      }),
      new Receiver().start(),
    ]);
    const { id } = await world.createMerchant({ name: MERCHANT_NAME });
    const webhook = { url: receiver.url, description: 'The shop' };
    const { status } = await world.api.post(`/v1/merchants/${id}/webhooks`, webhook);
    if (status !== 201) throw new Error(`no webhook: ${status}`);
    return new Operators(world, browser, receiver, id);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.world.stop();
    await this.receiver.stop();
  }

  /** A browser of somebody's own, on a screen of an operator. */
  context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      // Far from Dhaka, whose time the pages show.
      timezoneId: 'America/New_York',
      ...options,
    });
  }

  /** Opens a page of the console and signs in where it asks. */
  async signIn(
    page: Page,
    path = '/console/',
    { token = ADMIN_TOKEN, origin = this.world.url } = {},
  ): Promise<void> {
    await page.goto(new URL(path, origin).href);
    await page.getByRole('textbox').fill(token);
    await page.getByRole('button').first().click();
    await page.locator('header').waitFor();
  }

  /** An order that iPay has accepted. */
  async placeOrder(fields: object = {}): Promise<PlacedOrder> {
    const body = orderBody(fields);
    const { status, body: order } = await this.world.api.post(this.orders, body);
    if (status !== 201) throw new Error(JSON.stringify(order));
    return order;
  }

  /** Asks iPay, as a platform does. */
  async verify({ id }: PlacedOrder): Promise<PlacedOrder> {
    return (await this.world.api.post(`${this.orders}/${id}/verify`)).body;
  }

  /** The buyer pays, and this service finds out. */
  async pay(order: PlacedOrder): Promise<PlacedOrder> {
    this.world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    return this.verify(order);
  }

  /** The buyer comes back by the address that iPay was given. */
  async comeBack({ gateway }: PlacedOrder): Promise<void> {
    const address = this.world.sandbox.order(gateway.orderId)?.successCallbackUrl ?? '';
    await this.world.api.get(new URL(address).pathname, { token: null });
  }

  /** An order with a flag: iPay gives a status that nobody knows. */
  async placeFlagged(): Promise<PlacedOrder> {
    return this.verify(await this.placeOrder({ amount: 10.2 }));
  }

  async createToken(
    scopes: readonly string[],
    merchants: '*' | readonly string[] = '*',
  ): Promise<{ id: string; token: string }> {
    const token = { name: 'support-desk', scopes, merchants };
    return (await this.world.api.post('/v1/tokens', token)).body;
  }

  get orders(): string {
    return `/v1/merchants/${this.merchantId}/orders`;
  }

  /** The order's page. */
  pathOf({ id }: Pick<PlacedOrder, 'id'>): string {
    return `/console/orders/${this.merchantId}/${id}`;
  }
}

export interface PlacedOrder {
  id: string;
  referenceId: string;
  transactionId: string | null;
  gateway: { orderId: string };
}
