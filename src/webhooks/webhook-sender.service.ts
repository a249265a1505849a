import { StringDecoder } from 'node:string_decoder';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, request, type Dispatcher } from 'undici';
import { Config } from '../config/config';
import { redactor } from '../gateway';
import { ADDRESS_REFUSED, guardedConnector } from './guarded-connector';
import { signatureHeaders, type SignedMessage } from './webhook-signature';

const TIMEOUT_MS = 10_000;
const READ_BYTES = 16 * 1024;
const KEPT_BYTES = 1024;
const GONE = 410;

export interface Attempt {
  isDelivered: boolean;
  /** The receiver wants no more of it, ever. */
  isGone: boolean;
  /** Null where no answer came. */
  httpStatus: number | null;
  /** Why it failed, in words; null where it did not. */
  error: string | null;
  /** The beginning of what was answered, without the secret; null where no answer came. */
  answer: string | null;
  durationMs: number;
}

/** Sends webhooks: one request, one answer, everything bounded, no redirect followed. */
@Injectable()
export class WebhookSender implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(config: Config) {
    const connect = guardedConnector({ allowLoopback: config.webhookAllowLoopback });
    this.agent = new Agent({ connect });
  }

  onApplicationShutdown(): Promise<void> {
    return this.agent.destroy();
  }

  /** @param secrets each signs; see `webhook-signature.ts` */
  async send(url: string, secrets: readonly string[], message: SignedMessage): Promise<Attempt> {
    const startedAt = performance.now();
    const outcome = await this.exchange(url, secrets, message);
    return { ...outcome, durationMs: Math.round(performance.now() - startedAt) };
  }

  private async exchange(
    url: string,
    secrets: readonly string[],
    message: SignedMessage,
  ): Promise<Omit<Attempt, 'durationMs'>> {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'ipay-connect',
          ...signatureHeaders(secrets, message),
        },
        body: message.body,
        // The connection, the answer and its body, together.
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const redact = secrets.map((secret) => redactor(secret.slice(secret.indexOf('_') + 1)));
      const read = await readBeginning(body);
      const answer = redact.reduce((text, withoutOne) => withoutOne(text), read);
      const isDelivered = statusCode >= 200 && statusCode < 300;
      return {
        isDelivered,
        isGone: statusCode === GONE,
        httpStatus: statusCode,
        error: isDelivered ? null : describeStatus(statusCode),
        answer: cut(answer),
      };
    } catch (error) {
      return {
        isDelivered: false,
        isGone: false,
        httpStatus: null,
        error: describeFailure(error),
        answer: null,
      };
    }
  }
}

/** The status has decided; a body that breaks off or never ends changes nothing. */
async function readBeginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= READ_BYTES) break;
    }
  } catch {
    // What came of it is shown.
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, READ_BYTES));
}

/** At a whole character. */
function cut(text: string): string {
  return new StringDecoder('utf8').write(Buffer.from(text).subarray(0, KEPT_BYTES));
}

function describeStatus(status: number): string {
  return status >= 300 && status < 400
    ? `answered ${status}; redirects are not followed`
    : `answered ${status}`;
}

/** Tells our own trouble from the receiver's. Never an address: it may be one of our network's. */
function describeFailure(error: unknown): string {
  const { name, code = name } = error as { name?: string; code?: string };
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  if (code === ADDRESS_REFUSED) return 'not sent: it leads to an address that is not allowed';
  if (code !== undefined && NAME_TROUBLE.has(code)) {
    return `not sent: the name could not be resolved here (${code})`;
  }
  return `no answer: the connection failed (${code ?? 'unknown'})`;
}

const NAME_TROUBLE: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL']);
