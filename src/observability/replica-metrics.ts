import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Replica } from '../database/replica';
import { Metrics } from './metrics.service';

/** Whether the replica, where there is one, does its part. */
@Injectable()
export class ReplicaMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly replica: Replica,
  ) {}

  onModuleInit(): void {
    if (!this.replica.isConfigured) return;
    this.metrics.gauge(
      'ipay_connect_replica_used',
      '1 while lists and statistics are read from the replica, 0 while from the primary.',
      () => Promise.resolve(this.replica.isUsed ? 1 : 0),
    );
    this.metrics.gauge(
      'ipay_connect_replica_behind_seconds',
      'How far the replica is behind; left out where it does not say.',
      () => Promise.resolve(this.replica.behindSeconds),
    );
  }
}
