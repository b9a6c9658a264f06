// `npm run gallery`: every screen, window and part with invented data, in a browser, drawn again as its source is edited.
import { createServer } from 'vite';
import { galleryConfig } from './lib/gallery.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  const server = await createServer(galleryConfig);
  await server.listen();
  const origin = server.resolvedUrls?.local[0] ?? '';
  process.stdout.write(`\n  ${origin}gallery.html\n  one alone: ${origin}gallery.html?show=checkout&language=en&theme=dark\n  Ctrl+C ends it.\n\n`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
  await server.close();
  return 0;
});
