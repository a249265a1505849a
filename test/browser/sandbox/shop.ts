import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Browser, type Page } from 'playwright-core';

import { type IpayCreateOrder } from '../../../src/gateway/ipay-wire';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { launchChromium } from '../chromium';

const KEY = 'browser-test-key';

/** A shop on an origin of its own, its sandbox, and a browser. */
export class Shop {
  private constructor(
    readonly sandbox: Sandbox,
    readonly browser: Browser,
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async open(): Promise<Shop> {
    const browser = await launchChromium();
    const sandbox = await startSandbox({
      merchants: [{ name: 'Aarong', apiKey: KEY }],
      paymentUrlScheme: 'http',
    });
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<title>shop</title><h1>${request.url ?? ''}</h1>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new Shop(sandbox, browser, server, `http://127.0.0.1:${port}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.sandbox.close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Places an order and returns its id. */
  async placeOrder(over: Partial<IpayCreateOrder> = {}): Promise<string> {
    const answer = await fetch(`${this.sandbox.gatewayUrl}/order`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        amount: 1200,
        referenceId: `browser-${performance.now()}`,
        description: 'Buy x, y, z from XYZ.com',
        successCallbackUrl: `${this.origin}/success`,
        failureCallbackUrl: `${this.origin}/failure`,
        cancelCallbackUrl: `${this.origin}/cancel`,
        ...over,
      }),
    });
    const { orderId } = (await answer.json()) as { orderId: string };
    return orderId;
  }

  paymentPage(orderId: string): string {
    return `${this.sandbox.url}/pay/${orderId}`;
  }
}

/** The sentence that has to stand on every page. */
export async function playMoneyOn(page: Page): Promise<string> {
  return (await page.locator('.play-money').textContent()) ?? '';
}
