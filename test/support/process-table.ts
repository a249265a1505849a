import { readdirSync, readFileSync } from 'node:fs';

interface Entry {
  pid: number;
  /** `Z`: ended, but its parent has not asked for its exit code yet. */
  state: string;
  parent: number;
}

/** Whether this process has ended. Linux only, as is everything below. */
export function isGone(pid: number): boolean {
  const state = read(pid)?.state;
  return state === undefined || state === 'Z';
}

/** The processes below this one. */
export function descendantsOf(pid: number): number[] {
  const entries = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
  const below = (parent: number): number[] =>
    entries
      .filter((entry) => entry.parent === parent)
      .flatMap((entry) => [entry.pid, ...below(entry.pid)]);
  return below(pid);
}

function read(pid: number): Entry | undefined {
  try {
    // `pid (name) state parent …`; the name may hold anything.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
