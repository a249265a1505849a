import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENTS, type Environment } from '../config/environment';
import type { EnvironmentVitals } from '../observability/gateway-vitals';
import { Metrics } from '../observability/metrics.service';
import { Vitals } from '../observability/vitals';
import { IpayClient } from './ipay-client';
import { OPERATIONS } from './lanes';

/** A heartbeat names so many open breakers; iPay being away would name every merchant. */
const NAMED = 20;

/** Lets this process's heartbeat and its metrics tell how iPay looks from here. */
@Injectable()
export class GatewayWatch implements OnModuleInit {
  constructor(
    private readonly vitals: Vitals,
    private readonly metrics: Metrics,
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
    this.metrics.gauges(
      'ipay_connect_open_breakers',
      'Merchants whose calls are held back here because iPay does not answer them.',
      ['environment', 'operation'],
      () => {
        const health = this.ipay.health();
        return ENVIRONMENTS.flatMap((environment) =>
          OPERATIONS.map((operation) => ({
            labels: { environment, operation },
            value: health[environment].broken.filter((lane) => lane.operation === operation).length,
          })),
        );
      },
    );
  }
}
