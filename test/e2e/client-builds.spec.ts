import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as sources from '../../packages/client/src';
import { mintSecret, signatureHeaders } from '../../src/webhooks/webhook-signature';
import { CLONE_FOLDER } from '../../tools/state/local-folder';
import { CLIENT_FOLDER, createClientProject, type ClientProject } from '../support/client-project';

const run = promisify(execFile);

let project: ClientProject;
beforeAll(async () => {
  project = await createClientProject();
}, 120_000);
afterAll(() => project.remove());

describe('what is installed', () => {
  it('needs nothing else', async () => {
    expect(Object.keys(project.manifest).filter((key) => /dependencies/i.test(key))).toEqual([]);
    for (const file of ['index.cjs', 'index.mjs']) {
      const code = await readFile(join(CLIENT_FOLDER, 'dist', file), 'utf8');
      const needed = [...code.matchAll(/(?:require\(|from )['"]([^'"]+)/g)].map(([, name]) => name);
      expect(new Set(needed)).toEqual(new Set(['node:crypto']));
    }
  });
});

describe.each([
  ['require', 'main.cjs', 'const client = require("@ipay-connect/client");'],
  ['import', 'main.mjs', 'import * as client from "@ipay-connect/client";'],
])('by %s', (_how, file, load) => {
  async function output(code: string, ...args: string[]): Promise<any> {
    await writeFile(join(project.folder, file), `${load}\n${code}`);
    const { stdout } = await run(process.execPath, [file, ...args], { cwd: project.folder });
    return JSON.parse(stdout);
  }

  it('everything is there', async () => {
    const names = await output('console.log(JSON.stringify(Object.keys(client)))');
    expect(names.sort()).toEqual(Object.keys(sources).sort());
  });

  it('it works: a webhook is checked, an order is read, a refusal is told', async () => {
    const body = '{"type":"order.paid","timestamp":"2026-11-23T09:00:00.000Z","data":{}}';
    const secret = mintSecret();
    const message = { id: 'evt_1', timestamp: Math.floor(Date.now() / 1_000), body };
    const headers = signatureHeaders([secret], message);
    const service = await startAnswering({
      '/v1/merchants/mrc_1/orders/ord_1': [200, { id: 'ord_1', state: 'paid' }],
      '/v1/merchants/mrc_1/orders/ord_2': [404, { code: 'order-not-found', requestId: 'r1' }],
    });
    const { port } = service.address() as AddressInfo;
    const code = `
      const [body, headers, secret, baseUrl] = process.argv.slice(2);
      const connect = new client.IpayConnect({ baseUrl, token: 'ipc_test' });
      const { id } = client.verifyWebhook(body, JSON.parse(headers), secret);
      const act = async () => {
        const order = await connect.readOrder('mrc_1', 'ord_1');
        const error = await connect.readOrder('mrc_1', 'ord_2').catch((refusal) => refusal);
        const isProblem = error instanceof client.ProblemError && error.is('order-not-found');
        console.log(JSON.stringify({ id, hasEnded: client.hasEnded(order), isProblem }));
      };
      act();`;
    const args = [body, JSON.stringify(headers), secret, `http://127.0.0.1:${port}`];
    const told = await output(code, ...args).finally(() => service.close());
    expect(told).toEqual({ id: 'evt_1', hasEnded: true, isProblem: true });
  });
});

async function startAnswering(answers: Record<string, [number, object]>): Promise<Server> {
  const server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [500, {}];
    response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** As TypeScript of a platform sees it; what must not compile is marked so. */
const CONSUMER = `
const connect = new IpayConnect({ baseUrl: 'https://payments.internal', token: 'ipc_test' });

export async function use(body: Uint8Array, headers: Headers): Promise<string | null> {
  const order: Order = await connect.createOrder('mrc_1', {
    amount: '100.20', referenceId: 'a', description: 'b',
    successCallbackUrl: '', failureCallbackUrl: '', cancelCallbackUrl: '',
  });
  const state: 'creating' | 'pending' | 'paid' | 'cancelled' | 'failed' | 'expired' | 'error'
    | 'rejected' = order.state;
  // @ts-expect-error there is no such state
  if (state === 'refunded') return null;
  // @ts-expect-error an order needs more
  await connect.createOrder('mrc_1', { amount: 5 });
  // @ts-expect-error there may be none
  order.paymentUrl.length;

  const message = verifyWebhook(body, headers, ['whsec_a', 'whsec_b']);
  // @ts-expect-error only of an order's message
  message.data.version;
  if (message.type === 'order.paid' && isNewer(message.data, order)) return message.data.id;

  const outcome = await connect.fulfilOnce('mrc_1', order.id, { by: 'a', claimId: 'b' },
    (claimed, { isRepeat }) => (isRepeat ? 0 : claimed.amount));
  if (!outcome.shipped) return outcome.fulfilment.claimId;
  const result: number = outcome.result;

  for await (const { id } of connect.orders('mrc_1', { state: ['paid'], limit: 5 })) return id;
  for await (const { position, data } of connect.follow({ signal: AbortSignal.timeout(result) })) {
    return position + data.referenceId;
  }
  return verifyReturn('/?a=b', 'rs_a')?.state ?? null;
}

export function explain(error: unknown): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  // @ts-expect-error there is no such code
  error.is('order-lost');
  if (error.is('reference-id-used')) {
    const { orderId, state } = error.problem;
    // @ts-expect-error that is of another code
    error.problem.gatewayMessage;
    const known: Order['state'] | undefined = state;
    return orderId ?? known;
  }
  if (error.is('gateway-rejected')) return error.problem.gatewayMessage ?? '';
  switch (error.problem.code) {
    case 'validation-failed':
      return error.problem.errors[0]?.field;
    case 'already-fulfilled':
      return error.problem.fulfilment.by;
    default:
      return error.code;
  }
}
`;
const NAMES = 'IpayConnect, ProblemError, isNewer, verifyReturn, verifyWebhook, type Order';

describe('the types', () => {
  it('are right for either kind of module, and for what the readme uses', async () => {
    const readme = await readFile(join(CLIENT_FOLDER, 'README.md'), 'utf8');
    const snippets = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code);
    expect(snippets.length).toBeGreaterThan(5);
    const consumer = `import { ${NAMES} } from '@ipay-connect/client';\n${CONSUMER}`;
    const files = {
      'main.mts': consumer,
      'main.cts': consumer,
      'readme.mts': snippets.join('\n'),
    };
    for (const [file, code] of Object.entries(files)) {
      await writeFile(join(project.folder, file), code);
    }
    const options = {
      module: 'node16',
      moduleResolution: 'node16',
      target: 'es2022',
      lib: ['es2022'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(CLONE_FOLDER, 'node_modules/@types')],
    };
    const config = { compilerOptions: options, files: Object.keys(files) };
    await writeFile(join(project.folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(CLONE_FOLDER, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', project.folder]).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe('');
  }, 120_000);
});
