// The printer page: a printer seen from above its counter, with the paper it has given out, newest on top.
import type { Route } from '../http.ts';
import { deskClient, domKit } from '../page-dom.ts';
import { pageFrame, pageRoutes } from '../page-frame.ts';
import { pageProgram } from '../page-program.ts';
import { PAGE_STYLE, themed } from '../page-style.ts';
import { wordKit } from '../page-words.ts';
import { PRINTER_WORDS, printerMain } from './browser.ts';

const BODY = `
<header>
  <h1 data-t="title"></h1><span class="demo" data-t="demo"></span>
  <button type="button" class="quiet" id="language" data-t="otherLanguage" data-label="otherLanguageLabel"></button>
</header>
<div class="controls">
  <div class="choice" id="states" role="group" data-label="states"></div>
  <div class="second">
    <div class="choice" id="widths" role="group" data-label="widths"></div>
    <p class="drawer" id="drawer" data-open="false" role="status"><svg viewBox="0 0 32 24" aria-hidden="true"><rect x="4" y="3" width="24" height="8" rx="2"/><path class="tray" d="M6 11v8a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-8M13 15h6"/></svg><span id="drawer-word" data-t="drawerShut"></span></p>
  </div>
</div>
<div class="machine" aria-hidden="true"><span class="lamp"></span><span class="slot"></span></div>
<main>
  <p class="none" id="none" data-t="none"></p>
  <ul id="papers"></ul>
  <button type="button" class="quiet" id="clear" data-t="clear" hidden></button>
</main>
<p class="said" id="said" role="status"></p>`;

const STYLE = `${PAGE_STYLE}
${themed(':root', '--machine: #3a3f47; --machine-top: #4a505a; --accent: #2a5fc4; --accent-soft: #e7eefb; --warn: #8a5a00;', '--machine: #2d3138; --machine-top: #3b414a; --accent: #9dbcff; --accent-soft: #223252; --warn: #f0c27a;')}
body { --focus: var(--accent); display: flex; flex-direction: column; overflow: hidden; }
header { display: flex; align-items: center; gap: 10px; padding: 14px 18px 10px; }
h1 { font-size: 18px; font-weight: 650; }
.demo { margin-right: auto; padding: 2px 9px; border-radius: 9px; background: var(--accent-soft); color: var(--accent); font-size: 12px; font-weight: 600; }
.quiet { min-height: 36px; padding: 0 14px; border-radius: 12px; background: var(--sunk); font-weight: 550; }
.quiet:hover { background: var(--line); }
.controls { display: grid; gap: 10px; padding: 0 18px 14px; }
.second { display: flex; align-items: center; justify-content: space-between; gap: 10px; }
.choice { display: flex; flex-wrap: wrap; gap: 6px; }
.choice button { min-height: 38px; padding: 0 13px; border-radius: 12px; background: var(--card); box-shadow: inset 0 0 0 1px var(--line); font-size: 14px; font-weight: 500; }
.choice button:hover { background: var(--sunk); }
.choice button[aria-pressed='true'] { background: var(--accent-soft); box-shadow: inset 0 0 0 2px var(--accent); color: var(--accent); font-weight: 650; }
.drawer { display: flex; align-items: center; gap: 8px; font-size: 14px; color: var(--soft); }
.drawer svg { width: 32px; height: 24px; }
.tray { transition: transform .25s; }
.drawer[data-open='true'] { color: var(--good); font-weight: 650; }
.drawer[data-open='true'] .tray { transform: translateY(3px); }
.machine { position: relative; z-index: 1; flex: none; height: 46px; margin: 0 12px; border-radius: 16px 16px 9px 9px; background: linear-gradient(var(--machine-top), var(--machine)); box-shadow: 0 6px 14px rgb(0 0 0 / 22%); }
.slot { position: absolute; left: 14px; right: 14px; bottom: 8px; height: 6px; border-radius: 3px; background: rgb(0 0 0 / 55%); }
.lamp { position: absolute; top: 13px; right: 18px; width: 9px; height: 9px; border-radius: 50%; background: #6fe0a2; }
[data-state='near-end'] .lamp, [data-state='slow'] .lamp, [data-state='garbage'] .lamp { background: #ffc65c; }
[data-state='paper-out'] .lamp, [data-state='cover-open'] .lamp { background: #ff7b6e; }
[data-state='dead'] .lamp { background: #6b6f76; }
[data-state='cover-open'] .machine { transform: perspective(300px) rotateX(-24deg); transform-origin: bottom; }
main { flex: 1; min-height: 0; margin-top: -10px; padding: 10px 18px 56px; overflow: auto; text-align: center; }
.none { max-width: 22em; margin: 64px auto; color: var(--soft); }
#papers { display: grid; justify-items: center; gap: 22px; }
.paper { max-width: 100%; }
.strip { max-width: 100%; filter: drop-shadow(0 3px 9px rgb(30 25 15 / 16%)); }
.strip svg { display: block; width: 100%; height: 100%; }
.fresh .strip { animation: feed .9s cubic-bezier(.2, .7, .3, 1); }
@keyframes feed { from { transform: translateY(-46%); clip-path: inset(46% 0 0 0); } to { clip-path: inset(0); } }
.paper-foot { display: flex; justify-content: space-between; padding: 6px 4px 0; font-size: 13px; color: var(--soft); font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-underline-offset: 3px; }
.paper-faults { max-width: 26em; margin: 4px auto 0; font-size: 13px; color: var(--warn); }
#clear { margin-top: 22px; }
.said { position: fixed; left: 0; right: 0; bottom: 0; padding: 10px 18px; min-height: 0; font-size: 13px; text-align: center; color: var(--soft); background: color-mix(in srgb, var(--paper) 88%, transparent); }
.said:empty { display: none; }
`;

/** `/printer` and what it loads. */
export function printerRoutes(token: string, fonts: boolean): Route[] {
  const script = pageProgram({ allWords: PRINTER_WORDS }, [
    { name: 'dom', make: domKit, needs: [] },
    { name: 'desk', make: deskClient, needs: [] },
    { name: 'words', make: wordKit, needs: ['allWords'] },
    { name: 'main', make: printerMain, needs: ['dom', 'desk', 'words'] },
  ]);
  return pageRoutes('printer', pageFrame({ title: '示范打印机', assets: 'printer', token, fonts }, BODY), STYLE, script);
}
