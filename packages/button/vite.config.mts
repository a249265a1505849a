import { defineConfig } from 'vite';

/** The button as one classic script, for shops that cannot load modules: `dist/ipay-button.js`. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    lib: {
      entry: 'src/index.ts',
      formats: ['iife'],
      name: 'ipayButton',
      fileName: () => 'ipay-button.js',
    },
    outDir: 'dist',
    // The modules are there already.
    emptyOutDir: false,
    target: 'es2022',
  },
});
