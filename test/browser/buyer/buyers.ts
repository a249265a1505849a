import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { fromTypedId } from '../../../src/http/typed-id';
import { freePort } from '../../../tools/process/free-port';
import { orderBody, startWorld, type World } from '../../support/service';
import { launchChromium } from '../chromium';

export interface PlacedOrder {
  id: string;
  referenceId: string;
  /** Of iPay's page, where the buyer pays. */
  paymentUrl: string;
  /** iPay's own id. */
  gatewayOrderId: string;
  /** Where iPay sends the buyer after paying. */
  returnUrl: string;
}

/** The service as buyers reach it, iPay's pages before it, a shop behind it, and phones. */
export class Buyers {
  private constructor(
    readonly world: World,
    readonly browser: Browser,
    readonly shop: Shop,
    private readonly merchantId: string,
  ) {}

  static async open(): Promise<Buyers> {
    const port = await freePort();
    const [browser, world, shop] = await Promise.all([
      launchChromium({ keepsPages: true }),
      startWorld({
        environment: {
          PORT: String(port),
          PUBLIC_BASE_URL: `http://127.0.0.1:${port}`,
          IPAY_TIMEOUT_MS: '10000',
        },
      }),
      Shop.open(),
    ]);
    const { id } = await world.createMerchant();
    return new Buyers(world, browser, shop, id);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.world.stop();
    await this.shop.close();
  }

  /** A cheap phone, on which the buyer's browser runs no scripts: none are needed. */
  phone(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return this.browser.newContext({
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      locale: 'en-GB',
      timezoneId: 'Asia/Dhaka',
      javaScriptEnabled: false,
      ...options,
    });
  }

  async placeOrder(fields: object = {}): Promise<PlacedOrder> {
    const body = orderBody({
      successCallbackUrl: `${this.shop.origin}/success?cart=7`,
      failureCallbackUrl: `${this.shop.origin}/failure?cart=7`,
      cancelCallbackUrl: `${this.shop.origin}/cancel?cart=7`,
      ...fields,
    });
    const path = `/v1/merchants/${this.merchantId}/orders`;
    const { status, body: order } = await this.world.api.post(path, body);
    if (status !== 201) throw new Error(JSON.stringify(order));
    const gatewayOrderId: string = order.gateway.orderId;
    const returnUrl = this.world.sandbox.order(gatewayOrderId)?.successCallbackUrl ?? '';
    const { id, referenceId, paymentUrl } = order;
    return { id, referenceId, paymentUrl, gatewayOrderId, returnUrl };
  }

  async stateOf({ id }: PlacedOrder): Promise<string> {
    return (await this.world.api.get(`/v1/merchants/${this.merchantId}/orders/${id}`)).body.state;
  }

  /** Lets this much time go by since the buyer came back. */
  async letPass({ id }: PlacedOrder, interval: string): Promise<void> {
    await this.world.sql(
      `UPDATE order_events SET at = at - $2::interval
        WHERE order_id = $1 AND type = 'order.returned'`,
      [fromTypedId('ord', id), interval],
    );
  }
}

/** A shop on an origin of its own, which remembers who asked for what. */
class Shop {
  readonly asked: Pick<IncomingMessage, 'url' | 'headers'>[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async open(): Promise<Shop> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const shop = new Shop(server, `http://localhost:${port}`);
    server.on('request', ({ url, headers }: IncomingMessage, response) => {
      shop.asked.push({ url, headers });
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><link rel="icon" href="data:,"><h1>The shop</h1>');
    });
    return shop;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
