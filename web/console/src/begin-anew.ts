/** A file that is there no more, or a thousand tabs: nobody loads the console again and again. */
const LEAST_BETWEEN_MS = 10_000;
const KEY = 'ipay-console.begun-anew';

/**
 * Loads the console again: a deploy replaces its files, and a browser does not ask twice for one that
 * it did not get. Not while the service is away, for then there would be nothing left to look at.
 * @param options.isAsked by a human
 */
export async function beginAnew({ isAsked = false } = {}): Promise<void> {
  if (!isAsked && Date.now() - begunAt() < LEAST_BETWEEN_MS) return;
  const isThere = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}

function begunAt(): number {
  return Number(sessionStorage.getItem(KEY));
}
