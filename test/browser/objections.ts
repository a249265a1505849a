import type { Page } from 'playwright-core';

/**
 * What a page does from now on that it should not: whatever its policy forbids, whatever it asks
 * for elsewhere, whatever breaks.
 */
export function objectionsOf(page: Page): () => Promise<string[]> {
  const found: string[] = [];
  const home = new URL(page.url()).origin;
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(String(error)));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== home) found.push(`asked for ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) found.push(`${response.status()} ${response.url()}`);
  });
  return async () => {
    await page.waitForLoadState('networkidle');
    return found;
  };
}
