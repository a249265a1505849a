import { Logger } from '@nestjs/common';
import { Problem } from '../../../src/http/problem';
import { newUuid } from '../../../src/http/typed-id';
import { Unauthorized } from '../../../src/access';
import { Authenticator } from '../../../src/access/authenticator';
import { hashToken, mintToken } from '../../../src/access/token-format';
import type { LiveToken, TokensRepository } from '../../../src/access/tokens.repository';
import { parseConfig } from '../../../src/config/config';

const ADMIN_TOKEN = 'admin-token-of-at-least-32-characters';
const config = parseConfig({
  DATABASE_URL: 'postgres://localhost/none',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
  ADMIN_TOKEN,
});

/** The rows of `api_tokens`, counting the questions. */
class Rows {
  readonly live = new Map<string, LiveToken>();
  readonly touched: string[] = [];
  questions = 0;
  away = false;

  async findLive(id: string): Promise<LiveToken | null> {
    this.questions += 1;
    await Promise.resolve();
    if (this.away) throw new Error('Postgres is away');
    return this.live.get(id) ?? null;
  }

  touch(id: string): Promise<void> {
    this.touched.push(id);
    return this.away ? Promise.reject(new Error('Postgres is away')) : Promise.resolve();
  }

  add(changes: Partial<LiveToken> = {}): { id: string; token: string; bearer: string } {
    const id = newUuid();
    const token = mintToken(id);
    this.live.set(id, {
      id,
      scopes: ['orders:read'],
      merchantIds: null,
      secretHash: hashToken(token),
      previousSecretHash: null,
      previousForMs: null,
      expiresInMs: null,
      unusedForMs: 1_000,
      ...changes,
    });
    return { id, token, bearer: `Bearer ${token}` };
  }
}

let rows: Rows;
let authenticator: Authenticator;

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => {
  jest.useFakeTimers();
  rows = new Rows();
  authenticator = new Authenticator(rows as unknown as TokensRepository, config);
});
afterEach(() => jest.useRealTimers());

const refusal = async (bearer: string | undefined): Promise<string> => {
  const error: unknown = await authenticator
    .authenticate(bearer)
    .catch((reason: unknown) => reason);
  return error instanceof Problem ? error.definition.code : String(error);
};

describe('without a question to Postgres', () => {
  it('knows the admin token', async () => {
    expect(await authenticator.authenticate(`Bearer ${ADMIN_TOKEN}`)).toMatchObject({
      actor: 'admin',
      merchantIds: null,
    });
    expect(rows.questions).toBe(0);
  });

  it.each([undefined, 'Bearer', `Bearer ${ADMIN_TOKEN}x`, 'Bearer ipc_made_up', 'Basic YTpi'])(
    'refuses %j',
    async (header) => {
      expect(await refusal(header)).toBe(Unauthorized.code);
      expect(rows.questions).toBe(0);
    },
  );

  it('refuses a token with a typing error', async () => {
    const { bearer } = rows.add();
    expect(await refusal(`${bearer.slice(0, -1)}${bearer.endsWith('0') ? '1' : '0'}`)).toBe(
      Unauthorized.code,
    );
    expect(rows.questions).toBe(0);
  });

  it('refuses every bearer value where no admin token is set', async () => {
    authenticator = new Authenticator(
      rows as unknown as TokensRepository,
      Object.assign(Object.create(config) as typeof config, { adminToken: null }),
    );
    expect(await refusal('Bearer null')).toBe(Unauthorized.code);
  });
});

describe('a token that exists', () => {
  it('is asked about once for all who wait', async () => {
    const { id, bearer } = rows.add();
    const callers = await Promise.all(
      Array.from({ length: 50 }, () => authenticator.authenticate(bearer)),
    );
    expect(new Set(callers.map(({ tokenId }) => tokenId))).toEqual(new Set([id]));
    expect(rows.questions).toBe(1);
  });

  it('is known for less than five seconds', async () => {
    const { id, bearer } = rows.add();
    await authenticator.authenticate(bearer);
    jest.advanceTimersByTime(3_900);
    await authenticator.authenticate(bearer);
    expect(rows.questions).toBe(1);
    rows.live.delete(id);
    jest.advanceTimersByTime(1_000);
    expect(await refusal(bearer)).toBe(Unauthorized.code);
  });

  it('is known while Postgres is away, and not beyond those seconds', async () => {
    const { bearer } = rows.add();
    await authenticator.authenticate(bearer);
    rows.away = true;
    jest.advanceTimersByTime(3_900);
    await authenticator.authenticate(bearer);
    jest.advanceTimersByTime(1_000);
    expect(await refusal(bearer)).toBe('Error: Postgres is away');
    rows.away = false;
    await authenticator.authenticate(bearer);
  });

  it('is refused with another secret, however many try, after one more question', async () => {
    const { id, bearer } = rows.add();
    await authenticator.authenticate(bearer);
    jest.advanceTimersByTime(1);
    const made = Array.from({ length: 50 }, () => refusal(`Bearer ${mintToken(id)}`));
    expect(new Set(await Promise.all(made))).toEqual(new Set([Unauthorized.code]));
    expect(rows.questions).toBe(2);
  });

  it('works with a new secret at once, whatever is remembered or being asked', async () => {
    const { id, bearer } = rows.add();
    await authenticator.authenticate(bearer);
    jest.advanceTimersByTime(5_000);
    // Put before the rotation, answered after it.
    const early = authenticator.authenticate(bearer);
    const rotated = mintToken(id);
    const before = rows.live.get(id)!;
    await Promise.resolve();
    rows.live.set(id, {
      ...before,
      secretHash: hashToken(rotated),
      previousSecretHash: before.secretHash,
      previousForMs: 60_000,
    });
    jest.advanceTimersByTime(1);
    await authenticator.authenticate(`Bearer ${rotated}`);
    await early;
    await authenticator.authenticate(bearer);
  });

  it('stops at its expiry, also while it is known', async () => {
    const { id, bearer } = rows.add({ expiresInMs: 2_000 });
    await authenticator.authenticate(bearer);
    jest.advanceTimersByTime(2_000);
    rows.live.delete(id);
    expect(await refusal(bearer)).toBe(Unauthorized.code);
  });

  it('works with both secrets until the overlap is over', async () => {
    const { id, bearer } = rows.add({ previousForMs: 2_000 });
    const old = mintToken(id);
    rows.live.set(id, { ...rows.live.get(id)!, previousSecretHash: hashToken(old) });
    await authenticator.authenticate(bearer);
    await authenticator.authenticate(`Bearer ${old}`);
    jest.advanceTimersByTime(2_000);
    rows.live.set(id, { ...rows.live.get(id)!, previousForMs: 0 });
    expect(await refusal(`Bearer ${old}`)).toBe(Unauthorized.code);
    await authenticator.authenticate(bearer);
  });
});

describe('made-up tokens', () => {
  it('do not push known ones out', async () => {
    const { bearer } = rows.add();
    await authenticator.authenticate(bearer);
    for (let i = 0; i < 10_100; i += 1) {
      // The checksum is right: only the row is missing.
      expect(await refusal(`Bearer ${mintToken(newUuid())}`)).toBe(Unauthorized.code);
    }
    const before = rows.questions;
    await authenticator.authenticate(bearer);
    expect(rows.questions).toBe(before);
  });
});

describe('the last use', () => {
  it('is noted where it is more than a minute ago, once, and never by a refused secret', async () => {
    const { id, bearer } = rows.add({ unusedForMs: 61_000 });
    expect(await refusal(`Bearer ${mintToken(id)}`)).toBe(Unauthorized.code);
    expect(rows.touched).toEqual([]);
    await Promise.all([authenticator.authenticate(bearer), authenticator.authenticate(bearer)]);
    await authenticator.authenticate(bearer);
    expect(rows.touched).toEqual([id]);
  });

  it('is noted at the first use', async () => {
    const { id, bearer } = rows.add({ unusedForMs: null });
    await authenticator.authenticate(bearer);
    expect(rows.touched).toEqual([id]);
  });

  it('fails no request', async () => {
    const { id, bearer } = rows.add({ unusedForMs: null });
    rows.touch = () => Promise.reject(new Error('Postgres is away'));
    expect(await authenticator.authenticate(bearer)).toMatchObject({ tokenId: id });
  });
});
