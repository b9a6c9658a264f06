// From the start of a page's loading to its painted content: the till with its first picture from the core, beside a page that has React
// and nothing else, each in a new renderer process of the same Electron, in turns. Run after a build with
// `node test/bench/start/start.bench.ts [times]`, on a display or under xvfb-run; GUITAI_ELECTRON names the program.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { findElectron } from '../../../scripts/lib/electron.mjs';
import { Bench } from '../../e2e/support/app.ts';
import { figure, summary } from '../support/figures.ts';

const TIMES = Number(process.argv[2] ?? 25);
/** The first loads fill the caches of the disk and of compiled code, for both alike. */
const WARM_UP = 3;
const SETTLED_MS = 500;
const LIMIT_MS = 30_000;

process.env['GUITAI_ELECTRON'] ??= findElectron()?.path ?? '';

/** A preload script that notes on the document when its content is painted for the first time. */
const WATCH = `
const watcher = new MutationObserver(() => {
  if (document.querySelector('[data-testid="total"], [data-testid="bare"]') === null) return;
  watcher.disconnect();
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => document.documentElement.setAttribute('data-painted', String(performance.now()));
    channel.port2.postMessage(0);
  });
});
watcher.observe(document, { subtree: true, childList: true });
`;

interface Load {
  /** From the start of loading to the painted content, ms. */
  readonly painted: number;
  /** What the page's process has worked from its birth until it had nothing more to do, ms of CPU. */
  readonly worked: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'guitai-bare-'));
  const bench = await Bench.start();
  try {
    await build({
      configFile: false, logLevel: 'warn', root: join(import.meta.dirname, 'bare'), plugins: [react()],
      build: { outDir: folder, emptyOutDir: true, target: 'chrome130', modulePreload: { polyfill: false } },
    });
    writeFileSync(join(folder, 'watch.js'), WATCH);
    await prepare(bench, folder);
    const till: Load[] = [];
    const bare: Load[] = [];
    for (let index = 0; index < TIMES + WARM_UP; index += 1) {
      const tillLoad = await loadTill(bench);
      const bareLoad = await loadBare(bench);
      if (index < WARM_UP) continue;
      till.push(tillLoad);
      bare.push(bareLoad);
    }
    report('bare React page', bare);
    report('the till', till);
    // Turn by turn: what else the machine does meets both pages of a turn alike.
    const ratio = (of: keyof Load): string => summary(till.map((load, turn) => load[of] / (bare[turn]?.[of] ?? Number.NaN))).median.toFixed(2);
    process.stdout.write(`the till takes ${ratio('painted')} times as long, and ${ratio('worked')} times the CPU\n`);
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Has every page watched from within, and the bare page served in a session of its own under the scheme of the till's page. */
async function prepare(bench: Bench, folder: string): Promise<void> {
  await bench.electron.evaluate(({ session, net }, root) => {
    const bare = session.fromPartition('bare');
    bare.protocol.handle('app', (request) => net.fetch(`file://${root}${new URL(request.url).pathname}`));
    for (const each of [session.defaultSession, bare]) each.setPreloads([`${root}/watch.js`]);
  }, folder);
}

/** The till's page in a new process: the old one is ended, and the shell loads the page again by itself. */
async function loadTill(bench: Bench): Promise<Load> {
  await bench.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes('index.html'))?.webContents;
    const gone = new Promise((resolve) => {
      contents?.once('render-process-gone', resolve);
    });
    contents?.forcefullyCrashRenderer();
    await gone;
  });
  return paintedIn(bench, 'app://guitai');
}

async function loadBare(bench: Bench): Promise<Load> {
  await bench.electron.evaluate(({ BrowserWindow }) => {
    const window = new BrowserWindow({ width: 1366, height: 768, useContentSize: true, webPreferences: { partition: 'bare', sandbox: true, backgroundThrottling: false, spellcheck: false } });
    void window.loadURL('app://bare/index.html');
  });
  const load = await paintedIn(bench, 'app://bare');
  await bench.electron.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows()) if (each.webContents.getURL().startsWith('app://bare')) each.destroy();
  });
  return load;
}

/** Waits for the page's content; the page is asked only after the time that it takes. */
async function paintedIn(bench: Bench, origin: string): Promise<Load> {
  for (const until = Date.now() + LIMIT_MS; Date.now() < until;) {
    await pause(SETTLED_MS);
    const load = await bench.electron.evaluate(async ({ app, BrowserWindow }, wanted) => {
      const contents = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith(wanted))?.webContents;
      const painted = Number(await contents?.executeJavaScript('document.documentElement.dataset.painted ?? 0'));
      const usage = app.getAppMetrics().find((each) => each.pid === contents?.getOSProcessId());
      return { painted, worked: (usage?.cpu.cumulativeCPUUsage ?? 0) * 1000 };
    }, origin);
    if (load.painted > 0) return load;
  }
  throw new Error(`${origin} was not painted within ${LIMIT_MS} ms`);
}

function report(name: string, loads: readonly Load[]): void {
  const painted = summary(loads.map((load) => load.painted));
  const worked = summary(loads.map((load) => load.worked));
  process.stdout.write(`${name.padEnd(20)} x${String(loads.length).padStart(4)}  painted: median ${figure(painted.median)}  p95 ${figure(painted.p95)} ms   CPU: median ${figure(worked.median)} ms\n`);
}

await main();
