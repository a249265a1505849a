import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Environment } from '../config/environment';
import type { EnvironmentVitals } from '../observability/gateway-vitals';
import { Vitals } from '../observability/vitals';
import { IpayClient } from './ipay-client';

/** A heartbeat names so many open breakers; iPay being away would name every merchant. */
const NAMED = 20;

/** Lets this process's heartbeat tell how iPay looks from here. */
@Injectable()
export class GatewayWatch implements OnModuleInit {
  constructor(
    private readonly vitals: Vitals,
    private readonly ipay: IpayClient,
  ) {}

  onModuleInit(): void {
    this.vitals.watchGateways(() => {
      const health = this.ipay.health();
      const of = (environment: Environment): EnvironmentVitals => {
        const { broken, ...rest } = health[environment];
        return {
          ...rest,
          openBreakerCount: broken.length,
          openBreakers: broken.slice(0, NAMED).map(({ merchantId, operation, brokenMs }) => ({
            merchantId,
            operation,
            openMs: brokenMs,
          })),
        };
      };
      return { sandbox: of('sandbox'), production: of('production') };
    });
  }
}
