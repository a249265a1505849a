import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditTrail } from '../audit/audit-trail';
import type { TrailAction } from '../audit/trail-action';
import { parseConfig, type Config } from '../config/config';
import { configureHttp, createHttpAdapter } from '../http/fastify';
import { NestLogger, createLogger } from '../observability/logger';
import { CliModule } from './cli.module';
import { KeyRotation } from './key-rotation.service';

/** The API refused; its problem document says why. */
export class Refusal extends Error {
  override name = 'Refusal';
}

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
}

/**
 * The service inside this process, spoken to through its own API: every rule, scope and answer is
 * the one that platforms know. It does not listen, and its bearer value lives as long as it does.
 */
export class ServiceSession {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly token: string,
  ) {}

  static async open(environment: Record<string, string | undefined>): Promise<ServiceSession> {
    const token = randomBytes(32).toString('base64url');
    const config: Config = parseConfig({ ...environment, ADMIN_TOKEN: token, ROLE: 'api' });
    const logger = new NestLogger(createLogger('silent'));
    const app = await NestFactory.create<NestFastifyApplication>(
      CliModule.register(config),
      createHttpAdapter(),
      { bodyParser: false, abortOnError: false, logger },
    );
    configureHttp(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new ServiceSession(app, token);
  }

  /** @throws Refusal */
  async call({ method, path, body }: Call): Promise<unknown> {
    const answer = await this.app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${this.token}` },
      ...(body && { payload: body }),
    });
    if (answer.statusCode >= 400) {
      const problem = answer.json<{ code?: string; detail?: string }>();
      throw new Refusal(`${problem.code ?? answer.statusCode}: ${problem.detail ?? ''}`);
    }
    return answer.body === '' ? undefined : answer.json<unknown>();
  }

  /** Like {@link call}, and written into the audit trail. */
  async act(call: Call, action: TrailAction, subject: string | null): Promise<unknown> {
    const result = await this.call(call);
    await this.note(action, subject ?? idOf(result), {});
    return result;
  }

  async note(action: TrailAction, subject: string | null, detail: Record<string, unknown>) {
    const actor = `cli:${userInfo().username}`;
    await this.app.get(AuditTrail).record({ actor, action, subject, detail });
  }

  get keyRotation(): KeyRotation {
    return this.app.get(KeyRotation);
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}

function idOf(result: unknown): string | null {
  const id = (result as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id : null;
}
