const PARENT_CHECK_INTERVAL_MS = 500;

/**
 * Calls back, once or more, when somebody wants this process to end: by Ctrl-C or a signal, by
 * closing the terminal or the pipe it writes to, or by killing the npm that started it.
 */
export function onEndRequest(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  for (const output of [process.stdout, process.stderr]) output.on('error', end);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_CHECK_INTERVAL_MS).unref();
}
