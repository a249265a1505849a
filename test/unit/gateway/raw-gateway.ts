import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface RawRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

type Play = (socket: Socket, request: RawRequest, ordinal: number) => void;

/** A gateway down to the socket: it can do what no HTTP server would let a test do. */
export class RawGateway {
  readonly requests: RawRequest[] = [];
  connections = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private play: Play,
  ) {
    server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
      this.#listen(socket);
    });
  }

  /** @param play what to do with each request; by default nothing, for ever */
  static async start(play: Play = () => undefined): Promise<RawGateway> {
    const server = createServer();
    const gateway = new RawGateway(server, play);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return gateway;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  now(play: Play): void {
    this.play = play;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #listen(socket: Socket): void {
    let pending = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      pending += chunk;
      const end = pending.indexOf('\r\n\r\n');
      if (end === -1) return;
      const [requestLine = '', ...lines] = pending.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
      );
      const body = Buffer.from(pending.slice(end + 4));
      if (body.length < Number(headers['content-length'] ?? 0)) return;
      pending = '';
      const [method = '', path = ''] = requestLine.split(' ');
      const request = { method, path, headers, body: body.toString() };
      this.requests.push(request);
      this.play(socket, request, this.requests.length);
    });
  }
}

/** Answers properly, and keeps the connection. */
export function answering(httpStatus: number, body: unknown, headers = ''): Play {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (socket) => {
    socket.write(
      `HTTP/1.1 ${httpStatus} X\r\ncontent-type: application/json\r\n${headers}` +
        `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
  };
}
