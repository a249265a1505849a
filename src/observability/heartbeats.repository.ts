import { Injectable } from '@nestjs/common';
import type { Role } from '../config/environment';
import { Database, type Connections } from '../database/database';
import { selectList } from '../database/select-list';
import type { GatewayVitals } from './gateway-vitals';
import type { QueueState } from './health.service';
import { ProcessHeartbeatEntity } from './process-heartbeat.entity';

/** What a process says of itself. Ages, since only the database knows what time it is. */
export interface Beat {
  id: string;
  host: string;
  pid: number;
  role: Role;
  node: string;
  version: string;
  uptimeMs: number;
  isDraining: boolean;
  rssBytes: number;
  eventLoopLagMs: number;
  openRequests: number;
  connections: Connections;
  queue: QueueState;
  sinceDispatchMs: number | null;
  gateways: GatewayVitals | null;
}

export type SeenProcess = ProcessHeartbeatEntity & {
  /** Several beats have not come: it is gone, stopped, or cannot reach Postgres. */
  isSilent: boolean;
};

/** Several beats, and a database that was slow to take one. */
export const SILENT_AFTER_SECONDS = 30;
const IS_SILENT = `seen_at < now() - interval '${SILENT_AFTER_SECONDS} seconds'`;

/** For how long a process that has gone without a word is told of. */
export const TOLD_MINUTES = 15;
const IS_TOLD = `seen_at >= now() - interval '${TOLD_MINUTES} minutes'`;
/** One that is started again and again leaves a row each time. */
const MOST_TOLD = 200;

/** What is so for as long as the process runs is only written once. */
const BEAT = {
  name: 'heartbeats.beat',
  text: `
    INSERT INTO process_heartbeats (id, host, pid, role, node, version, started_at, is_draining,
      rss_bytes, event_loop_lag_ms, open_requests, connections_used, connections_idle,
      connections_waiting, connections_max, queue, last_dispatch_at, gateways)
    VALUES ($1, $2, $3, $4, $5, $6, now() - $7::float8 * interval '1 millisecond', $8,
      $9, $10, $11, $12, $13, $14, $15, $16, now() - $17::float8 * interval '1 millisecond',
      $18::jsonb)
    ON CONFLICT (id) DO UPDATE SET seen_at = now(), is_draining = excluded.is_draining,
      rss_bytes = excluded.rss_bytes, event_loop_lag_ms = excluded.event_loop_lag_ms,
      open_requests = excluded.open_requests, connections_used = excluded.connections_used,
      connections_idle = excluded.connections_idle,
      connections_waiting = excluded.connections_waiting,
      connections_max = excluded.connections_max, queue = excluded.queue,
      last_dispatch_at = excluded.last_dispatch_at, gateways = excluded.gateways`,
};

const LEAVE = {
  name: 'heartbeats.leave',
  text: 'DELETE FROM process_heartbeats WHERE id = $1',
};

const FORGET = {
  name: 'heartbeats.forget',
  text: `DELETE FROM process_heartbeats WHERE NOT (${IS_TOLD})`,
};

const SEEN = {
  name: 'heartbeats.seen',
  text: `
    SELECT ${selectList(ProcessHeartbeatEntity, 'p')}, ${IS_SILENT} AS "isSilent"
    FROM process_heartbeats p WHERE ${IS_TOLD}
    ORDER BY ${IS_SILENT}, started_at, id LIMIT ${MOST_TOLD}`,
};

const SILENT = {
  name: 'heartbeats.silent',
  text: `
    SELECT count(*)::float8 AS count FROM process_heartbeats WHERE ${IS_TOLD} AND ${IS_SILENT}`,
};

/** All SQL of the heartbeats. */
@Injectable()
export class HeartbeatsRepository {
  constructor(private readonly database: Database) {}

  async beat(beat: Beat): Promise<void> {
    const { used, idle, waiting, max } = beat.connections;
    await this.database.query(BEAT, [
      beat.id,
      beat.host,
      beat.pid,
      beat.role,
      beat.node,
      beat.version,
      beat.uptimeMs,
      beat.isDraining,
      beat.rssBytes,
      beat.eventLoopLagMs,
      beat.openRequests,
      used,
      idle,
      waiting,
      max,
      beat.queue,
      beat.sinceDispatchMs,
      beat.gateways && JSON.stringify(beat.gateways),
    ]);
  }

  async leave(id: string): Promise<void> {
    await this.database.query(LEAVE, [id]);
  }

  /** Those that nobody is told of any more. */
  async forget(): Promise<void> {
    await this.database.query(FORGET);
  }

  /** How many have gone without a word lately. */
  async silent(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(SILENT);
    return row?.count ?? 0;
  }

  /** Who runs, the longest-running first; then who has gone without a word lately. */
  seen(): Promise<SeenProcess[]> {
    return this.database.query<SeenProcess>(SEEN);
  }
}
