import { z } from 'zod';
import { toTypedId } from '../../http/typed-id';
import { moment, named, pageOf, typedId } from '../../http/wire';
import type { AuditEventRow } from '../audit-events.repository';

const auditEventSchema = named(
  'AuditEvent',
  z
    .object({
      id: typedId('aud'),
      at: moment(),
      actor: z.string().describe('`token:tok_…`, `admin`, or `cli:` and a user of the machine.'),
      actorName: z.string().nullable().describe('Of the token; null where it is none.'),
      action: z
        .string()
        .describe(
          'An `operationId` of this document where it was asked for in the console; else such as `token.issued`, `session.opened`, `keys.rotated`.',
        ),
      subject: z.string().nullable().describe('The id of what was acted upon.'),
      detail: z.record(z.string(), z.unknown()).describe('Facts, never a secret.'),
    })
    .describe('Who did what, or was about to: it is written down before it is done.'),
);
export type AuditEvent = z.output<typeof auditEventSchema>;

export const auditEventPageSchema = pageOf('AuditEventPage', auditEventSchema);

export function presentAuditEvent(row: AuditEventRow): AuditEvent {
  const { id, at, actor, actorName, action, subject, detail } = row;
  return { id: toTypedId('aud', id), at, actor, actorName, action, subject, detail };
}
