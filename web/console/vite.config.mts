import { defineConfig } from 'vite';

/** The operators' console: a static bundle that the service serves at /console. */
export default defineConfig({
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
