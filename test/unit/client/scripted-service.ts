import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Request {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds, of the monotonic clock. */
  at: number;
  /** Resolves when the connection is closed, by whichever end. */
  isOver: Promise<unknown>;
}

/** Answers one request, well or badly. */
export type Act = (response: ServerResponse) => void;

/** A service that does what its script says, request by request, over real HTTP. */
export class ScriptedService {
  readonly requests: Request[] = [];
  private readonly script: Act[] = [];
  private readonly server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const isOver = once(response, 'close');
    const taken: Request = { method, url, headers, body: '', at: performance.now(), isOver };
    this.requests.push(taken);
    // A connection that the next test finds closed would cost it a try.
    response.shouldKeepAlive = false;
    const act = this.script.shift() ?? answers(500, 'the script is over');
    void text(request).then((body) => {
      taken.body = body;
      act(response);
    });
  });

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  will(...acts: Act[]): void {
    this.script.push(...acts);
  }

  /** Ready for the next test. */
  reset(): void {
    this.script.length = 0;
    this.requests.length = 0;
    this.server.closeAllConnections();
  }

  async hasTaken(count: number): Promise<void> {
    while (this.requests.length < count) await once(this.server, 'request');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

export function answers(
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): Act {
  return (response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** A refusal of the service itself. */
export function refuses(status: number, code: string, headers?: Record<string, string>): Act {
  return answers(status, { code, status, detail: 'by the script', requestId: 'r1' }, headers);
}

export const saysNothing: Act = () => undefined;

export const hangsUp: Act = (response) => {
  response.destroy();
};

/** The answer breaks off in its middle. */
export const breaksOff: Act = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"id":', () => response.destroy());
};

/** A stream of these frames, that stays open or ends. */
export function streams(text: string, end: 'stays' | 'ends' | 'breaks' = 'stays'): Act {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(text, () => {
      if (end === 'ends') response.end();
      if (end === 'breaks') response.destroy();
    });
  };
}
