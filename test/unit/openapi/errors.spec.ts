import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from '../../../tools/contract/errors-page';
import { checkedIn, checkedInContract } from '../../support/contract';

const SOURCES = join(__dirname, '../../../src');

describe('the catalogues of problems', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.problems.ts'),
  );

  it.each(files)('%s: every row is in the contract', async (file) => {
    const known = JSON.stringify(checkedInContract().components.schemas);
    const catalogue = (await import(join(SOURCES, file))) as Record<string, { code?: string }>;
    const codes = Object.values(catalogue).flatMap(({ code }) => code ?? []);
    expect(codes.filter((code) => !known.includes(`"const":"${code}"`))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  it('is what the contract says; if not: npm run openapi', () => {
    expect(checkedIn('docs/errors.md')).toBe(errorsPage(checkedInContract()));
  });
});
