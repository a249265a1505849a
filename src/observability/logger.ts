import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/config';

interface RequestContext {
  requestId: string;
  /** From a well-formed W3C `traceparent`. */
  traceId?: string;
}

/** What every line that is written during a request or a job carries. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/**
 * Names under which a secret might travel. A second net: errors are cut down to what is safe
 * before they get here, and bodies are not logged at all.
 */
const REDACTED = [
  'authorization',
  'apiKey',
  'token',
  'secret',
  'returnSecret',
  'password',
  'ciphertext',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines on standard output. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service: 'ipay-connect' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A copy: pino writes the line's own fields into it.
      mixin: () => ({ ...requestContext.getStore() }),
      redact: { paths: REDACTED, censor: '[redacted]' },
      serializers: { err: serializeError },
    },
    destination ?? pino.destination(1),
  );
}

/** Nest's log calls, written by pino: `(message | object, ...more, context?)`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(...entry: unknown[]): void {
    this.write('info', entry);
  }
  error(...entry: unknown[]): void {
    this.write('error', entry);
  }
  warn(...entry: unknown[]): void {
    this.write('warn', entry);
  }
  debug(...entry: unknown[]): void {
    this.write('debug', entry);
  }
  verbose(...entry: unknown[]): void {
    this.write('trace', entry);
  }
  fatal(...entry: unknown[]): void {
    this.write('fatal', entry);
  }

  /** Nest appends the logger's context as the last text; an object before the sentence is fields. */
  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    entry: unknown[],
  ): void {
    const fields: { err?: Error; [name: string]: unknown } = {};
    const words: string[] = [];
    for (const part of entry) {
      if (part instanceof Error) fields.err = part;
      else if (typeof part === 'object' && part !== null) Object.assign(fields, part);
      else if (typeof part === 'string') words.push(part);
    }
    const context = words.length > 1 ? words.pop() : undefined;
    this.logger[level]({ ...fields, ...(context && { context }) }, words.join(' '));
  }
}

interface SafeError {
  type: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: SafeError;
}

/**
 * An allowlist: the errors of HTTP and database clients carry whole requests and statements with
 * their parameters, and Postgres repeats values in `detail`.
 */
function serializeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined &&
      depth < 3 && { cause: serializeError(error.cause, depth + 1) }),
  };
}
