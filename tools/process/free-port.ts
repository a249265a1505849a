import { once } from 'node:events';
import { createServer } from 'node:net';
import { isErrno } from '../state/local-folder';

/**
 * A TCP port on 127.0.0.1 that is free at this moment: the first free one of `preferred`, else one
 * the system picks.
 */
export async function freePort(...preferred: number[]): Promise<number> {
  for (const port of preferred) {
    if ((await tryListen(port)) !== undefined) return port;
  }
  const port = await tryListen(0);
  if (port === undefined) throw new Error('No TCP port is free on 127.0.0.1');
  return port;
}

async function tryListen(port: number): Promise<number | undefined> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE') || isErrno(error, 'EACCES')) return undefined;
    throw error;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : undefined;
}
