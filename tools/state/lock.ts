import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { relative } from 'node:path';
import { isErrno } from './local-folder';

/** Held until `release()` or the end of this process, whatever ends it. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock that `socketFile` stands for, or returns undefined while another living process
 * holds it. A listening Unix socket is the lock: unlike a pid in a file it cannot outlive its
 * process or be mistaken for another one's.
 */
export async function takeLock(socketFile: string): Promise<Lock | undefined> {
  // A socket's path holds 107 bytes at most; the relative one stays short in the deepest clone.
  const path = relative(process.cwd(), socketFile);
  try {
    return lockOf(await listen(path));
  } catch (error) {
    if (!isErrno(error, 'EADDRINUSE')) throw error;
  }
  if (await answers(path)) return undefined;
  await rm(socketFile, { force: true });
  return lockOf(await listen(path));
}

async function listen(path: string): Promise<Server> {
  const server = createServer((connection) => connection.destroy());
  server.listen(path);
  await once(server, 'listening');
  server.unref();
  return server;
}

async function answers(path: string): Promise<boolean> {
  const connection = connect(path);
  try {
    await once(connection, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    connection.destroy();
  }
}

function lockOf(server: Server): Lock {
  return {
    async release() {
      server.close();
      await once(server, 'close');
    },
  };
}
