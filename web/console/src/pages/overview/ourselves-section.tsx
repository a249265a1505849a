import { shortMoment } from '../../ui/time';
import { formatCount } from '../../ui/money';
import { words } from '../../words/overview';
import { duration } from './took';
import { FigureTable } from './figure-table';
import { nameOf } from './finding-words';
import { Findings } from './findings';
import type { Finding, Overview } from './judge';
import { Question } from './question';

const MEGABYTE = 1024 * 1024;

/** The service's own processes, its queue and its database. */
export function OurselvesSection({
  findings,
  overview: { processes, queue, database, at },
}: {
  findings: readonly Finding[];
  overview: Overview;
}) {
  const { ourselves: says, findings: names } = words.value.overview;
  return (
    <Question id="ourselves" title={says.title}>
      <Findings findings={findings} well={says.well} />
      <FigureTable
        title={says.processes}
        rows={processes}
        keyOf={({ id }) => id}
        columns={[
          { head: says.process, cell: nameOf },
          { head: says.role, isText: true, cell: ({ role }) => says.roles[role] },
          { head: says.version, isText: true, cell: ({ version }) => version },
          { head: says.started, cell: ({ startedAt }) => shortMoment(startedAt) },
          {
            head: says.seen,
            cell: ({ seenAt, isSilent, isDraining }) =>
              isSilent
                ? says.silent
                : isDraining
                  ? says.draining
                  : says.ago(duration(Math.max(0, Date.parse(at) - Date.parse(seenAt)))),
          },
          { head: says.heldUp, cell: ({ eventLoopLagMs }) => duration(eventLoopLagMs) },
          {
            head: says.memory,
            cell: ({ rssBytes }) => `${formatCount(Math.round(rssBytes / MEGABYTE))} MB`,
          },
          { head: says.requests, cell: ({ openRequests }) => formatCount(openRequests) },
          {
            head: says.connections,
            cell: ({ database: { used, max } }) => `${used} / ${max}`,
          },
          {
            head: says.looked,
            cell: ({ lastDispatchAt }) => lastDispatchAt && shortMoment(lastDispatchAt),
          },
        ]}
      />
      <p class="facts-line">
        {says.queueFacts(names.backends[queue.backend])}{' '}
        {queue.queues
          .map(({ name, waiting, active }) =>
            waiting === null || active === null
              ? says.queueAway(name)
              : says.queue(name, formatCount(waiting), formatCount(active)),
          )
          .join('; ')}
        .
      </p>
      <p class="facts-line">
        {says.database(
          duration(database.answeredInMs),
          database.connections.used,
          database.connections.max,
        )}
        {database.replica?.behindSeconds !== undefined &&
          database.replica.behindSeconds !== null &&
          ` ${says.replica(duration(database.replica.behindSeconds * 1_000))}`}
      </p>
    </Question>
  );
}
