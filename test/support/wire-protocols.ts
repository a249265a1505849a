/** Bytes that belong together on the wire. */
export interface Unit {
  bytes: Buffer;
  /** Null: neither a request nor its answer, such as a handshake. */
  label: string | null;
}

/** One connection, cut into whole requests and whole answers as they come. */
export interface Conversation {
  fromClient: (chunk: Buffer) => Unit[];
  fromServer: (chunk: Buffer) => Unit[];
}

const HEAD_END = '\r\n\r\n';

/** HTTP/1.1 with bodies of known length, one request at a time: as much as our clients speak. */
export function httpConversation(): Conversation {
  const waiting: string[] = [];
  const requests = collector(httpLength);
  const answers = collector(httpLength);
  return {
    fromClient: (chunk) =>
      requests(chunk).map((bytes) => {
        const label = bytes.toString('latin1').split(' HTTP/', 1)[0] ?? '';
        waiting.push(label);
        return { bytes, label };
      }),
    fromServer: (chunk) =>
      answers(chunk).map((bytes) => ({ bytes, label: waiting.shift() ?? null })),
  };
}

function httpLength(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const body = /^content-length: *(\d+)/im.exec(head)?.[1] ?? '0';
  return headEnd + HEAD_END.length + Number(body);
}

/** What clients send by themselves: Sync and Query end a request. */
const ENDS_REQUEST = new Set(['S', 'Q']);
const READY_FOR_QUERY = 'Z';

/**
 * Postgres' protocol, version 3: a request is everything up to Sync, its answer everything up to
 * ReadyForQuery. A request is named after its prepared statement, else after its text.
 */
export function postgresConversation(): Conversation {
  const waiting: string[] = [];
  let isReady = false;
  let hasStarted = false;
  const frontend = collector((bytes) => postgresLength(bytes, hasStarted ? 1 : 0));
  const backend = collector((bytes) => postgresLength(bytes, 1));
  let request: Buffer[] = [];
  let answer: Buffer[] = [];
  return {
    fromClient(chunk) {
      const units: Unit[] = [];
      for (const bytes of frontend(chunk)) {
        if (!isReady) {
          hasStarted = true;
          units.push({ bytes, label: null });
          continue;
        }
        request.push(bytes);
        if (!ENDS_REQUEST.has(typeOf(bytes))) continue;
        const label = statementOf(request);
        waiting.push(label);
        units.push({ bytes: Buffer.concat(request), label });
        request = [];
      }
      return units;
    },
    fromServer(chunk) {
      const units: Unit[] = [];
      for (const bytes of backend(chunk)) {
        const ends = typeOf(bytes) === READY_FOR_QUERY;
        if (waiting.length === 0) {
          isReady ||= ends;
          units.push({ bytes, label: null });
          continue;
        }
        answer.push(bytes);
        if (!ends) continue;
        units.push({ bytes: Buffer.concat(answer), label: waiting.shift() ?? null });
        answer = [];
      }
      return units;
    },
  };
}

/** A type of one byte, except for the very first message, then a length that counts itself. */
function postgresLength(bytes: Buffer, typeBytes: number): number | null {
  return bytes.length < typeBytes + 4 ? null : typeBytes + bytes.readInt32BE(typeBytes);
}

function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0] ?? 0);
}

function statementOf(request: readonly Buffer[]): string {
  let text = '';
  for (const message of request) {
    const [first = '', second = ''] = message.subarray(5).toString('utf8').split('\0', 2);
    switch (typeOf(message)) {
      case 'Q':
        text = first;
        break;
      case 'P':
        text = first || second;
        break;
      case 'B':
        text = second || text;
        break;
    }
  }
  return text.trim().replace(/\s+/g, ' ').slice(0, 60);
}

/** Cuts a stream into messages; `lengthOf` says null while it cannot know. */
function collector(lengthOf: (bytes: Buffer) => number | null): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Buffer[] = [];
    for (;;) {
      const length = lengthOf(rest);
      if (length === null || rest.length < length) return messages;
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}
