import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from '../http/http.problems';
import { Problem } from '../http/problem';

/** Where the page stands, and everything that belongs to it. */
export const CONSOLE_PATH = '/console';

/** Where `npm run build` puts the page: the same from `src/` and from `dist/`. */
export const CONSOLE_BUNDLE = join(__dirname, '../../dist/web/console');

/** Nothing but what this service itself serves, nothing inline, and nobody frames it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Vite names these files after what is in them. */
const HASHED = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Asked again each time, and answered with 304 while it is the same. */
const ASKED_AGAIN = 'no-cache';

const UNBUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>ipay-connect</title>
<h1>The console is not built</h1>
<p>This copy of the service was built without its pages. Run <code>npm run build</code>.</p>
</html>
`;

/**
 * The operators' page, as files. An address that is no file's is the page's own to understand: it
 * has its addresses in the browser only.
 * @param folder of the bundle; it may be built while the service runs
 */
export function consolePage(folder: string): FastifyPluginCallback {
  return (fastify, _options, done) => {
    fastify.addHook('onRequest', (_request, reply, next) => {
      void reply.headers(HEADERS);
      next();
    });
    void fastify.register(fastifyStatic, {
      root: folder,
      // Copies that the build has packed; a file without one goes as it is.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, file) => {
        void reply.header('cache-control', file.includes(HASHED) ? FOR_EVER : ASKED_AGAIN);
      },
    });
    fastify.get('', (_request, reply) => reply.redirect(`${CONSOLE_PATH}/`));
    fastify.setNotFoundHandler((request, reply) => {
      if (!isForPeople(request)) throw new Problem(NotFound, 'There is no such file');
      return existsSync(join(folder, 'index.html'))
        ? reply.sendFile('index.html')
        : sendUnbuilt(reply);
    });
    done();
  };
}

/** An address that a person may have opened: no name of a file. */
function isForPeople({ method, url }: FastifyRequest): boolean {
  const [path = ''] = url.split('?');
  return ['GET', 'HEAD'].includes(method) && !path.includes(HASHED) && !/\.\w+$/.test(path);
}

function sendUnbuilt(reply: FastifyReply): FastifyReply {
  return reply.status(503).type('text/html; charset=utf-8').send(UNBUILT);
}
