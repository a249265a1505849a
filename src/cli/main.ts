import 'reflect-metadata';
import { ConfigError } from '../config/config';
import { readEnvironment } from '../config/read-environment';
import { createProgram, type Run } from './commands';
import { Refusal, ServiceSession } from './service-session';

/** Results go to standard output as JSON, everything else to standard error. */
const run: Run = async (act) => {
  const session = await ServiceSession.open(readEnvironment());
  try {
    const result = await act(session);
    if (result !== undefined) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await session.close();
  }
};

createProgram(run)
  .parseAsync()
  .catch((error: unknown) => {
    const isOurs = error instanceof Refusal || error instanceof ConfigError;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(isOurs ? `${reason}\n` : `The command failed: ${reason}\n`);
    process.exitCode = 1;
  });
