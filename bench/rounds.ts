import type { Endings } from '../tools/demo/endings';
import { startBar } from './bar';
import { median } from './figures';

/**
 * Measures several things by turns, so that what else the machine does meanwhile meets them all, and
 * takes the median of each.
 */
export async function inTurns<Name extends string>(
  title: string,
  rounds: number,
  measures: Record<Name, () => Promise<number>>,
  endings: Endings,
): Promise<Record<Name, number>> {
  const names = Object.keys(measures) as Name[];
  const measured = await roundsOf(title, rounds, measures, endings);
  return Object.fromEntries(
    names.map((name) => [name, median(measured.map((round) => round[name]))]),
  ) as Record<Name, number>;
}

/** The same, round by round. */
export async function roundsOf<Name extends string, Measured>(
  title: string,
  rounds: number,
  measures: Record<Name, () => Promise<Measured>>,
  endings: Endings,
): Promise<Record<Name, Measured>[]> {
  const names = Object.keys(measures) as Name[];
  console.log(`  · ${title}`);
  const bar = startBar(endings, rounds, 'rounds');
  const measured: Record<Name, Measured>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const entries: [Name, Measured][] = [];
    for (const name of names) entries.push([name, await measures[name]()]);
    measured.push(Object.fromEntries(entries) as Record<Name, Measured>);
    bar.step();
  }
  return measured;
}
