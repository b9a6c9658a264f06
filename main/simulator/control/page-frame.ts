// What the desk's pages have in common: the head, and the addresses under which page, style and script are served.
import type { Route } from './http.ts';

export interface PageHead {
  readonly title: string;
  /** Name under /assets/ without its ending: `wallet` loads wallet.css and wallet.js. */
  readonly assets: string;
  readonly token: string;
  /** Whether /fonts/index.css can be loaded. */
  readonly fonts: boolean;
}

/** A whole page. `body` is HTML of ours; nothing that came over a wire is ever put into it. */
export function pageFrame({ title, assets, token, fonts }: PageHead, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="desk-token" content="${token}">
<title>${title}</title>
<link rel="icon" href="data:,">
${fonts ? '<link rel="stylesheet" href="/fonts/index.css">\n' : ''}<link rel="stylesheet" href="/assets/${assets}.css">
<script src="/assets/${assets}.js" defer></script>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Serves `/NAME`, `/assets/NAME.css` and `/assets/NAME.js`. */
export function pageRoutes(name: string, page: string, style: string, script: string): Route[] {
  return [
    { method: 'GET', path: `/${name}`, handle: () => ({ type: 'text/html; charset=utf-8', body: page }) },
    { method: 'GET', path: `/assets/${name}.css`, handle: () => ({ type: 'text/css; charset=utf-8', body: style }) },
    { method: 'GET', path: `/assets/${name}.js`, handle: () => ({ type: 'text/javascript; charset=utf-8', body: script }) },
  ];
}
