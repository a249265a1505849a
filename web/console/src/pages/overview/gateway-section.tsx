import { shortMoment } from '../../ui/time';
import { formatCount } from '../../ui/money';
import { words } from '../../words/overview';
import { duration } from './took';
import { FigureTable } from './figure-table';
import { Findings } from './findings';
import { isUsed, type Finding, type Overview } from './judge';
import { Question } from './question';

type Gateway = Overview['gateways'][number];

/** How iPay answers, by environment and by what it is asked. */
export function GatewaySection({
  findings,
  gateways,
}: {
  findings: readonly Finding[];
  gateways: readonly Gateway[];
}) {
  const { overview, environment } = words.value;
  const says = overview.gateway;
  const minutes = Math.max(0, ...gateways.map((gateway) => gateway.minutes));
  const used = gateways.filter(isUsed);
  const rows = used.flatMap((gateway) =>
    gateway.operations.map((operation) => ({ gateway, ...operation })),
  );
  return (
    <Question id="gateway" title={says.title}>
      <Findings findings={findings} well={used.length > 0 ? says.well : says.unused(minutes)} />
      {rows.length > 0 && (
        <FigureTable
          title={says.callsIn(minutes)}
          rows={rows}
          keyOf={({ gateway, operation }) => `${gateway.environment} ${operation}`}
          columns={[
            {
              head: says.call,
              cell: ({ gateway, operation }) =>
                `${environment[gateway.environment]}: ${says.operations[operation]}`,
            },
            { head: says.calls, cell: ({ calls }) => formatCount(calls) },
            { head: says.half, cell: ({ p50Ms }) => (p50Ms === null ? null : duration(p50Ms)) },
            { head: says.most, cell: ({ p95Ms }) => (p95Ms === null ? null : duration(p95Ms)) },
            {
              head: says.outcome,
              isText: true,
              cell: ({ outcomes }) => outcomesIn(outcomes),
            },
          ]}
        />
      )}
      {used.map((gateway) => (
        <p key={gateway.environment} class="facts-line">
          {says.facts(
            environment[gateway.environment],
            gateway.lastAnswerAt && shortMoment(gateway.lastAnswerAt),
            gateway.inFlight,
          )}
        </p>
      ))}
    </Question>
  );
}

/** `accepted 398, refused 2`, the most frequent first. */
function outcomesIn(outcomes: Readonly<Record<string, number>>): string | null {
  const names: Readonly<Record<string, string>> = words.value.overview.gateway.outcomes;
  const found = Object.entries(outcomes).sort(([, one], [, other]) => other - one);
  if (found.length === 0) return null;
  return found.map(([kind, count]) => `${names[kind] ?? kind} ${formatCount(count)}`).join(', ');
}
