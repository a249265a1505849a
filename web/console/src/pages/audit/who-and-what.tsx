import type { Schemas } from '../../api/schemas';
import { words } from '../../words/audit';
import { toAuditSearch } from './audit-filters';

type AuditEvent = Schemas['AuditEvent'];

const CLI = 'cli:';

/** Who it was, by name where there is one; leads to all that he did. */
export function Who({ event: { actor, actorName } }: { event: AuditEvent }) {
  const says = words.value.audit;
  const name = nameOf(actor, actorName);
  return (
    <span class="audit-who">
      <a href={`/console/audit${toAuditSearch({ actor })}`} title={says.everythingBy(name)}>
        {name}
      </a>
      {actorName !== null && <ShortId id={actor.slice(actor.indexOf(':') + 1)} />}
    </span>
  );
}

/** Ids begin with their time: those made together are told apart by their ends. */
const SHOWN_OF_ID = 6;

function ShortId({ id }: { id: string }) {
  return (
    <code class="faint" title={id}>
      …{id.slice(-SHOWN_OF_ID)}
    </code>
  );
}

function nameOf(actor: string, actorName: string | null): string {
  const says = words.value.audit;
  if (actorName !== null) return actorName;
  if (actor === 'admin') return says.admin;
  return actor.startsWith(CLI) ? says.cli(actor.slice(CLI.length)) : actor;
}

/** What was done; as it is written where nobody has words for it. */
export function inWords(action: string): string {
  return words.value.audit.actions[action] ?? action;
}
