// How the three parts are bundled. Targets are stated, so that what runs on the oldest Electron we test with also runs on the
// one we ship; otherwise the bundler would derive them from the newest.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { licences } from './scripts/lib/licences.mjs';
import { screenFonts } from './scripts/lib/screen-fonts.mjs';

export default defineConfig({
  main: {
    plugins: [licences()],
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      sourcemap: true,
      // Native modules stay outside, they are the only production dependencies; everything else is bundled.
      externalizeDeps: true,
      rollupOptions: {
        // The till, the process in which native device code runs, and the one that copies the books.
        input: { index: 'main/index.ts', devices: 'main/adapters/hardware/process/entry.ts', backup: 'main/adapters/storage/backup-process/entry.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20.18',
      // A sandboxed preload can require nothing: it must be one file, in CommonJS.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), screenFonts(), licences()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome130',
      minify: true,
      // Everything is a file of its own under app://, so that the content policy needs no data: for fonts and images.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: Object.fromEntries(['index', 'display', 'kiosk'].map((page) => [page, join(import.meta.dirname, 'renderer', `${page}.html`)])) },
    },
  },
});
