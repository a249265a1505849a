import { InvalidCursor } from '../http/http.problems';
import { Problem } from '../http/problem';

/**
 * A place in the stream: after this event. The order is that of the transactions that wrote the
 * events, then of the changes of an order, then of ids.
 */
export interface StreamPosition {
  /** `order_events.xid` */
  xid: bigint;
  seq: number;
  /** The event's uuid: also how a place is known again in a database that was restored. */
  id: string;
  /** Where to look should the event be gone: a restore may go back behind it. */
  at: Date;
}

/** Before the first event. */
export const ORIGIN: StreamPosition = {
  xid: 0n,
  seq: 0,
  id: '00000000-0000-0000-0000-000000000000',
  at: new Date(0),
};

const VERSION = 1;
const LENGTH = 37;
const LARGEST_XID = 2n ** 63n - 1n;
const LARGEST_TIME = 8_640_000_000_000_000n;

/** Below zero: `one` comes first. */
export function comparePositions(one: StreamPosition, other: StreamPosition): number {
  if (one.xid !== other.xid) return one.xid < other.xid ? -1 : 1;
  if (one.seq !== other.seq) return one.seq - other.seq;
  // Postgres orders uuids by their bytes, which is the order of their lower-case text.
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

/** The form of a place on the wire; empty is before any event. */
export const POSITION = /^[A-Za-z0-9_-]*$/;

/** The `id` of an event on the wire, opaque to its reader. */
export function encodePosition({ xid, seq, id, at }: StreamPosition): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeBigUInt64BE(xid, 1);
  bytes.writeUInt32BE(seq, 9);
  bytes.write(id.replaceAll('-', ''), 13, 'hex');
  bytes.writeBigUInt64BE(BigInt(at.getTime()), 29);
  return bytes.toString('base64url');
}

/** @throws Problem `invalid-cursor` for any text that {@link encodePosition} cannot have made */
export function decodePosition(text: string): StreamPosition {
  const bytes = Buffer.from(text, 'base64url');
  if (
    bytes.length !== LENGTH ||
    bytes.toString('base64url') !== text ||
    bytes.readUInt8(0) !== VERSION
  ) {
    throw invalid();
  }
  const xid = bytes.readBigUInt64BE(1);
  const seq = bytes.readUInt32BE(9);
  const at = bytes.readBigUInt64BE(29);
  if (xid > LARGEST_XID || seq > 2 ** 31 - 1 || at > LARGEST_TIME) throw invalid();
  const id = bytes
    .toString('hex', 13, 29)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { xid, seq, id, at: new Date(Number(at)) };
}

function invalid(): Problem {
  return new Problem(InvalidCursor, 'Take Last-Event-ID from the id of an event of this stream');
}
