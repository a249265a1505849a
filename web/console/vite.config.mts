import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Packed copies beside the files: the service packs nothing while it answers. */
function packed(): Plugin {
  const compress = { br: promisify(brotliCompress), gz: promisify(gzip) };
  return {
    name: 'packed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((file) => /\.(?:js|css)$/.test(file));
      for (const file of files.map((name) => join(dir, name))) {
        const content = await readFile(file);
        for (const [ending, pack] of Object.entries(compress)) {
          await writeFile(`${file}.${ending}`, await pack(content));
        }
      }
    },
  };
}

/** The operators' console: a static bundle that the service serves at /console. */
export default defineConfig({
  plugins: [packed()],
  root: import.meta.dirname,
  base: '/console/',
  build: {
    outDir: '../../dist/web/console',
    emptyOutDir: true,
    // Everything from files of our own: the page's policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: {
    proxy: { '/v1': 'http://127.0.0.1:8080', '/console/session': 'http://127.0.0.1:8080' },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
