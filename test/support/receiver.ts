import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  id: string;
  /** Of the attempt, in seconds. */
  timestamp: number;
  headers: Record<string, string>;
  raw: string;
  /** Parsed. */
  body: any;
  at: number;
}

type Behaviour = (received: Received, response: ServerResponse) => void;

/** A platform's end of a webhook, over real HTTP. It answers 204 until told otherwise. */
export class Receiver {
  readonly received: Received[] = [];
  behaviour: Behaviour = answer(204);
  /** Requests that are being answered now, and the most there ever were at once. */
  open = 0;
  mostOpen = 0;
  private readonly server = createServer((request, response) => {
    void this.take(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** What came for an order, in the order it came. */
  of(orderId: string, type?: string): Received[] {
    return this.received.filter(
      ({ body }) => body.data.id === orderId && (type === undefined || body.type === type),
    );
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    response.once('close', () => {
      this.open -= 1;
    });
    let raw = '';
    for await (const chunk of request) raw += String(chunk);
    const headers = request.headers as Record<string, string>;
    const received = {
      id: headers['webhook-id']!,
      timestamp: Number(headers['webhook-timestamp']),
      headers,
      raw,
      body: JSON.parse(raw),
      at: Date.now(),
    };
    this.received.push(received);
    this.behaviour(received, response);
  }
}

export function answer(status: number, body = '', headers: Record<string, string> = {}): Behaviour {
  return (_received, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** As a platform checks it: with the public package. */
export function isSignedBy(secret: string, { raw, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(raw, headers);
    return true;
  } catch {
    return false;
  }
}
