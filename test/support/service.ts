import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Pool } from 'pg';
import { AppModule } from '../../src/app.module';
import { configureApp } from '../../src/app';
import { parseConfig } from '../../src/config/config';
import { createHttpAdapter } from '../../src/http/fastify';
import { createLogger, NestLogger } from '../../src/observability/logger';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server';
import { createDatabase, type TestDatabase } from './postgres';

/** Secrets that must never be seen again once they went in; see the canary test. */
export const ADMIN_TOKEN = 'admin-token-canary-0123456789abcdefghij';
export const ENCRYPTION_KEY = Buffer.alloc(32, 'encryption-key-canary').toString('base64');

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; the raw text where it is none. */
  body: any;
}

export interface RequestOptions {
  token?: string | null;
  headers?: Record<string, string>;
}

/** Calls a service over real HTTP, as a platform would. */
export class Api {
  constructor(
    readonly url: string,
    private readonly token: string = ADMIN_TOKEN,
  ) {}

  get = (path: string, options?: RequestOptions) => this.send('GET', path, undefined, options);
  post = (path: string, body?: unknown, options?: RequestOptions) =>
    this.send('POST', path, body, options);
  put = (path: string, body?: unknown, options?: RequestOptions) =>
    this.send('PUT', path, body, options);
  patch = (path: string, body?: unknown, options?: RequestOptions) =>
    this.send('PATCH', path, body, options);
  delete = (path: string, options?: RequestOptions) =>
    this.send('DELETE', path, undefined, options);

  /** A body that is a string or bytes is sent as it is, under the type of JSON. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    { token = this.token, headers = {} }: RequestOptions = {},
  ): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }
}

export interface TestService {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly api: Api;
  /** Every log line so far. */
  readonly log: string[];
  stop(): Promise<void>;
}

/** The environment of a service over this database and this sandbox. */
export function environmentFor(
  database: Pick<TestDatabase, 'url'>,
  sandbox: Pick<Sandbox, 'gatewayUrl' | 'url'>,
): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: database.url,
    IPAY_SANDBOX_BASE_URL: sandbox.gatewayUrl,
    IPAY_PRODUCTION_BASE_URL: sandbox.gatewayUrl,
    IPAY_SANDBOX_PAYMENT_URL: `${sandbox.url}/pay/{orderId}`,
    IPAY_TIMEOUT_MS: '2000',
    ENCRYPTION_KEYS: `test:${ENCRYPTION_KEY}`,
    ADMIN_TOKEN,
    DISPATCH_INTERVAL_MS: '100',
    HEARTBEAT_INTERVAL_MS: '100',
    LOG_LEVEL: 'debug',
  };
}

/** Starts the real application in this process, on any free port where `PORT` is 0. */
export async function startService(environment: Record<string, string>): Promise<TestService> {
  const log: string[] = [];
  const logger = createLogger(
    'debug',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        log.push(chunk.toString());
        done();
      },
    }),
  );
  const config = parseConfig(environment);
  const module = await Test.createTestingModule({ imports: [AppModule.register(config)] })
    .setLogger(new NestLogger(logger))
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(), {
    bodyParser: false,
  });
  configureApp(app, logger);
  try {
    await app.listen({ port: config.port, host: '127.0.0.1' });
  } catch (error) {
    // What half a start has opened would keep Jest from ending.
    await app.close();
    throw error;
  }
  const url = await app.getUrl();
  return { app, url, api: new Api(url), log, stop: () => app.close() };
}

export interface World extends TestService {
  readonly database: TestDatabase;
  readonly sandbox: Sandbox;
  readonly environment: Record<string, string>;
  /** Reads the truth, beside the service. */
  sql<Row = any>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Further instances over the same database and sandbox; stopped with the world. */
  startAnother(environment?: Record<string, string>): Promise<TestService>;
  /** A merchant with a key that the sandbox knows. */
  createMerchant(fields?: object): Promise<{ id: string; apiKey: string; returnSecret: string }>;
}

/** A service, its database and its iPay, for one test file. */
export async function startWorld(
  options: {
    environment?: Record<string, string>;
    sandbox?: SandboxOptions;
    database?: TestDatabase;
  } = {},
): Promise<World> {
  const [database, sandbox] = await Promise.all([
    options.database ?? createDatabase(),
    startSandbox({ paymentUrlScheme: 'http', ...options.sandbox }),
  ]);
  const environment = { ...environmentFor(database, sandbox), ...options.environment };
  const first = await startService(environment).catch(async (error: unknown) => {
    await sandbox.close();
    throw error;
  });
  const pool = new Pool({ connectionString: database.url, max: 4 });
  // A pool has ended before its sessions have: dropping the database may cut them.
  pool.on('error', () => undefined);
  const others: TestService[] = [];
  return {
    ...first,
    database,
    sandbox,
    environment,
    sql: async (text, values = []) => (await pool.query(text, values)).rows,
    async startAnother(changes = {}) {
      const another = await startService({ ...environment, ...changes });
      others.push(another);
      return another;
    },
    async createMerchant(fields = {}) {
      const apiKey = newApiKey();
      sandbox.addMerchant('Test shop', apiKey);
      const answer = await first.api.post('/v1/merchants', {
        name: 'Test shop',
        apiKey,
        ...fields,
      });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return { id: answer.body.id, apiKey, returnSecret: answer.body.returnSecret };
    },
    async stop() {
      await Promise.all([first, ...others].map((service) => service.stop()));
      await pool.end();
      await sandbox.close();
      await database.drop();
    },
  };
}

export function newApiKey(): string {
  return `gateway-key-canary-${randomBytes(12).toString('hex')}`;
}

let references = 0;

/** A create that every rule allows. */
export function orderBody(fields: object = {}): Record<string, unknown> {
  references += 1;
  const referenceId = `ref-${process.pid}-${references}`;
  return {
    amount: 120,
    referenceId,
    description: 'Buy x, y, z from XYZ.com',
    successCallbackUrl: `https://xyz.com/success/reference/${referenceId}`,
    failureCallbackUrl: `https://xyz.com/failure/reference/${referenceId}`,
    cancelCallbackUrl: `https://xyz.com/cancel/reference/${referenceId}`,
    ...fields,
  };
}

/** Waits for a fact, not for a time. */
export async function eventually<T>(
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { withinMs = 10_000, what = 'the fact' } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what} did not come true within ${withinMs} ms`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
