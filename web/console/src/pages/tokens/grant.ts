import { SCOPES, type Schemas, type Scope } from '../../api/schemas';
import type { Session } from '../../api/session';
import { fromDhakaInput } from '../../ui/time';

/** What a new token may be given: at most what the session has itself. */
export function grantable(session: Pick<Session, 'scopes' | 'merchants'>): {
  scopes: readonly Scope[];
  /** Null: any, and all of them, those to come included. */
  merchants: readonly string[] | null;
} {
  return {
    scopes: SCOPES.filter((scope) => session.scopes.includes(scope)),
    merchants: session.merchants === '*' ? null : session.merchants,
  };
}

/** Whether this is the token with which somebody has signed in. */
export function isOwn({ actor }: Pick<Session, 'actor'>, id: string): boolean {
  return actor === `token:${id}`;
}

const MOST_OVERLAP_HOURS = 30 * 24;

/** @returns seconds; null for what is no whole number of hours from 0 to 720 */
export function overlapIn(text: string): number | null {
  const hours = Number(text);
  const isRight = text !== '' && Number.isInteger(hours) && hours >= 0;
  return isRight && hours <= MOST_OVERLAP_HOURS ? hours * 3_600 : null;
}

export type ExpiryTrouble = 'no-time' | 'past';

/**
 * Until when a token holds, out of a time in Dhaka.
 * @param now by the service's clock
 * @returns null where none is given
 */
export function expiryIn(text: string, now: number): string | null | { trouble: ExpiryTrouble } {
  if (text === '') return null;
  const at = fromDhakaInput(text);
  if (at === null) return { trouble: 'no-time' };
  return Date.parse(at) > now ? at : { trouble: 'past' };
}

export function isExpired(
  { expiresAt }: Pick<Schemas['Token'], 'expiresAt'>,
  now: number,
): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}
