import { readFile } from 'node:fs/promises';
import { type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import formbody from '@fastify/formbody';
import fastify, { type FastifyReply } from 'fastify';
import { CLONE_FOLDER } from '../../../tools/state/local-folder';

export const BUILT_FOLDER = join(CLONE_FOLDER, 'packages', 'button', 'dist');

/** As strict as a shop can be: all from its own files, nothing inline, no text turned into code. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 24px; font: 16px/1.5 sans-serif; background: Canvas; color: CanvasText; }
  .square { --ipay-height: 61px; --ipay-radius: 3px; --ipay-font: monospace; font-size: 20px; width: 300px; }
`;

interface Asked {
  headers: IncomingHttpHeaders;
  body: unknown;
}

type Behaviour = (asked: Asked, reply: FastifyReply) => unknown;

/** With an icon, or the browser would ask for one and log that there is none. */
const PAYMENT_PAGE =
  '<!doctype html><title>iPay</title><link rel="icon" href="data:,"><h1>Log in to pay</h1>';

/** A small shop that uses the button as it is built, and a payment page. */
export class Checkout {
  /** What came to the create-url. */
  readonly asked: Asked[] = [];
  behaviour: Behaviour = () => ({ paymentUrl: this.paymentUrl });
  private html = '';
  private readonly app = fastify({ forceCloseConnections: true });

  static async open(): Promise<Checkout> {
    const checkout = new Checkout();
    await checkout.start();
    return checkout;
  }

  get url(): string {
    return this.app.listeningOrigin;
  }

  get paymentUrl(): string {
    return `${this.url}/pay/IPAY-12345678`;
  }

  /** Of an answer that makes no browser leave its page. */
  get noPageUrl(): string {
    return `${this.url}/no-page`;
  }

  /** What the shop's page has in its body; by default with the button as a module. */
  show(
    body: string,
    { lang = 'en', script = '<script type="module" src="/index.js">' } = {},
  ): void {
    this.html = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Shop</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">${script}</script></head>
      <body><main><h1>Shop</h1>${body}</main></body></html>`;
  }

  /** Answers no request until it is let go; tells when one has come. */
  hold(answer: Behaviour = this.behaviour): { arrived: Promise<void>; letGo: () => void } {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      this.behaviour = async (asked, reply) => {
        resolve();
        await gate;
        return answer(asked, reply);
      };
    });
    return { arrived, letGo };
  }

  /** Forgets all that was asked and answers as at first. */
  reset(): void {
    this.asked.length = 0;
    this.behaviour = () => ({ paymentUrl: this.paymentUrl });
  }

  close(): Promise<void> {
    return this.app.close();
  }

  private async start(): Promise<void> {
    const { app } = this;
    await app.register(formbody);
    app.get('/', (_request, reply) =>
      reply.type('text/html').header('content-security-policy', POLICY).send(this.html),
    );
    app.get('/style.css', (_request, reply) => reply.type('text/css').send(STYLE));
    for (const file of ['index.js', 'ipay-button.js']) {
      app.get(`/${file}`, async (_request, reply) =>
        reply.type('text/javascript').send(await readFile(join(BUILT_FOLDER, file))),
      );
    }
    app.get('/pay/:id', (_request, reply) => reply.type('text/html').send(PAYMENT_PAGE));
    app.get('/no-page', (_request, reply) => reply.code(204).send());
    app.post('/checkout', ({ headers, body }, reply) => {
      const asked = { headers, body };
      this.asked.push(asked);
      return this.behaviour(asked, reply);
    });
    // What a form does by itself.
    app.post('/plain', ({ headers, body }, reply) => {
      this.asked.push({ headers, body });
      return reply.redirect(this.paymentUrl, 303);
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
  }
}
