import { once } from 'node:events';
import { createServer } from 'node:net';
import { isErrno } from '../state/local-folder';

/** A TCP port on 127.0.0.1 that is free at this moment: the preferred one, else any. */
export async function freePort(preferred = 0): Promise<number> {
  const port = (await tryListen(preferred)) ?? (await tryListen(0));
  if (port === undefined) throw new Error('No TCP port is free on 127.0.0.1');
  return port;
}

/** Starts a server on the preferred port, or on another one where that is taken (even just now). */
export async function onFreePort<T>(
  preferred: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await start(preferred);
  } catch (error) {
    if (!isErrno(error, 'EADDRINUSE')) throw error;
    return start(await freePort());
  }
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
