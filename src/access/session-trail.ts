import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail, writesTrailItself } from '../audit/audit-trail';
import { operationIdOn } from '../http/contract';
import { isText } from '../http/text';
import { fromTypedId } from '../http/typed-id';
import type { Caller } from './caller';

/** Path parameters that are ids, the most telling one first. */
const SUBJECTS = [
  ['delivery', 'dlv'],
  ['webhook', 'whk'],
  ['order', 'ord'],
  ['token', 'tok'],
  ['merchant', 'mrc'],
] as const;

/**
 * Members that say what is to become of the subject. Only these are kept, and only as what they should
 * be: nothing has been judged yet, and a gateway key may stand anywhere.
 */
const TOLD: Readonly<Record<string, (value: unknown) => boolean>> = {
  environment: isWord,
  confirm: isWord,
  status: isWord,
  enabled: (value) => typeof value === 'boolean',
  note: (value) => isText(value, 1, 500),
};

function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z]{1,20}$/.test(value);
}

/** What is done through the console is written down before it is done. */
@Injectable()
export class SessionTrail {
  constructor(private readonly audit: AuditTrail) {}

  /** @throws Problem `service-unavailable` where it cannot be written: then nothing is done */
  async note({ actor }: Caller, context: ExecutionContext): Promise<void> {
    const handler = context.getHandler();
    if (writesTrailItself(handler)) return;
    const {
      id: requestId,
      routeOptions,
      params,
      body,
    } = context.switchToHttp().getRequest<FastifyRequest>();
    const ids = idsIn(params);
    const subject = SUBJECTS.map(([name]) => ids[name]).find((id) => id !== undefined) ?? null;
    await this.audit.record({
      actor,
      action: operationIdOn(context.getClass(), handler, routeOptions.url ?? ''),
      subject,
      detail: {
        ...(ids.merchant !== undefined && { merchant: ids.merchant }),
        // Where a delivery is to be found.
        ...(ids.webhook !== undefined && ids.webhook !== subject && { webhook: ids.webhook }),
        ...toldIn(params),
        ...toldIn(body),
        requestId,
      },
    });
  }
}

type Ids = Partial<Record<(typeof SUBJECTS)[number][0], string>>;

/** Those that could be ids; anything else in an address may be a secret that went astray. */
function idsIn(params: unknown): Ids {
  const given = (params ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    SUBJECTS.flatMap(([name, prefix]) => {
      const id = given[name];
      return typeof id === 'string' && fromTypedId(prefix, id) !== null ? [[name, id]] : [];
    }),
  );
}

function toldIn(given: unknown): Record<string, unknown> {
  const members = Object.entries((given ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    members.filter(([name, value]) => Object.hasOwn(TOLD, name) && TOLD[name]?.(value)),
  );
}
