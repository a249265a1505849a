import { expectProblem } from '../support/problem';
import { Api, eventually, startWorld, type World } from '../support/service';

const PATH = '/v1/ops/overview';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());

describe('who may see the overview', () => {
  const tokenFor = async (fields: object): Promise<Api> => {
    const body = { name: 'operator', scopes: ['ops:read'], merchants: '*', ...fields };
    return new Api(world.url, (await world.api.post('/v1/tokens', body)).body.token);
  };

  it('nobody without a token, the scope, or all merchants', async () => {
    const { id } = await world.createMerchant();
    expectProblem(await world.api.get(PATH, { token: null }), 401, 'unauthorized');
    for (const fields of [{ scopes: ['orders:read'] }, { merchants: [id] }]) {
      expectProblem(await (await tokenFor(fields)).get(PATH), 403, 'insufficient-scope');
    }
    expect((await (await tokenFor({})).get(PATH)).status).toBe(200);
  });
});

it('tells of all processes, whichever is asked, until they end in order', async () => {
  const api = await world.startAnother({ ROLE: 'api' });
  const rolesAt = async (service: Pick<World, 'api'>): Promise<string[]> =>
    (await service.api.get(PATH)).body.processes.map(({ role }: any) => role).sort();
  for (const service of [world, api]) {
    await eventually(async () => (await rolesAt(service)).join() === 'all,api');
  }
  await api.stop();
  expect(await rolesAt(world)).toEqual(['all']);
});
