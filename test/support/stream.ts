import { request, type IncomingMessage } from 'node:http';
import { ADMIN_TOKEN } from './service';

export interface ReceivedEvent {
  id: string;
  type: string;
  body: any;
}

interface StreamOptions {
  token?: string | null;
  lastEventId?: string;
  path?: string;
  headers?: Record<string, string>;
}

/** A reader of server-sent events, by the rules of the HTML standard, over a real connection. */
export class EventReader {
  readonly events: ReceivedEvent[] = [];
  readonly comments: string[] = [];
  /** What a reader would send as `Last-Event-ID`. */
  lastEventId = '';
  retryMs: number | undefined;
  isEnded = false;
  readonly ended: Promise<void>;
  private rest = '';

  constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      const blocks = (this.rest + text).split('\n\n');
      this.rest = blocks.pop() ?? '';
      blocks.forEach((block) => {
        this.take(block);
      });
    });
    // A connection that breaks is an end like any other.
    response.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      response.on('close', () => {
        this.isEnded = true;
        resolve();
      });
    });
  }

  get headers(): IncomingMessage['headers'] {
    return this.response.headers;
  }

  /** Takes nothing from the connection from now on. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  close(): void {
    this.response.destroy();
  }

  private take(block: string): void {
    let type = 'message';
    let id: string | undefined;
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === '') this.comments.push(value);
      else if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
      else if (field === 'retry') this.retryMs = Number(value);
    }
    if (id !== undefined) this.lastEventId = id;
    if (data.length > 0) {
      this.events.push({ id: id ?? '', type, body: JSON.parse(data.join('\n')) });
    }
  }
}

/** The answer, whatever it is; a stream is read from the first byte on. */
export async function requestStream(
  url: string,
  {
    token = ADMIN_TOKEN,
    lastEventId,
    path = '/v1/orders/stream',
    headers = {},
  }: StreamOptions = {},
): Promise<{ status: number; reader: EventReader }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(new URL(path, url), {
      agent: false,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
        ...headers,
      },
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end();
  });
  return { status: response.statusCode ?? 0, reader: new EventReader(response) };
}

/** A stream that must open. */
export async function openStream(url: string, options?: StreamOptions): Promise<EventReader> {
  const { status, reader } = await requestStream(url, options);
  if (status !== 200) {
    reader.close();
    throw new Error(`the stream was answered with ${status}`);
  }
  return reader;
}
