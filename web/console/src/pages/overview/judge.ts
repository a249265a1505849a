import type { Environment, OrderState, Schemas } from '../../api/schemas';
import type { Figures, Tally } from './money/figures';
import type { Span } from './money/period';

/**
 * What is wrong today, and from when on something is: all thresholds of the page. Whether a check or
 * a delivery is overdue and a process silent, the service says itself, as its alarms have it.
 */

export type Overview = Schemas['Overview'];
/** Orders that need a human. */
type Flagged = Pick<Overview['attention'], 'orders' | 'oldestSince'>;
type Gateway = Overview['gateways'][number];
type Process = Overview['processes'][number];
type Operation = Gateway['operations'][number]['operation'];

/** `trouble` harms payments now; `notice` will, or may. */
export type Severity = 'trouble' | 'notice';

/** Facts only: the page has the words for them, and where each leads. */
export type Finding = { severity: Severity } & (
  | { kind: 'no-orders'; environment: Environment; before: number }
  | { kind: 'fewer-paid'; environment: Environment; span: Span; share: number; before: number }
  | { kind: 'flagged'; orders: number; oldestSince: string }
  | { kind: 'checks-overdue'; count: number; byMs: number; oldest: Overview['checks']['oldest'] }
  | { kind: 'deliveries-overdue'; count: number; byMs: number }
  | { kind: 'endpoints-failing'; count: number }
  | { kind: 'endpoints-disabled'; count: number }
  | {
      kind: 'breaker-open';
      environment: Environment;
      merchantId: string;
      operation: Operation;
      since: string | null;
      processes: number;
    }
  | { kind: 'more-breakers'; environment: Environment; count: number }
  | { kind: 'no-answers'; environment: Environment; since: string | null }
  | { kind: 'some-silence'; environment: Environment; silent: number; calls: number }
  | { kind: 'keys-refused'; environment: Environment; calls: number }
  | { kind: 'slow'; environment: Environment; operation: Operation; p95Ms: number }
  | { kind: 'process-silent'; process: Process; forMs: number }
  | { kind: 'nobody-looks' }
  | { kind: 'dispatcher-behind'; process: Process; byMs: number }
  | { kind: 'held-up'; process: Process }
  | { kind: 'pool-waiting'; process: Process }
  | { kind: 'queue-away'; backend: Overview['queue']['backend'] }
  | { kind: 'database-slow'; ms: number }
  | { kind: 'connections-scarce'; used: number; max: number }
  | { kind: 'replica-unused' }
);

/** So few orders say nothing. */
const ENOUGH_ORDERS = 20;
const FEWER_PAID = 0.1;
const ENOUGH_CALLS = 20;
/** One call without an answer is the network; this many in a row are iPay. */
const SILENT_CALLS = 3;
const SILENT_SHARE = 0.1;
const SLOW_GATEWAY_MS = 5_000;
const DISPATCHER_BEHIND_MS = 20_000;
const HELD_UP_MS = 500;
const SLOW_DATABASE_MS = 250;
const SCARCE_SHARE = 0.9;

/** What a call can come to without iPay having said anything. */
const SILENCE = ['unknown', 'unanswered', 'unavailable'];

export function judgeMoney({ environment, stretch, now, before }: Figures): Finding[] {
  const findings: Finding[] = [];
  if (now.count === 0 && before.count >= ENOUGH_ORDERS) {
    findings.push({ kind: 'no-orders', severity: 'trouble', environment, before: before.count });
  }
  const [share, earlier] = [now.successRate, before.successRate];
  const isEnough = [now, before].every((tally) => endedIn(tally) >= ENOUGH_ORDERS);
  if (share !== null && earlier !== null && isEnough && share < earlier - FEWER_PAID) {
    findings.push({
      kind: 'fewer-paid',
      severity: 'notice',
      environment,
      span: stretch.now,
      share,
      before: earlier,
    });
  }
  return findings;
}

/** Orders that a success rate is of. */
function endedIn({ states }: Tally): number {
  const ends: OrderState[] = ['paid', 'cancelled', 'failed', 'expired'];
  return ends.reduce((sum, state) => sum + (states[state]?.count ?? 0), 0);
}

/** Of all reasons together. */
export function totalOf(groups: Schemas['AttentionList']['data']): Flagged {
  const [oldestSince = null] = groups.map((group) => group.oldestSince).sort();
  return { orders: groups.reduce((sum, { count }) => sum + count, 0), oldestSince };
}

export function judgeFlagged({ orders, oldestSince }: Flagged): Finding[] {
  return orders > 0 && oldestSince !== null
    ? [{ kind: 'flagged', severity: 'notice', orders, oldestSince }]
    : [];
}

export function judgeBacklogs({ at, checks, deliveries }: Overview): Finding[] {
  const findings: Finding[] = [];
  if (checks.overdue > 0) {
    findings.push({
      kind: 'checks-overdue',
      severity: 'trouble',
      count: checks.overdue,
      byMs: sinceMs(at, checks.oldestDueAt),
      oldest: checks.oldest,
    });
  }
  if (deliveries.overdue > 0) {
    findings.push({
      kind: 'deliveries-overdue',
      severity: 'trouble',
      count: deliveries.overdue,
      byMs: sinceMs(at, deliveries.oldestDueAt),
    });
  }
  const { failingEndpoints, disabledEndpoints } = deliveries;
  if (failingEndpoints > 0) {
    findings.push({ kind: 'endpoints-failing', severity: 'notice', count: failingEndpoints });
  }
  if (disabledEndpoints > 0) {
    findings.push({ kind: 'endpoints-disabled', severity: 'notice', count: disabledEndpoints });
  }
  return findings;
}

/** Whether anything is known of it. */
export function isUsed({ lastAnswerAt, lastSilenceAt }: Gateway): boolean {
  return lastAnswerAt !== null || lastSilenceAt !== null;
}

export function judgeGateway(gateway: Gateway): Finding[] {
  const { environment, operations, openBreakers, openBreakerCount } = gateway;
  const findings: Finding[] = openBreakers.map((breaker) => ({
    kind: 'breaker-open',
    severity: 'trouble',
    environment,
    ...breaker,
  }));
  const unnamed = openBreakerCount - openBreakers.length;
  if (unnamed > 0) {
    findings.push({ kind: 'more-breakers', severity: 'trouble', environment, count: unnamed });
  }
  const calls = operations.reduce((sum, operation) => sum + operation.calls, 0);
  const silent = countOf(gateway, SILENCE);
  if (silent >= SILENT_CALLS && isSilentNow(gateway)) {
    const since = gateway.lastAnswerAt;
    findings.push({ kind: 'no-answers', severity: 'trouble', environment, since });
  } else if (calls >= ENOUGH_CALLS && silent / calls >= SILENT_SHARE) {
    findings.push({ kind: 'some-silence', severity: 'notice', environment, silent, calls });
  }
  const refused = countOf(gateway, ['credentials-refused']);
  if (refused > 0) {
    findings.push({ kind: 'keys-refused', severity: 'trouble', environment, calls: refused });
  }
  for (const { operation, p95Ms } of operations) {
    if (p95Ms !== null && p95Ms > SLOW_GATEWAY_MS) {
      findings.push({ kind: 'slow', severity: 'notice', environment, operation, p95Ms });
    }
  }
  return findings;
}

/** Nothing has come since a call was last left without an answer. */
function isSilentNow({ lastAnswerAt, lastSilenceAt }: Gateway): boolean {
  return lastSilenceAt !== null && (lastAnswerAt === null || lastAnswerAt < lastSilenceAt);
}

function countOf({ operations }: Gateway, outcomes: readonly string[]): number {
  return operations
    .flatMap((operation) => outcomes.map((outcome) => operation.outcomes[outcome] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

export function judgeOurselves({ at, processes, queue, database }: Overview): Finding[] {
  const findings: Finding[] = [];
  const alive = processes.filter(({ isSilent }) => !isSilent);
  for (const process of processes.filter(({ isSilent }) => isSilent)) {
    const forMs = sinceMs(at, process.seenAt);
    findings.push({ kind: 'process-silent', severity: 'trouble', process, forMs });
  }
  if (!alive.some(({ role, isDraining }) => role !== 'api' && !isDraining)) {
    findings.push({ kind: 'nobody-looks', severity: 'trouble' });
  }
  for (const process of alive) findings.push(...judgeProcess(process));
  if (queue.queues.some(({ isReachable }) => !isReachable)) {
    findings.push({ kind: 'queue-away', severity: 'trouble', backend: queue.backend });
  }
  const { answeredInMs, connections, replica } = database;
  if (answeredInMs > SLOW_DATABASE_MS) {
    findings.push({ kind: 'database-slow', severity: 'notice', ms: answeredInMs });
  }
  if (connections.used >= connections.max * SCARCE_SHARE) {
    findings.push({ kind: 'connections-scarce', severity: 'notice', ...connections });
  }
  if (replica && !replica.isUsed) findings.push({ kind: 'replica-unused', severity: 'notice' });
  return findings;
}

function judgeProcess(process: Process): Finding[] {
  const findings: Finding[] = [];
  const { lastDispatchAt, isDraining, seenAt, eventLoopLagMs, database } = process;
  const byMs = lastDispatchAt === null || isDraining ? 0 : sinceMs(seenAt, lastDispatchAt);
  if (byMs > DISPATCHER_BEHIND_MS) {
    findings.push({ kind: 'dispatcher-behind', severity: 'trouble', process, byMs });
  }
  if (eventLoopLagMs > HELD_UP_MS) {
    findings.push({ kind: 'held-up', severity: 'notice', process });
  }
  if (database.waiting > 0) findings.push({ kind: 'pool-waiting', severity: 'notice', process });
  return findings;
}

/** @param since null: not at all */
function sinceMs(at: string, since: string | null): number {
  return since === null ? 0 : Math.max(0, Date.parse(at) - Date.parse(since));
}
