import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, relative } from 'node:path';
import type { Endings } from '../tools/demo/endings';
import { CLONE_FOLDER, readJson } from '../tools/state/local-folder';

/** How long something took, again and again. */
export interface Figure {
  name: string;
  p50Ms: number;
  p95Ms: number;
  /** The least that could answer the same, measured in the same run; null where there is none. */
  floorMs: number | null;
}

export interface Outcome {
  /** What it was measured over. */
  over: object;
  figures: Figure[];
}

/** Adds whatever it starts to the endings at once. */
export type Benchmark = (endings: Endings) => Promise<Outcome>;

/** @param times in ms, in any order */
export function figureOf(name: string, times: readonly number[], floorMs: number | null): Figure {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
  return {
    name,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    floorMs: floorMs === null ? null : rounded(floorMs),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** Times of a machine that does other things as well mean little: their ratio to the floor counts. */
export function printFigures(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const column = (text: string): string => text.padStart(10);
  console.log(`\n  ${''.padEnd(width)}${['p50', 'p95', 'floor', 'ratio'].map(column).join('')}`);
  for (const { name, p50Ms, p95Ms, floorMs } of figures) {
    const floor = floorMs === null ? '' : `${floorMs.toFixed(1)} ms`;
    const ratio = floorMs === null ? '' : (p50Ms / floorMs).toFixed(1);
    const cells = [`${p50Ms.toFixed(1)} ms`, `${p95Ms.toFixed(1)} ms`, floor, ratio];
    console.log(`  ${name.padEnd(width)}${cells.map(column).join('')}`);
  }
}

/** Beside what was measured on the same day before. @returns the file, as seen from here */
export async function writeResults(name: string, outcome: Outcome): Promise<string> {
  const folder = join(CLONE_FOLDER, 'bench', 'results');
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const file = join(folder, `${at.slice(0, 10)}.json`);
  const machine = { cores: cpus().length, load: loadavg()[0], node: process.version };
  const results = { ...(await readJson<object>(file)), [name]: { at, machine, ...outcome } };
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return relative(process.cwd(), file);
}
