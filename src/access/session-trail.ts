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
 * Members of a body that say what is to become of the subject. Only what is listed is kept: a body
 * may carry a gateway key, and a member of another name whatever its sender put there.
 */
const TOLD = ['note', 'environment', 'confirm', 'status', 'enabled', 'by', 'claimId'] as const;
const LONGEST_TOLD = 500;

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
    await this.audit.record({
      actor,
      action: operationIdOn(context.getClass(), handler, routeOptions.url ?? ''),
      subject: SUBJECTS.map(([name]) => ids[name]).find((id) => id !== undefined) ?? null,
      detail: {
        ...(ids.merchant !== undefined && { merchant: ids.merchant }),
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

/** Before the body was judged: a member may be anything. */
function toldIn(given: unknown): Record<string, string | boolean> {
  const members = (given ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    TOLD.flatMap((name) => {
      const value = Object.hasOwn(members, name) ? members[name] : undefined;
      return typeof value === 'boolean' || isText(value, 1, LONGEST_TOLD) ? [[name, value]] : [];
    }),
  );
}
