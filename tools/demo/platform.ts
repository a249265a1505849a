import { z } from 'zod';

const merchantSchema = z.object({ id: z.string(), returnSecret: z.string() });
const tokenSchema = z.object({ token: z.string() });
const webhookSchema = z.object({ id: z.string(), secret: z.string() });
const problemSchema = z.object({ detail: z.string().optional(), title: z.string() });

/** What a platform's engineers do once, over REST with the admin token. */
export class Platform {
  constructor(
    readonly serviceUrl: string,
    private readonly adminToken: string,
  ) {}

  /** Whether this installation has the merchant. */
  async knowsMerchant(id: string): Promise<boolean> {
    const answer = await this.send('GET', `/v1/merchants/${id}`);
    if (answer.status === 404) return false;
    await this.read(answer);
    return true;
  }

  async createMerchant(
    name: string,
    sandboxApiKey: string,
  ): Promise<z.infer<typeof merchantSchema>> {
    const body = { name, environment: 'sandbox', apiKey: sandboxApiKey };
    return merchantSchema.parse(await this.read(await this.send('POST', '/v1/merchants', body)));
  }

  /** @returns a token that takes payments for these merchants and can do nothing else */
  async createShopToken(merchants: '*' | readonly string[]): Promise<string> {
    const scopes = ['orders:read', 'orders:write'];
    const body = { name: 'demo-shop', scopes, merchants };
    return tokenSchema.parse(await this.read(await this.send('POST', '/v1/tokens', body))).token;
  }

  async createWebhook(merchantId: string, url: string): Promise<z.infer<typeof webhookSchema>> {
    const path = `/v1/merchants/${merchantId}/webhooks`;
    const body = { url, description: 'The demo shop' };
    return webhookSchema.parse(await this.read(await this.send('POST', path, body)));
  }

  /** Where the shop listens may change from start to start; a disabled endpoint hears again. */
  async moveWebhook(merchantId: string, webhookId: string, url: string): Promise<void> {
    const path = `/v1/merchants/${merchantId}/webhooks/${webhookId}`;
    await this.read(await this.send('PATCH', path, { url, enabled: true }));
  }

  private send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.serviceUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.adminToken}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** @throws with the problem's own words */
  private async read(answer: Response): Promise<unknown> {
    const body: unknown = await answer.json();
    if (answer.ok) return body;
    const { title, detail } = problemSchema.parse(body);
    throw new Error(`${answer.url} answered ${String(answer.status)}: ${detail ?? title}`);
  }
}
