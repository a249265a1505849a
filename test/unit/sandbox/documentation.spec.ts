import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { listMagic } from '../../../src/sandbox/magic';
import { MEMBERS } from '../../../src/sandbox/members';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { blocksOf } from '../../support/guides/fenced-blocks';

const TEXT = readFileSync(join(__dirname, '../../../docs/sandbox.md'), 'utf8');
const COMMANDS = blocksOf(TEXT)
  .filter(({ language }) => language === 'sh')
  .map(({ text }) => text);

/** What a `curl` of the page sends, read without a shell. */
function requestOf(command: string): { url: string; init: RequestInit } {
  const [, url = ''] = /(http:\/\/127\.0\.0\.1:4010[^\s']*)/.exec(command) ?? [];
  const [, method = 'GET'] = /-X (\w+)/.exec(command) ?? [];
  const [, body] = /-d '([^']*)'/.exec(command) ?? [];
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map((match): [string, string] => [
    match[1] ?? '',
    match[2] ?? '',
  ]);
  return { url, init: { method, headers, ...(body === undefined ? {} : { body }) } };
}

describe('docs/sandbox.md', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it('has commands to copy', () => {
    expect(COMMANDS.length).toBeGreaterThan(10);
  });

  // One after the other, as a reader does: some need what went before.
  it.each(COMMANDS)('works when copied: %s', async (command) => {
    const { url, init } = requestOf(command);
    const answer = await fetch(url.replace('http://127.0.0.1:4010', sandbox.url), init);
    expect({ ok: answer.ok, said: await answer.text() }).toMatchObject({ ok: true });
  });

  it('names every magic amount and every member', () => {
    const words = TEXT.replace(/ +/g, ' ');
    for (const { poisha } of listMagic()) {
      expect(words).toContain(`| .${String(poisha).padStart(2, '0')} |`);
    }
    for (const { name, mobile } of MEMBERS) {
      expect(words).toContain(`| ${name.en} | ${mobile} |`);
    }
  });
});
