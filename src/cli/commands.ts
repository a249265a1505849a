import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { readSecret } from './read-secret';
import type { ServiceSession } from './service-session';

type Act = (session: ServiceSession) => Promise<unknown>;

/** Opens the service for one command and prints what came of it. */
export type Run = (act: Act) => Promise<void>;

interface TokenOptions {
  name: string;
  scope: string[];
  merchant?: string[];
  expiresAt?: string;
}

interface MerchantOptions {
  name: string;
  environment: string;
  returnHost?: string[];
  withKey?: boolean;
}

/** The command line: the API's operations for the people who run the service. */
export function createProgram(run: Run): Command {
  const program = new Command('cli')
    .description('Operates ipay-connect. Secrets are read from standard input or a prompt.')
    .showHelpAfterError();
  addTokens(program, run);
  addMerchants(program, run);
  addOrders(program, run);
  addKeys(program, run);
  addWebhooks(program, run);
  return program;
}

function addTokens(program: Command, run: Run): void {
  program
    .command('tokens:create')
    .description('issue an API token; it is shown once')
    .requiredOption('--name <name>')
    .requiredOption('--scope <scope...>', 'such as orders:read orders:write')
    .option('--merchant <id...>', 'the merchants it may know of; left out: all')
    .option('--expires-at <time>', 'RFC 3339')
    .action(({ name, scope, merchant, expiresAt }: TokenOptions) => {
      const body = { name, scopes: scope, merchants: merchant ?? '*', expiresAt };
      return run((session) =>
        session.act({ method: 'POST', path: '/v1/tokens', body }, 'token.issued', null),
      );
    });
  program
    .command('tokens:list')
    .description('list the tokens, newest first')
    .action(() => run((session) => session.call({ method: 'GET', path: '/v1/tokens?limit=200' })));
  program
    .command('tokens:revoke <token>')
    .description('revoke a token; in force on every instance within 5 s')
    .action((token: string) =>
      run((session) =>
        session.act(
          { method: 'DELETE', path: `/v1/tokens/${encodeURIComponent(token)}` },
          'token.revoked',
          token,
        ),
      ),
    );
  program
    .command('tokens:rotate <token>')
    .description('give a token a new secret; the old one works on for a while')
    .option('--overlap-seconds <seconds>', 'for how long', '86400')
    .action((token: string, { overlapSeconds }: { overlapSeconds: string }) =>
      run((session) =>
        session.act(
          {
            method: 'POST',
            path: `/v1/tokens/${encodeURIComponent(token)}/rotate`,
            body: { overlapSeconds: Number(overlapSeconds) },
          },
          'token.rotated',
          token,
        ),
      ),
    );
}

function addMerchants(program: Command, run: Run): void {
  const at = (merchant: string): string => `/v1/merchants/${encodeURIComponent(merchant)}`;
  program
    .command('merchants:create')
    .description('make a merchant; its return secret is shown once')
    .requiredOption('--name <name>')
    .option('--environment <environment>', 'sandbox or production', 'sandbox')
    .option('--return-host <host...>', 'where callback URLs may lead; left out: anywhere')
    .option('--with-key', 'read its gateway key')
    .action(async ({ name, environment, returnHost, withKey }: MerchantOptions) => {
      const apiKey = withKey ? await readSecret('Gateway key') : undefined;
      const body = { name, environment, returnHosts: returnHost, apiKey };
      await run((session) =>
        session.act({ method: 'POST', path: '/v1/merchants', body }, 'merchant.created', null),
      );
    });
  program
    .command('merchants:list')
    .description('list the merchants, newest first')
    .action(() =>
      run((session) => session.call({ method: 'GET', path: '/v1/merchants?limit=200' })),
    );
  program
    .command('merchants:show <merchant>')
    .action((merchant: string) =>
      run((session) => session.call({ method: 'GET', path: at(merchant) })),
    );
  for (const [command, status, action] of [
    ['merchants:suspend', 'suspended', 'merchant.suspended'],
    ['merchants:activate', 'active', 'merchant.activated'],
  ] as const) {
    program
      .command(`${command} <merchant>`)
      .action((merchant: string) =>
        run((session) =>
          session.act({ method: 'PATCH', path: at(merchant), body: { status } }, action, merchant),
        ),
      );
  }
  program
    .command('merchants:flip <merchant> <environment>')
    .description('take orders in this environment from now on')
    .option('--confirm <environment>', 'needed on the way back from production')
    .action((merchant: string, environment: string, { confirm }: { confirm?: string }) =>
      run((session) =>
        session.act(
          { method: 'PATCH', path: at(merchant), body: { environment, confirm } },
          // The service takes no third.
          environment === 'production'
            ? 'merchant.flipped-to-production'
            : 'merchant.flipped-to-sandbox',
          merchant,
        ),
      ),
    );
  program
    .command('credentials:set <merchant> <environment>')
    .description('set or replace the gateway key; in force at once')
    .action(async (merchant: string, environment: string) => {
      const apiKey = await readSecret('Gateway key');
      const path = `${at(merchant)}/credentials/${encodeURIComponent(environment)}`;
      await run((session) =>
        session.act({ method: 'PUT', path, body: { apiKey } }, 'credentials.set', merchant),
      );
    });
  program
    .command('credentials:delete <merchant> <environment>')
    .description('remove the gateway key; refused while orders are still asked about')
    .action((merchant: string, environment: string) =>
      run((session) =>
        session.act(
          {
            method: 'DELETE',
            path: `${at(merchant)}/credentials/${encodeURIComponent(environment)}`,
          },
          'credentials.deleted',
          merchant,
        ),
      ),
    );
}

function addOrders(program: Command, run: Run): void {
  const at = (merchant: string, order: string): string =>
    `/v1/merchants/${encodeURIComponent(merchant)}/orders/${encodeURIComponent(order)}`;
  program
    .command('orders:show <merchant> <order>')
    .description('an order, why it stands where it stands, and its timeline')
    .action((merchant: string, order: string) =>
      run(async (session) => {
        const path = at(merchant, order);
        return {
          order: await session.call({ method: 'GET', path }),
          explanation: await session.call({ method: 'GET', path: `${path}/explain` }),
          timeline: await session.call({ method: 'GET', path: `${path}/events?limit=200` }),
        };
      }),
    );
  program
    .command('orders:verify <merchant> <order>')
    .description('ask iPay now')
    .action((merchant: string, order: string) =>
      run((session) =>
        session.act(
          { method: 'POST', path: `${at(merchant, order)}/verify` },
          'order.verified',
          order,
        ),
      ),
    );
}

function addKeys(program: Command, run: Run): void {
  program
    .command('keys:rotate')
    .description('wrap every secret anew under the first of ENCRYPTION_KEYS; may be repeated')
    .action(() =>
      run(async (session) => {
        const bar = new SingleBar({ format: 'Rotating {bar} {value}/{total}' });
        bar.start(await session.keyRotation.countStale(), 0);
        try {
          const rewrapped = await session.keyRotation.rotate(() => {
            bar.increment();
          });
          await session.note('keys.rotated', null, { rewrapped });
          return { rewrapped };
        } finally {
          bar.stop();
        }
      }),
    );
}

function addWebhooks(program: Command, run: Run): void {
  program
    .command('webhooks:replay <endpoint>')
    .description('deliver the events of a time window again')
    .requiredOption('--from <time>', 'RFC 3339')
    .requiredOption('--to <time>', 'RFC 3339')
    .option('--merchant <merchant>', 'whose endpoint it is; left out: a platform-wide one')
    .action((endpoint: string, options: { from: string; to: string; merchant?: string }) => {
      const { from, to, merchant } = options;
      const owner = merchant ? `/v1/merchants/${encodeURIComponent(merchant)}` : '/v1';
      const path = `${owner}/webhooks/${encodeURIComponent(endpoint)}/replay`;
      return run((session) =>
        session.act({ method: 'POST', path, body: { from, to } }, 'webhooks.replayed', endpoint),
      );
    });
}
