/** The sandbox, in a process of its own. Arguments: port, latency profile. */
import { LATENCY_PROFILES } from '../../src/sandbox/latency';
import { startSandbox } from '../../src/sandbox/server';

const [port, wanted] = process.argv.slice(2);
const latency = LATENCY_PROFILES.find((profile) => profile === wanted);
if (latency === undefined) throw new Error(`No latency profile ${String(wanted)}`);

void startSandbox({ port: Number(port), latency, acceptAnyKey: true, magicAmounts: false });
