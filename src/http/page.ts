import { Problem } from './problem';
import { InvalidCursor } from './http.problems';

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** Where a newest-first list goes on: the last row's creation time (microseconds) and id. */
export interface KeysetCursor {
  /** Microseconds since the epoch, as text: more than a double should carry. */
  createdAtMicros: string;
  /** uuid */
  id: string;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

export function encodeCursor({ createdAtMicros, id }: KeysetCursor): string {
  return Buffer.from(`${createdAtMicros}.${id}`).toString('base64url');
}

/** @throws Problem `invalid-cursor` for any text that {@link encodeCursor} did not make */
export function decodeCursor(text: string): KeysetCursor {
  const match = /^(\d{1,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  );
  const [, createdAtMicros, id] = match ?? [];
  if (!createdAtMicros || !id || encodeCursor({ createdAtMicros, id }) !== text) {
    throw invalidCursor();
  }
  return { createdAtMicros, id };
}

/** Cuts a page out of one row more than asked for: the extra row says that there is a next page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => KeysetCursor,
  present: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(present),
    nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null,
  };
}

/** Where an oldest-first list that is numbered goes on: after this number. */
export function encodeSeqCursor(seq: number): string {
  return Buffer.from(`seq.${seq}`).toString('base64url');
}

/** @throws Problem `invalid-cursor` for any text that {@link encodeSeqCursor} did not make */
export function decodeSeqCursor(text: string): number {
  const match = /^seq\.(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  const seq = Number(match?.[1]);
  if (!match || encodeSeqCursor(seq) !== text) throw invalidCursor();
  return seq;
}

function invalidCursor(): Problem {
  return new Problem(InvalidCursor, 'Take the cursor from nextCursor of the page before');
}
