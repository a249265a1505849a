import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  httpConversation,
  postgresConversation,
  type Conversation,
  type Unit,
} from './wire-protocols';

/** One whole request or answer on its way. */
export interface WireMessage {
  /** The proxy's name. */
  link: string;
  kind: 'request' | 'answer';
  /** The statement's name or the request line; an answer bears its request's. */
  label: string;
  bytes: Buffer;
}

/** A message that is held: it has left its sender and has not reached its receiver. */
export interface Hold {
  /** Resolves when the message has come. */
  readonly reached: Promise<WireMessage>;
  /** Sends it on, whoever still waits for it. */
  deliver(): void;
  /** It is lost, and its connection with it. */
  lose(): void;
}

type Fate = 'deliver' | 'lose';

interface Trap {
  matches: (message: WireMessage) => boolean;
  reach: (message: WireMessage) => void;
  fate: Promise<Fate>;
}

const CONVERSATIONS = { http: httpConversation, postgres: postgresConversation };

/**
 * The wires between a service and what it speaks to: transparent TCP proxies that see whole
 * requests and answers, in one order over all of them, and can hold any of them.
 */
export class Wire {
  /** Every message so far. */
  readonly messages: WireMessage[] = [];
  private readonly traps = new Set<Trap>();
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();

  /** Holds the first message from now on of which this is true. */
  hold(matches: (message: WireMessage) => boolean): Hold {
    let reach!: (message: WireMessage) => void;
    let decide!: (fate: Fate) => void;
    const reached = new Promise<WireMessage>((resolve) => (reach = resolve));
    const fate = new Promise<Fate>((resolve) => (decide = resolve));
    this.traps.add({ matches, reach, fate });
    return {
      reached,
      deliver: () => {
        decide('deliver');
      },
      lose: () => {
        decide('lose');
      },
    };
  }

  /** The same address, by way of a proxy. */
  async through(link: string, protocol: keyof typeof CONVERSATIONS, to: string): Promise<string> {
    const url = new URL(to);
    const { hostname, port } = url;
    const server = createServer((client) => {
      const target = connect(Number(port), hostname);
      this.join(link, CONVERSATIONS[protocol](), client, target);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.servers.push(server);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return url.href.replace(/\/$/, '');
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(
      this.servers.map(async (server) => {
        server.close();
        await once(server, 'close');
      }),
    );
  }

  private join(link: string, conversation: Conversation, client: Socket, target: Socket): void {
    const pump = (
      kind: WireMessage['kind'],
      from: Socket,
      to: Socket,
      read: (chunk: Buffer) => Unit[],
    ): void => {
      let last = Promise.resolve();
      // What one end has sent before it went still arrives at the other, held messages included.
      const next = (step: () => void | Promise<void>): void => {
        last = last.then(step);
      };
      from.on('data', (chunk) => {
        for (const { bytes, label } of read(chunk)) {
          next(async () => {
            const fate = label === null ? 'deliver' : await this.pass({ link, kind, label, bytes });
            if (fate === 'deliver') to.write(bytes);
            else for (const socket of [from, to]) socket.destroy();
          });
        }
      });
      from.on('close', () => {
        next(() => {
          to.end();
        });
      });
    };
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      // A connection that breaks is an end like any other here.
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    }
    pump('request', client, target, conversation.fromClient);
    pump('answer', target, client, conversation.fromServer);
  }

  private pass(message: WireMessage): Fate | Promise<Fate> {
    this.messages.push(message);
    for (const trap of this.traps) {
      if (!trap.matches(message)) continue;
      this.traps.delete(trap);
      trap.reach(message);
      return trap.fate;
    }
    return 'deliver';
  }
}
