import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Page } from 'playwright-core';

const FUNCTIONS = readFileSync(join(__dirname, 'page-functions.js'), 'utf8');

/**
 * Texts whose contrast against their background is too low, with the ratio.
 * @param least of WCAG 2.2 AA, where nothing else is said
 */
export function faintTexts(page: Page, least = 4.5): Promise<string[]> {
  return page.evaluate<string[]>(`${FUNCTIONS} inPage.faintTexts(${least})`);
}

/** Whether the page has to be scrolled sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`${FUNCTIONS} inPage.isTooWide()`);
}

/** What has the focus: its name for people, and how the focus is drawn. */
export function focused(page: Page): Promise<{ name: string; outline: string }> {
  return page.evaluate<{ name: string; outline: string }>(`${FUNCTIONS} inPage.focused()`);
}
