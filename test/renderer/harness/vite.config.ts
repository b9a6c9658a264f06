// Builds the till's pages and a harness page for a plain browser, as strictly as the program serves them: no inline script, no data: fonts.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const repository = resolve(import.meta.dirname, '../../..');

export default defineConfig({
  root: repository,
  base: './',
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: process.env['HARNESS_OUT'] ?? resolve(repository, 'out/harness'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [resolve(repository, 'renderer/index.html'), resolve(repository, 'renderer/gallery.html'), resolve(repository, 'test/renderer/harness/index.html')],
    },
  },
});
