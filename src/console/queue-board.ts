import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type {
  AppControllerRoute,
  AppViewRoute,
  BullBoardQueues,
  IServerAdapter,
  UIConfig,
} from '@bull-board/api/typings/app';
import fastifyStatic from '@fastify/static';
import type { Queue } from 'bullmq';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { toTypedId, type IdPrefix } from '../http/typed-id';
import { CONSOLE_PATH } from './console-page';

export const QUEUES_PATH = `${CONSOLE_PATH}/queues`;

/** The one style that the page writes into itself: it hides the scroll bars of its lists. */
const SCROLL_BARS = "'sha256-kLmvWqfziFavKtqHqRsb90f006UAK2Dmd0It5Iz2KFA='";

/** Nothing from outside, nothing else inline. The page says itself where its addresses begin. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${SCROLL_BARS}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "worker-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** What jobs are about; people know these by other names than Postgres. */
const PREFIXES: Readonly<Record<string, IdPrefix>> = {
  merchantId: 'mrc',
  orderId: 'ord',
  endpointId: 'whk',
  deliveryId: 'dlv',
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * bull-board over Fastify: its pages, its files, and of its API what reads. What changes anything is
 * not there to be asked for.
 */
export class QueueBoard implements IServerAdapter {
  private readonly boardQueues: (queues: readonly BullMQAdapter[]) => void;
  private queues: BullBoardQueues = new Map();
  private config: UIConfig = {};
  private reading: AppControllerRoute[] = [];
  private pages: AppViewRoute | undefined;
  private folder = '';
  private files = { prefix: '', root: '' };

  constructor() {
    this.boardQueues = createBullBoard({
      queues: [],
      serverAdapter: this,
      options: {
        uiConfig: {
          boardTitle: 'ipay-connect queues',
          hideDocsLink: true,
          // The server is no business of who looks at queues; and its picture brings inline styles.
          hideRedisDetails: true,
          miscLinks: [{ text: 'Console', url: `${CONSOLE_PATH}/` }],
        },
      },
    }).setQueues;
  }

  /** These from now on; none so far. */
  show(queues: readonly Queue[]): void {
    this.boardQueues(
      queues.map((queue) => {
        const shown = new BullMQAdapter(queue, { readOnlyMode: true });
        shown.setFormatter('data', withTypedIds);
        return shown;
      }),
    );
  }

  /** @param ask how a question to the queues is put */
  plugin(ask: <T>(question: () => Promise<T>) => Promise<T>): FastifyPluginCallback {
    return (fastify, _options, done) => {
      fastify.addHook('onRequest', (_request, reply, next) => {
        void reply.headers(HEADERS);
        next();
      });
      void fastify.register(fastifyStatic, { ...this.files, maxAge: '1d' });
      const page = this.page();
      for (const path of [this.pages?.route ?? []].flat()) {
        fastify.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
      }
      for (const reader of this.reading) {
        for (const path of [reader.route].flat()) {
          fastify.get(path, async (request, reply) => {
            const { status = 200, body } = await ask(async () => reader.handler(this.of(request)));
            return reply.status(status).send(body);
          });
        }
      }
      done();
    };
  }

  setQueues(queues: BullBoardQueues): this {
    this.queues = queues;
    return this;
  }

  setViewsPath(folder: string): this {
    this.folder = folder;
    return this;
  }

  setStaticPath(prefix: string, root: string): this {
    this.files = { prefix, root };
    return this;
  }

  setEntryRoute(pages: AppViewRoute): this {
    this.pages = pages;
    return this;
  }

  /** Refusals are our own, as everywhere: nobody is shown what broke. */
  setErrorHandler(): this {
    return this;
  }

  setApiRoutes(routes: AppControllerRoute[]): this {
    this.reading = routes.filter(({ method }) => method === 'get');
    return this;
  }

  setUIConfig(config: UIConfig): this {
    this.config = config;
    return this;
  }

  /**
   * The page asks for fonts elsewhere, and shows something with styles of its own until its script
   * is there: both go.
   */
  private page(): string {
    const view = this.pages?.handler({ basePath: QUEUES_PATH, uiConfig: this.config });
    if (!view) throw new Error('bull-board has no page');
    return readFileSync(join(this.folder, view.name), 'utf8')
      .replace(/<link [^>]*href="https?:[^>]*>/g, '')
      .replace(/(<div id="root">).*(<\/div>\s*<script)/s, '$1$2')
      .replace(/<%[=-] (\w+) %>/g, (_whole, name: string) => view.params[name] ?? '');
  }

  private of({ params, query, headers }: FastifyRequest) {
    return {
      queues: this.queues,
      uiConfig: this.config,
      params: params as Record<string, unknown>,
      query: query as Record<string, unknown>,
      headers: headers as Record<string, string | undefined>,
      body: {},
    };
  }
}

function withTypedIds(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([name, id]) => {
      const prefix = PREFIXES[name];
      const isId = prefix !== undefined && typeof id === 'string' && UUID.test(id);
      return [name, isId ? toTypedId(prefix, id) : id];
    }),
  );
}
