import { Injectable } from '@nestjs/common';
import type { GatewayVitals } from './gateway-vitals';

/**
 * What the heartbeat tells of the floors above, which come here to say how it is found out. Nothing
 * of it asks the network or the database.
 */
@Injectable()
export class Vitals {
  private readGateways: (() => GatewayVitals) | undefined;
  private readonly dispatchers: (() => number | null)[] = [];

  watchGateways(read: () => GatewayVitals): void {
    this.readGateways = read;
  }

  /** @param sinceDispatchMs for how long due work has not been looked for; null: not yet at all */
  watchDispatcher(sinceDispatchMs: () => number | null): void {
    this.dispatchers.push(sinceDispatchMs);
  }

  /** Null where nobody here speaks to iPay. */
  gateways(): GatewayVitals | null {
    return this.readGateways?.() ?? null;
  }

  /** Of the dispatcher that has not looked for longest; null where there is none, or one has yet to. */
  sinceDispatchMs(): number | null {
    const ages = this.dispatchers.map((read) => read());
    return ages.length === 0 || ages.includes(null) ? null : Math.max(...ages.map(Number));
  }
}
