/** Once per run, after the last e2e test. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.testPostgres?.stop();
}
