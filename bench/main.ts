/**
 * `npm run bench -- <name …>`: measures on this machine, prints a table, writes
 * `bench/results/<date>.json`. Starts what it needs and ends it.
 */
import { parseArgs } from 'node:util';
import { Endings } from '../tools/demo/endings';
import { onEndRequest } from '../tools/demo/end-request';
import type { Benchmark } from './benchmark';
import { measureChecks } from './checks/checks-benchmark';
import { measureConsole } from './console/console-benchmark';
import { measureCreates } from './creates/creates-benchmark';
import { measureReads } from './reads/reads-benchmark';
import { measureRecovery } from './recovery/recovery-benchmark';
import { printFigures, writeResults } from './results';
import { measureSoak } from './soak/soak-benchmark';
import { measureTruth } from './truth/truth-benchmark';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  console: measureConsole,
  creates: measureCreates,
  reads: measureReads,
  checks: measureChecks,
  recovery: measureRecovery,
  truth: measureTruth,
  soak: measureSoak,
};

const endings = new Endings();

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      orders: { type: 'string', default: '10000000' },
      keep: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '60' },
    },
  });
  const chosen = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
  const unknown = chosen.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    throw new Error(`No benchmark ${unknown.join()}: ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  const choices = {
    orders: Number(values.orders),
    keep: values.keep,
    minutes: Number(values.minutes),
  };
  for (const name of ['orders', 'minutes'] as const) {
    const value = choices[name];
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number`);
  }
  onEndRequest(() => void endings.run().then(() => process.exit(130)));
  for (const name of chosen) {
    const benchmark = BENCHMARKS[name];
    if (!benchmark) continue;
    const outcome = await benchmark(endings, choices);
    printFigures(outcome.figures);
    console.log(`\n  ${await writeResults(name, outcome)}`);
  }
}

main()
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
