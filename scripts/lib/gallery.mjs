// The gallery of screens: every one with invented data, without a till behind it. Built by the bundler alone, for any browser.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { root } from './paths.mjs';
import { screenFonts } from './screen-fonts.mjs';

/** What a bundler needs to know of the gallery's page. */
export const galleryConfig = {
  configFile: /** @type {const} */ (false),
  root: join(root, 'renderer'),
  plugins: [react(), screenFonts()],
  logLevel: /** @type {const} */ ('warn'),
  server: { host: '127.0.0.1' },
  build: { outDir: join(root, 'artifacts', 'gallery'), emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, rolldownOptions: { input: join(root, 'renderer', 'gallery.html') } },
};
