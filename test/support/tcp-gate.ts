import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands before a server that speaks TCP, and can be shut or held. */
export interface TcpGate {
  /** The server's address, by way of the gate. */
  readonly url: string;
  /** Connections are cut and refused. */
  shut(): Promise<void>;
  /** Connections stay and are taken, and nothing passes any more: a dead network. */
  hold(): void;
  open(): Promise<void>;
}

export async function startTcpGate(to: string): Promise<TcpGate> {
  const url = new URL(to);
  const target = { host: url.hostname, port: Number(url.port) };
  const sockets = new Set<Socket>();
  let isHeld = false;
  const server = createServer((client) => {
    const behind = connect(target);
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      if (!isHeld) socket.pipe(other);
    }
  });
  // A test that leaves its gate open ends all the same.
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async shut() {
      if (!server.listening) return;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.unpipe();
    },
    async open() {
      isHeld = false;
      if (server.listening) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
