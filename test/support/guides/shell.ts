import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const LIMIT_MS = 90_000;

/** A shell that somebody types into: variables and functions stay from one text to the next. */
export interface Shell {
  /**
   * @param pasted what a command reads that asks for input
   * @returns what it printed
   * @throws where a command fails; the shell has ended then
   */
  type(text: string, pasted?: string): Promise<string>;
  /** Ends it with everything that was started in it. */
  close(): Promise<void>;
}

export async function openShell(folder: string, env: NodeJS.ProcessEnv): Promise<Shell> {
  const notes = await mkdtemp(join(tmpdir(), 'shell-'));
  const file = (name: string): string => join(notes, name);
  const bash = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: what runs in the background ends with it.
    detached: true,
  });
  const ended = once(bash, 'exit');
  const done = createInterface({ input: bash.stdout })[Symbol.asyncIterator]();
  // A person sees a command fail; here the shell has to say so.
  bash.stdin.write('set -eo pipefail\n');

  return {
    async type(text, pasted = '') {
      await Promise.all([writeFile(file('text'), text), writeFile(file('pasted'), `${pasted}\n`)]);
      bash.stdin.write(`. '${file('text')}' <'${file('pasted')}' `);
      bash.stdin.write(`>'${file('printed')}' 2>'${file('complaints')}'; echo done\n`);
      const overdue = setTimeout(() => bash.kill('SIGKILL'), LIMIT_MS);
      const { done: isBroken } = await done.next();
      clearTimeout(overdue);
      const printed = await readFile(file('printed'), 'utf8');
      if (!isBroken) return printed;
      const complaints = await readFile(file('complaints'), 'utf8');
      throw new Error(`failed:\n${text}\nIt printed:\n${printed}\n${complaints}`);
    },
    async close() {
      try {
        process.kill(-bash.pid!, 'SIGKILL');
      } catch {
        // It has ended already, and all that it had started.
      }
      await ended;
      await rm(notes, { recursive: true, force: true });
    },
  };
}
