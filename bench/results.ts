import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, relative } from 'node:path';
import { CLONE_FOLDER, readJson } from '../tools/state/local-folder';
import type { Figure } from './figures';

/** What a benchmark found out. */
export interface Outcome {
  /** What it was measured over. */
  over: object;
  figures: Figure[];
}

const RESULTS = join(CLONE_FOLDER, 'bench', 'results');

/** Times of a machine that does other things as well mean little: their ratio to the floor counts. */
export function printFigures(figures: readonly Figure[]): void {
  const rows = [
    { name: '', cells: ['measured', 'p95', 'floor', 'ratio'], target: 'target' },
    ...figures.map((figure) => ({
      name: figure.name,
      cells: [
        inUnit(figure.measured, figure),
        inUnit(figure.p95, figure),
        inUnit(figure.floor, figure),
        String(figure.ratio ?? ''),
      ],
      target: figure.target === null ? '' : `${figure.met ? '✓' : '✗'} ${figure.target}`,
    })),
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log();
  for (const { name, cells, target } of rows) {
    const columns = cells.map((cell) => cell.padStart(12)).join('');
    console.log(`  ${name.padEnd(width)}${columns}   ${target}`.trimEnd());
  }
}

function inUnit(value: number | null | undefined, { unit }: Figure): string {
  if (value === null || value === undefined) return '';
  return unit.startsWith('/') ? `${value}${unit}` : `${value} ${unit}`;
}

/**
 * Beside what other benchmarks measured on the same day; what the same one did is replaced.
 * @returns the file, as seen from here
 */
export async function writeResults(
  name: string,
  outcome: Outcome,
  folder: string = RESULTS,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const file = join(folder, `${at.slice(0, 10)}.json`);
  const machine = { cores: cpus().length, load: loadavg()[0], node: process.version };
  const results = { ...(await readJson<object>(file)), [name]: { at, machine, ...outcome } };
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return relative(process.cwd(), file);
}
