import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createProxyServer } from 'http-proxy-3';
import { isErrno } from '../state/local-folder';
import { isReady } from '../service/start-service';

/** Spreads requests over the instances that say they are ready. */
export interface Balancer {
  readonly url: string;
  /** From now on requests may go to the service at this address, whenever it is ready. */
  add(instance: string): Promise<void>;
  close(): Promise<void>;
}

interface Instance {
  url: string;
  ready: boolean;
}

const HEALTH_INTERVAL_MS = 500;

/**
 * A small balancer for one machine: round robin over the instances whose `/health/ready` says yes.
 * A request whose connection is refused goes to the next instance: nothing of it was sent. One that
 * breaks later is answered 502, because it may have been carried out.
 */
export async function startBalancer(port: number): Promise<Balancer> {
  const instances: Instance[] = [];
  const proxy = createProxyServer({ xfwd: true });
  // Without this, an answer that breaks in the middle would never end for the client.
  proxy.on('proxyRes', (answer, _request, response) => {
    answer.once('error', () => response.destroy());
  });
  const turns = new Turns();

  const server = createServer((request, response) => {
    void buffer(request)
      .then((body) => forward(request, response, body))
      // The client went away while it was still sending.
      .catch(() => response.destroy());
  });

  async function forward(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    for (const instance of turns.order(instances.filter(({ ready }) => ready))) {
      const error = await send(request, response, body, instance);
      if (error === undefined) return;
      if (!isErrno(error, 'ECONNREFUSED')) {
        answerProblem(response, 502, 'The service broke off; ask what became of the request');
        return;
      }
      instance.ready = false;
    }
    answerProblem(response, 503, 'No instance of the service is ready');
  }

  /** Resolves with nothing when the answer has gone out, or with what went wrong. */
  function send(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    { url }: Instance,
  ): Promise<Error | undefined> {
    return new Promise((resolve) => {
      response.once('close', () => {
        resolve(undefined);
      });
      proxy.web(request, response, { target: url, buffer: Readable.from([body]) }, resolve);
    });
  }

  const health = setInterval(() => {
    for (const instance of instances) void refresh(instance);
  }, HEALTH_INTERVAL_MS);

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String(port)}`,
    async add(url) {
      const instance = { url, ready: false };
      instances.push(instance);
      await refresh(instance);
    },
    async close() {
      clearInterval(health);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function refresh(instance: Instance): Promise<void> {
  instance.ready = await isReady(instance.url);
}

/** Whose turn it is: each time the next one first, the others after it. */
class Turns {
  private next = 0;

  order<T>(items: T[]): T[] {
    const start = items.length === 0 ? 0 : this.next++ % items.length;
    return [...items.slice(start), ...items.slice(0, start)];
  }
}

function answerProblem(response: ServerResponse, status: 502 | 503, detail: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const [code, title] = PROBLEMS[status];
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  response.end(JSON.stringify({ type: `urn:problem:${code}`, title, status, code, detail }));
}

const PROBLEMS = {
  502: ['bad-gateway', 'Bad gateway'],
  503: ['service-unavailable', 'Service unavailable'],
} as const;
