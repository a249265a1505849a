import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { FORMAT, SHOTS } from '../../tools/screenshots/shots';

const ROOT = join(__dirname, '../..');
const IMAGES = join(ROOT, 'docs', 'images');
const MOST_BYTES = 1_500_000;

const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(ROOT, folder, name));

const PAGES = [
  ...pagesIn('.'),
  ...pagesIn('docs'),
  ...pagesIn('packages/button'),
  ...pagesIn('packages/client'),
];

/** Images of a page: in Markdown, and as HTML where a width is said. */
const IMAGE =
  /!\[(?<alt>[^\]]*)\]\((?<file>[^)\s]+)\)|<img [^>]*src="(?<src>[^"]+)" alt="(?<text>[^"]*)"/g;

const SHOWN = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(IMAGE)].map(({ groups = {} }) => ({
    page: relative(ROOT, page),
    file: join(dirname(page), groups.file ?? groups.src ?? ''),
    alt: groups.alt ?? groups.text ?? '',
  })),
);
const FILES = readdirSync(IMAGES).sort();

it.each(SHOWN)('$page shows $file, which is there, and says what it is', ({ file, alt }) => {
  expect(FILES).toContain(relative(IMAGES, file));
  expect(alt.split(' ').length).toBeGreaterThan(2);
});

it('the pictures are those that `npm run screenshots` takes', () => {
  expect(FILES).toEqual(SHOTS.map(({ name }) => `${name}.${FORMAT}`).sort());
});

it('each of them is shown somewhere', () => {
  const shown = new Set(SHOWN.map(({ file }) => relative(IMAGES, file)));
  expect(FILES.filter((name) => !shown.has(name))).toEqual([]);
});

it('together they are small enough for a clone', () => {
  const bytes = FILES.reduce((sum, name) => sum + statSync(join(IMAGES, name)).size, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
});
