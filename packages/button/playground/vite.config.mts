import { defineConfig } from 'vite';

/** A page with every form of the button: a static bundle that the demo shop serves. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/playground/',
  build: {
    outDir: '../dist/playground',
    emptyOutDir: true,
    // Everything from files of our own: the page's policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
