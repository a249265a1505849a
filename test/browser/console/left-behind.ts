import type { Page } from 'playwright-core';

/** Where a page may keep what it was told: its nodes and fields, its address, and the browser. */
export function everythingIn(page: Page): Promise<string> {
  return page.evaluate<string>(
    `JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input, textarea')].map((field) => field.value),
      location.href, history.state, document.title, document.cookie, localStorage, sessionStorage,
    ])`,
  );
}
