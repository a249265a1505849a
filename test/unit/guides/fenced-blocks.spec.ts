import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE_FOLDER } from '../../../tools/state/local-folder';
import { blocksOf, readBlocks } from '../../support/guides/fenced-blocks';

const PAGE = `# A page

\`\`\`sh
echo "$A"
\`\`\`

## Second

\`\`\`json output soon
{"a":1,…}

{"b":2}
\`\`\`

\`\`\`
plain
\`\`\`
`;

it('reads the fenced blocks of a page in their order', () => {
  expect(blocksOf(PAGE)).toEqual([
    { language: 'sh', words: [], text: 'echo "$A"\n', section: '', line: 3 },
    {
      language: 'json',
      words: ['output', 'soon'],
      text: '{"a":1,…}\n\n{"b":2}\n',
      section: 'Second',
      line: 9,
    },
    { language: '', words: [], text: 'plain\n', section: 'Second', line: 15 },
  ]);
});

describe('the pages of docs/', () => {
  const pages = readdirSync(join(CLONE_FOLDER, 'docs')).filter((name) => name.endsWith('.md'));
  const blocks = pages.flatMap((page) => readBlocks(page).map((block) => ({ page, ...block })));

  it('use no word behind a language that docs/README.md does not explain', () => {
    const form = /^(sh( untested)?|text buyer|(http|json|text) output( soon)?)$/;
    const odd = blocks
      .filter(({ words }) => words.length > 0)
      .map(({ page, line, language, words }) => ({
        page,
        line,
        info: [language, ...words].join(' '),
      }))
      .filter(({ info }) => !form.test(info));
    expect(odd).toEqual([]);
  });

  it('say behind every command that is not run why it is not', () => {
    const untested = blocks.filter(({ words }) => words.includes('untested'));
    expect(untested.map(({ page }) => page).sort()).toEqual([
      'going-live.md',
      'integrating.md',
      'operations.md',
    ]);
  });
});
