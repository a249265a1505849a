/** One server-sent event, or where `data` is empty only a sign of life. */
export interface ServerEvent {
  /** Of the last event that had one; empty before. */
  id: string;
  data: string;
  /** How long to wait before connecting again, where the service says it. */
  retryMs: number | null;
}

/**
 * Reads server-sent events as the HTML standard has them, whichever way the bytes are cut. The type
 * of an event is left out: this service says it in `data`, too.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  let id = '';
  let data: string[] = [];
  let retryMs: number | null = null;
  for await (const line of readLines(body)) {
    if (line === '') {
      yield { id, data: data.join('\n'), retryMs };
      data = [];
      retryMs = null;
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
  }
}

async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the very end may be the first half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
