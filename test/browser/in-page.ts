import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Page } from 'playwright-core';

const FUNCTIONS = readFileSync(join(__dirname, 'page-functions.js'), 'utf8');

/** Texts whose contrast against their background is below WCAG's 4.5 to 1, with the ratio. */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`${FUNCTIONS} inPage.faintTexts()`);
}

/** Whether the page has to be scrolled sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`${FUNCTIONS} inPage.isTooWide()`);
}

/** What has the focus: its name for people, and how the focus is drawn. */
export function focused(page: Page): Promise<{ name: string; outline: string }> {
  return page.evaluate<{ name: string; outline: string }>(`${FUNCTIONS} inPage.focused()`);
}
