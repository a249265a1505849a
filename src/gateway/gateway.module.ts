import { Module } from '@nestjs/common';
import { Config } from '../config/config';
import { GatewayWatch } from './gateway-watch';
import { IpayClient } from './ipay-client';
import { statusTable, type StatusTable } from './ipay-status';

/** Injects the `StatusTable` in force: `@Inject(STATUS_TABLE) table: StatusTable`. */
export const STATUS_TABLE = Symbol('STATUS_TABLE');

/** Speaks to iPay and to nothing else. */
@Module({
  providers: [
    IpayClient,
    GatewayWatch,
    {
      provide: STATUS_TABLE,
      inject: [Config],
      useFactory: (config: Config): StatusTable => statusTable(config.ipayStatusCodes),
    },
  ],
  exports: [IpayClient, STATUS_TABLE],
})
export class GatewayModule {}
