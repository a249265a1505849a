import { ENVIRONMENTS, type Environment } from '../config/environment';
import { OPERATIONS, type Operation } from '../gateway';
import { toTypedId } from '../http/typed-id';
import { WINDOW_MINUTES, addUp, percentileMs } from '../observability/call-window';
import { gatewayVitalsSchema, type EnvironmentVitals } from '../observability/gateway-vitals';
import type { SeenProcess } from '../observability/heartbeats.repository';
import type { OverviewReport } from './dto/overview';
import type { Backlogs } from './overview.repository';

type GatewayReport = OverviewReport['gateways'][number];
type OpenBreaker = GatewayReport['openBreakers'][number];

/** However many merchants there are. */
const BREAKERS_NAMED = 20;

export function toBacklogReport(found: Backlogs) {
  const { oldestCheckMerchantId: merchantId, oldestCheckOrderId: orderId } = found;
  return {
    attention: {
      orders: found.flaggedOrders,
      merchants: found.flaggedMerchants,
      oldestSince: found.oldestFlagAt,
    },
    checks: {
      open: found.openChecks,
      overdue: found.overdueChecks,
      oldestDueAt: found.oldestCheckAt,
      oldest:
        merchantId !== null && orderId !== null
          ? { merchantId: toTypedId('mrc', merchantId), orderId: toTypedId('ord', orderId) }
          : null,
    },
    deliveries: {
      waiting: found.waitingDeliveries,
      overdue: found.overdueDeliveries,
      oldestDueAt: found.oldestDeliveryAt,
      failingEndpoints: found.failingEndpoints,
      disabledEndpoints: found.disabledEndpoints,
    },
  } satisfies Partial<OverviewReport>;
}

export function toProcessReport(seen: SeenProcess): OverviewReport['processes'][number] {
  const { id, host, pid, role, startedAt, seenAt, isSilent, isDraining, node, version } = seen;
  return {
    id: toTypedId('prc', id),
    host,
    pid,
    role,
    startedAt,
    seenAt,
    isSilent,
    isDraining,
    node,
    version,
    rssBytes: Number(seen.rssBytes),
    eventLoopLagMs: seen.eventLoopLagMs,
    openRequests: seen.openRequests,
    database: {
      used: seen.connectionsUsed,
      idle: seen.connectionsIdle,
      waiting: seen.connectionsWaiting,
      max: seen.connectionsMax,
    },
    queue: seen.queue,
    lastDispatchAt: seen.lastDispatchAt,
  };
}

/** An environment's gateway, and who saw it so. */
interface Sight extends EnvironmentVitals {
  seenAt: Date;
  isSilent: boolean;
}

/** How iPay looks from all processes together. */
export function toGatewayReports(seen: readonly SeenProcess[]): GatewayReport[] {
  const told = seen.flatMap(({ gateways, seenAt, isSilent }) => {
    // Of another version of the service, perhaps.
    const vitals = gatewayVitalsSchema.safeParse(gateways);
    return vitals.success ? [{ vitals: vitals.data, seenAt, isSilent }] : [];
  });
  return ENVIRONMENTS.map((environment) =>
    toGatewayReport(
      environment,
      told.map(({ vitals, ...by }) => ({ ...vitals[environment], ...by })),
    ),
  );
}

/** What a silent process has counted did happen; but nothing of it is on the wire or open now. */
function toGatewayReport(environment: Environment, sights: readonly Sight[]): GatewayReport {
  const live = sights.filter(({ isSilent }) => !isSilent);
  const open = openBreakers(live);
  return {
    environment,
    minutes: WINDOW_MINUTES,
    lastAnswerAt: latest(sights.map(({ seenAt, sinceAnswerMs }) => before(seenAt, sinceAnswerMs))),
    lastSilenceAt: latest(
      sights.map(({ seenAt, sinceSilenceMs }) => before(seenAt, sinceSilenceMs)),
    ),
    inFlight: live.reduce((sum, { inFlight }) => sum + inFlight, 0),
    operations: OPERATIONS.map((operation) => toOperationReport(operation, sights)),
    openBreakerCount: Math.max(open.length, ...live.map((sight) => sight.openBreakerCount)),
    openBreakers: open.slice(0, BREAKERS_NAMED),
  };
}

function toOperationReport(operation: Operation, sights: readonly Sight[]) {
  const { outcomes, timings } = addUp(sights.flatMap(({ calls }) => calls[operation] ?? []));
  return {
    operation,
    calls: Object.values(outcomes).reduce((sum, calls) => sum + calls, 0),
    outcomes,
    p50Ms: percentileMs(timings, 0.5),
    p95Ms: percentileMs(timings, 0.95),
  };
}

/** One for each merchant and operation, that which opened first at the front. */
function openBreakers(live: readonly Sight[]): OpenBreaker[] {
  const open = new Map<string, OpenBreaker & { since: Date }>();
  for (const { seenAt, openBreakers: named } of live) {
    for (const { merchantId, operation, openMs } of named) {
      if (!isOperation(operation)) continue;
      const since = new Date(seenAt.getTime() - openMs);
      const key = `${merchantId} ${operation}`;
      const known = open.get(key);
      open.set(key, {
        merchantId: toTypedId('mrc', merchantId),
        operation,
        since: known && known.since < since ? known.since : since,
        processes: (known?.processes ?? 0) + 1,
      });
    }
  }
  return [...open.values()].sort((one, other) => one.since.getTime() - other.since.getTime());
}

function isOperation(text: string): text is Operation {
  return (OPERATIONS as readonly string[]).includes(text);
}

function before(seenAt: Date, ageMs: number | null): Date | null {
  return ageMs === null ? null : new Date(seenAt.getTime() - ageMs);
}

function latest(moments: readonly (Date | null)[]): Date | null {
  const times = moments.flatMap((moment) => moment?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times));
}
