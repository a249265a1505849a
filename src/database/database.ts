import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { types, type CustomTypesConfig, type Pool, type QueryResultRow } from 'pg';
import { Problem } from '../http/problem';
import { ServiceUnavailable } from '../http/http.problems';

/** Rolled back by Postgres as a whole, so the same statement may simply be run again. */
const ROLLED_BACK = new Set(['40001', '40P01']);
const MAX_RUNS = 3;

const CANCELLED = '57014';

/** Postgres is away, too busy or read-only: nothing wrong with the statement. */
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58'];
const UNAVAILABLE_CODES = new Set(['25006', '55P03', '40001', '40P01']);
const UNAVAILABLE_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** What `pg` throws without a code when a connection or an answer does not come. */
const UNAVAILABLE_MESSAGE =
  /timeout exceeded when trying to connect|connection terminated|query read timeout|client has encountered a connection error|not queryable/i;

/** The outcome of the statement is unknown; repeating the request is safe. */
export class DatabaseUnavailable extends Problem {
  constructor(cause: unknown) {
    super(ServiceUnavailable, 'The database does not answer; repeat the same request', {
      headers: { 'retry-after': '1' },
      cause,
    });
  }
}

/** A statement that is written out: named, so that each connection prepares it once. */
export interface Statement {
  name: string;
  text: string;
}

/** Connections of a pool. */
export interface Connections {
  used: number;
  idle: number;
  /** Statements that wait for one. */
  waiting: number;
  max: number;
}

/** `int8` is money and counts: exact, never a double and never text. */
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format): unknown =>
    oid === types.builtins.INT8 ? BigInt : types.getTypeParser(oid, format),
};

/** Runs written-out statements on TypeORM's own pool: one statement, one round trip, one commit. */
@Injectable()
export class Database {
  private readonly logger = new Logger(Database.name);
  private readonly pool: Pool;

  constructor(readonly dataSource: DataSource) {
    const driver: unknown = dataSource.driver;
    this.pool = (driver as { master: Pool }).master;
    // An idle connection that breaks is replaced by the pool; without a listener it would end us.
    this.pool.on('error', (error) => {
      this.logger.warn({ err: error }, 'an idle database connection broke');
    });
  }

  /** How the pool of this process stands. */
  get connections(): Connections {
    const { totalCount, idleCount, waitingCount, options } = this.pool;
    return {
      used: totalCount - idleCount,
      idle: idleCount,
      waiting: waitingCount,
      max: options.max,
    };
  }

  /** @throws DatabaseUnavailable when Postgres is away or too busy */
  query<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return runOn<Row>(this.pool, statement, values);
  }
}

/** @throws DatabaseUnavailable when this Postgres is away or too busy */
export async function runOn<Row extends QueryResultRow>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  for (let run = 1; ; run += 1) {
    try {
      const result = await pool.query<Row>({ ...statement, values: [...values], types: TYPES });
      return result.rows;
    } catch (error) {
      if (run < MAX_RUNS && ROLLED_BACK.has(codeOf(error))) continue;
      throw isUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}

/** Postgres gave up a statement that took too long; another one would take as long. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && codeOf(error.cause) === CANCELLED;
}

export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    UNAVAILABLE_CODES.has(code) ||
    UNAVAILABLE_SYSTEM_CODES.has(code) ||
    (/^[0-9A-Z]{5}$/.test(code) && UNAVAILABLE_CLASSES.includes(code.slice(0, 2))) ||
    (error instanceof Error && UNAVAILABLE_MESSAGE.test(error.message))
  );
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
