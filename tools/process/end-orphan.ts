import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends a process that an earlier run left behind: first in order, then by force, and waits until it
 * is gone. A number that meanwhile belongs to another process is left alone: the orphan is known by
 * an argument of its command line.
 */
export async function endOrphan(
  pid: number,
  argument: string,
  endSignal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!(await runsWith(pid, argument))) return;
  process.kill(pid, endSignal);
  const killAt = Date.now() + graceMs;
  while (await runsWith(pid, argument)) {
    if (Date.now() > killAt) process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
}

/** Without /proc (not Linux) a living process of that number is taken for the one that is meant. */
async function runsWith(pid: number, argument: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const commandLine = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8');
    return commandLine.split('\0').includes(argument);
  } catch {
    return false;
  }
}
