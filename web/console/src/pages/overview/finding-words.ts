import { mayOpenPath } from '..';
import { merchantName } from '../../api/merchant-names';
import type { Environment, OrderState } from '../../api/schemas';
import { may } from '../../api/session';
import { formatCount } from '../../ui/money';
import { shortMoment } from '../../ui/time';
import { words } from '../../words/overview';
import { toSearch, type OrderFilters } from '../orders/order-filters';
import { addressOf } from '../orders/order-table';
import { duration } from './took';
import type { Finding, Overview } from './judge';
import { percent } from './percent';

/** What iPay may still be asked about, and what a create has left open. */
const OPEN: Readonly<Record<'create' | 'status', readonly OrderState[]>> = {
  create: ['creating'],
  status: ['creating', 'pending', 'error'],
};

type Process = Overview['processes'][number];

export function nameOf({ host, pid }: Process): string {
  return `${host}:${pid}`;
}

export function sentenceOf(finding: Finding): string {
  const sentence = bareSentenceOf(finding);
  return 'environment' in finding
    ? `${words.value.environment[finding.environment]}: ${sentence}`
    : sentence;
}

function bareSentenceOf(finding: Finding): string {
  const says = words.value.overview.findings;
  switch (finding.kind) {
    case 'no-orders':
      return says.noOrders(formatCount(finding.before));
    case 'fewer-paid':
      return says.fewerPaid(percent(finding.share), percent(finding.before));
    case 'flagged':
      return says.flagged(finding.orders, shortMoment(finding.oldestSince));
    case 'checks-overdue':
      return says.checksOverdue(finding.count, duration(finding.byMs));
    case 'deliveries-overdue':
      return says.deliveriesOverdue(finding.count, duration(finding.byMs));
    case 'endpoints-failing':
      return says.endpointsFailing(finding.count);
    case 'endpoints-disabled':
      return says.endpointsDisabled(finding.count);
    case 'breaker-open':
      return says.breakerOpen(
        says.calls[finding.operation],
        merchantName(finding.merchantId),
        finding.since === null ? null : shortMoment(finding.since),
        finding.processes,
      );
    case 'more-breakers':
      return says.moreBreakers(finding.count);
    case 'no-answers':
      return finding.since === null
        ? says.neverAnswered
        : says.noAnswers(shortMoment(finding.since));
    case 'some-silence':
      return says.someSilence(finding.silent, finding.calls);
    case 'keys-refused':
      return says.keysRefused(finding.calls);
    case 'slow':
      return says.slow(says.calls[finding.operation], duration(finding.p95Ms));
    case 'process-silent':
      return says.processSilent(nameOf(finding.process), duration(finding.forMs));
    case 'nobody-looks':
      return says.nobodyLooks;
    case 'dispatcher-behind':
      return says.dispatcherBehind(nameOf(finding.process), duration(finding.byMs));
    case 'held-up':
      return says.heldUp(nameOf(finding.process), duration(finding.process.eventLoopLagMs));
    case 'pool-waiting':
      return says.poolWaiting(nameOf(finding.process), finding.process.database.waiting);
    case 'queue-away':
      return says.queueAway(says.backends[finding.backend]);
    case 'database-slow':
      return says.databaseSlow(duration(finding.ms));
    case 'connections-scarce':
      return says.connectionsScarce(finding.used, finding.max);
    case 'replica-unused':
      return says.replicaUnused;
  }
}

/** What to do, and where: only where this session may go. */
export function remedyOf(finding: Finding): { text: string; href?: string | undefined } {
  return { text: words.value.overview.remedies[finding.kind], href: placeOf(finding) };
}

function placeOf(finding: Finding): string | undefined {
  switch (finding.kind) {
    case 'no-orders':
      return ordersIn(finding.environment, {});
    case 'fewer-paid':
      return ordersIn(finding.environment, {
        state: ['cancelled', 'failed', 'expired'],
        createdFrom: finding.span.from.toISOString(),
        createdTo: finding.span.to.toISOString(),
      });
    case 'flagged':
      return page('/console/attention');
    case 'checks-overdue': {
      const { oldest } = finding;
      if (!oldest || !may('orders:read')) return undefined;
      return addressOf({ merchantId: oldest.merchantId, id: oldest.orderId });
    }
    case 'deliveries-overdue':
    case 'endpoints-failing':
    case 'endpoints-disabled':
      return page('/console/webhooks');
    case 'breaker-open':
      return ordersIn(finding.environment, {
        state: OPEN[finding.operation],
        merchant: finding.merchantId,
      });
    case 'more-breakers':
    case 'no-answers':
    case 'some-silence':
    case 'slow':
      return ordersIn(finding.environment, { state: OPEN.status });
    case 'keys-refused':
      return page('/console/merchants');
    case 'queue-away':
      return page('/console/queues');
    default:
      return undefined;
  }
}

function ordersIn(environment: Environment, filters: OrderFilters): string | undefined {
  if (!may('orders:read')) return undefined;
  return `/console/orders${toSearch({ ...filters, environment })}`;
}

function page(path: string): string | undefined {
  return mayOpenPath(path) ? path : undefined;
}
