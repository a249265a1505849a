import { readFile } from 'node:fs/promises';

/** An unprivileged account of this system. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * The account Postgres runs as, or undefined where it is our own: Postgres refuses to run as root.
 * `initdb` needs an account with a name, so it is one that the system already has; `nobody` is
 * everywhere.
 */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((row) => row.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(
    'Postgres does not run as root, and this system has neither an account `postgres` nor `nobody`: run as an ordinary user.',
  );
}
