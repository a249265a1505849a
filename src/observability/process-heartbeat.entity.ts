import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../config/environment';
import type { QueueState } from './health.service';

/** A process of the service that is running, or was when it was last seen. */
@Entity('process_heartbeats')
@Check('process_heartbeats_role_check', `role IN ('api', 'worker', 'all')`)
@Check('process_heartbeats_queue_check', `queue IN ('ok', 'unavailable', 'unused')`)
export class ProcessHeartbeatEntity {
  /** Made at its start: a process that is started again is another one. */
  @PrimaryColumn('uuid') id!: string;
  @Column('text') host!: string;
  @Column('integer') pid!: number;
  @Column('text') role!: Role;
  /** The version of Node, like `v20.19.0`. */
  @Column('text') node!: string;
  @Column('text') version!: string;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'seen_at', default: () => 'now()' }) seenAt!: Date;
  @Column('boolean', { name: 'is_draining' }) isDraining!: boolean;
  @Column('bigint', { name: 'rss_bytes' }) rssBytes!: bigint;
  /** The longest that the event loop was held up since the beat before. */
  @Column('double precision', { name: 'event_loop_lag_ms' }) eventLoopLagMs!: number;
  /** Accepted, and not answered yet. */
  @Column('integer', { name: 'open_requests' }) openRequests!: number;
  /** Of its own pool of connections to Postgres. */
  @Column('integer', { name: 'connections_used' }) connectionsUsed!: number;
  @Column('integer', { name: 'connections_idle' }) connectionsIdle!: number;
  /** Statements that wait for a connection. */
  @Column('integer', { name: 'connections_waiting' }) connectionsWaiting!: number;
  @Column('integer', { name: 'connections_max' }) connectionsMax!: number;
  @Column('text') queue!: QueueState;
  /** When it last looked for due work; null where that is not its part. */
  @Column('timestamptz', { name: 'last_dispatch_at', nullable: true }) lastDispatchAt!: Date | null;
  /** `GatewayVitals`; null where it does not speak to iPay. */
  @Column('jsonb', { nullable: true }) gateways!: unknown;
}
