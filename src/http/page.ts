import { createHash } from 'node:crypto';
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
  return seal(`${createdAtMicros}.${id}`);
}

/** @throws Problem `invalid-cursor` for any text that {@link encodeCursor} did not make */
export function decodeCursor(text: string): KeysetCursor {
  const [, createdAtMicros, id] =
    /^(\d{1,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(unseal(text)) ?? [];
  if (!createdAtMicros || !id) throw invalidCursor();
  return { createdAtMicros, id };
}

/** Cuts a page out of one row more than asked for: the extra row says that there is a next page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => KeysetCursor,
  present: (row: Row) => T,
): Page<T> {
  return cutPage(rows, limit, (row) => encodeCursor(keyOf(row)), present);
}

/** The same for a list that goes on by another key. */
export function cutPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorAt: (row: Row) => string,
  present: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(present),
    nextCursor: rows.length > limit && last ? cursorAt(last) : null,
  };
}

/** Where a list goes on whose rows come in turns, each newest first. */
export interface TurnCursor extends KeysetCursor {
  /** 0 comes first. */
  turn: number;
}

export function encodeTurnCursor({ turn, createdAtMicros, id }: TurnCursor): string {
  return seal(`turn.${turn}.${encodeCursor({ createdAtMicros, id })}`);
}

/** @throws Problem `invalid-cursor` for any text that {@link encodeTurnCursor} did not make */
export function decodeTurnCursor(text: string): TurnCursor {
  const [, turn, key] = /^turn\.(\d)\.([\w-]+)$/.exec(unseal(text)) ?? [];
  if (!turn || !key) throw invalidCursor();
  return { turn: Number(turn), ...decodeCursor(key) };
}

/** Where an oldest-first list that is numbered goes on: after this number. */
export function encodeSeqCursor(seq: number): string {
  return seal(`seq.${seq}`);
}

/** @throws Problem `invalid-cursor` for any text that {@link encodeSeqCursor} did not make */
export function decodeSeqCursor(text: string): number {
  const [, seq] = /^seq\.(\d{1,9})$/.exec(unseal(text)) ?? [];
  if (!seq) throw invalidCursor();
  return Number(seq);
}

const CHECKSUM_CHARACTERS = 6;

/** Callers are not to read or make cursors; a checksum tells a garbled one from one of ours. */
function seal(position: string): string {
  const checksum = createHash('sha256').update(position).digest('base64url');
  const sealed = `${position}.${checksum.slice(0, CHECKSUM_CHARACTERS)}`;
  return Buffer.from(sealed).toString('base64url');
}

/** @throws Problem `invalid-cursor` for any text that {@link seal} did not make */
function unseal(text: string): string {
  const sealed = Buffer.from(text, 'base64url').toString('latin1');
  const position = sealed.slice(0, -CHECKSUM_CHARACTERS - '.'.length);
  if (seal(position) !== text) throw invalidCursor();
  return position;
}

function invalidCursor(): Problem {
  return new Problem(InvalidCursor, 'Take the cursor from nextCursor of the page before');
}
