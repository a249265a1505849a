/**
 * `npm run bench -- console`: measures on this machine, prints a table, writes
 * `bench/results/<date>.json`. Starts what it needs and ends it.
 */
import { Endings } from '../tools/demo/endings';
import { onEndRequest } from '../tools/demo/end-request';
import { measureConsole } from './console/console-benchmark';
import { printFigures, writeResults, type Benchmark } from './results';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { console: measureConsole };

const endings = new Endings();

async function main(names: readonly string[]): Promise<void> {
  const chosen = names.length > 0 ? names : Object.keys(BENCHMARKS);
  const unknown = chosen.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    throw new Error(`No benchmark ${unknown.join()}: ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  onEndRequest(() => void endings.run().then(() => process.exit(130)));
  for (const name of chosen) {
    const benchmark = BENCHMARKS[name];
    if (!benchmark) continue;
    const outcome = await benchmark(endings);
    printFigures(outcome.figures);
    console.log(`\n  ${await writeResults(name, outcome)}`);
  }
}

main(process.argv.slice(2))
  .then(() => endings.run())
  .catch(async (error: unknown) => {
    if (endings.begun) return;
    await endings.run();
    console.error(
      `\nThe measurement failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  })
  .finally(() => process.exit());
