/**
 * SQL that the tables of due work have in common. A row says when it is due (`due` names the column)
 * and is worked on under a lease; while it is leased it is due when the lease ends, so that lost work
 * becomes due by itself (ADR 3).
 */

/** @param ms the parameter that says how long, like `$2` */
export function leased(due: string, ms: string): string {
  const end = `now() + ${ms}::integer * interval '1 millisecond'`;
  return `lease_until = ${end}, ${due} = ${end}`;
}

export const RELEASED = 'lease_until = NULL, lease_token = NULL';

/**
 * Claimed, but there are no hands for them: due again at once.
 * @param keys the columns whose values come as `$1` and `$2`, an array each; `$3` are the tokens
 */
export function giveBack(table: string, [first, second]: [string, string], due: string): string {
  return `
    UPDATE ${table} t SET ${RELEASED}, ${due} = now()
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS given (${first}, ${second}, lease_token)
    WHERE t.${first} = given.${first} AND t.${second} = given.${second}
      AND t.lease_token = given.lease_token`;
}

/** How much is still to be done, and for how long the oldest due row has waited. */
export interface Backlog {
  open: number;
  oldestDueSeconds: number;
}

/** A {@link Backlog} as columns. */
export function backlog(due: string): string {
  return `count(*)::float8 AS open,
    coalesce(extract(epoch FROM now() - min(${due}) FILTER (WHERE ${due} <= now())), 0)::float8
      AS "oldestDueSeconds"`;
}
