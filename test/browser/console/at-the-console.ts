import type { BrowserContext, Page } from 'playwright-core';
import { Operators } from './operators';

export interface Desk {
  operators: Operators;
  /** A browser of the test's own. */
  context: BrowserContext;
  /** Empty; nobody is signed in. */
  page: Page;
}

/**
 * Operators for the tests of a file, and for each of them a browser of its own.
 * @param take is given them before each test
 */
export function atTheConsole(take: (desk: Desk) => void): void {
  let operators: Operators;
  let context: BrowserContext;
  beforeAll(async () => {
    operators = await Operators.open();
  });
  afterAll(() => operators.close());
  beforeEach(async () => {
    context = await operators.context();
    take({ operators, context, page: await context.newPage() });
  });
  afterEach(() => context.close());
}
