import { Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { Config } from '../config/config';
import { BackedQueue, BackedWorker, queueOptions } from './queue-backend';

BullModule.queueClass = BackedQueue;
BullModule.workerClass = BackedWorker;

/** BullMQ for every module that registers a queue. */
@Module({
  imports: [BullModule.forRootAsync({ inject: [Config], useFactory: queueOptions })],
})
export class QueueModule {}
