import { checkedInContract } from '../support/contract';
import { startWorld, type World } from '../support/service';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());

describe('GET /openapi.json', () => {
  it('is open to anybody and is the checked-in document; if not: npm run openapi', async () => {
    const answer = await world.api.get('/openapi.json', { token: null });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.body).toEqual(checkedInContract());
  });
});

describe('GET /docs', () => {
  it('shows the document with nothing from outside', async () => {
    const page = await world.api.get('/docs', { token: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const addresses = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => url,
    );
    expect(addresses).toEqual(expect.arrayContaining(['docs/swagger-ui.js', 'docs/start.js']));
    for (const address of addresses.filter((url) => url !== 'data:,')) {
      expect(address).not.toMatch(/^\w+:|^\/\//);
      expect((await world.api.get(`/${address}`, { token: null })).status).toBe(200);
    }
  });
});
