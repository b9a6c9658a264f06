// The wallet page as HTML. Its words are filled in by the page itself (`data-t`, `data-label`, `data-alt` name them).
import { deskClient, domKit } from '../control/page-dom.ts';
import type { Route } from '../control/http.ts';
import { pageFrame, pageRoutes } from '../control/page-frame.ts';
import { pageProgram } from '../control/page-program.ts';
import { wordKit } from '../control/page-words.ts';
import { STORIES } from '../stories.ts';
import { codeCard } from './browser/code-card.ts';
import { historyTab } from './browser/history.ts';
import { walletMain } from './browser/main.ts';
import { pinSheet } from './browser/pin-sheet.ts';
import { scanSheet } from './browser/scan-sheet.ts';
import { pageState } from './browser/state.ts';
import { testDrawer } from './browser/test-drawer.ts';
import { WALLET_WORDS } from './browser/words.ts';
import { ALIPAY_MARK, WECHAT_MARK } from './marks.ts';
import { WALLET_STYLE } from './style.ts';

const ICON = {
  refresh: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M19 8.500A8 8 0 1 0 20 12M19.5 4v4.800h-4.8"/></svg>',
  scanner: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 4v16M8.5 4v16M12 4v16M15 4v16M19 4v16"/></svg>',
  camera: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9V6.500A2.5 2.5 0 0 1 6.5 4H9M15 4h2.500A2.5 2.5 0 0 1 20 6.500V9M20 15v2.500a2.5 2.5 0 0 1-2.5 2.500H15M9 20H6.500A2.5 2.5 0 0 1 4 17.500V15M4 12h16"/></svg>',
  erase: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 5h11v14H9l-6-7zM12 9.500l5 5M17 9.500l-5 5"/></svg>',
  close: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>',
  tick: '<svg viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="28"/><path d="M20 33l8.5 8.500L45 24"/></svg>',
};

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

const FRONT = `
<header class="hero">
  <div class="top">
    <span class="demo" data-t="demo"></span>
    <button type="button" class="ghost" id="test-open" data-t="test"></button>
    <button type="button" class="ghost" id="language" data-t="otherLanguage" data-label="otherLanguageLabel"></button>
  </div>
  <div class="wallets" role="group" data-label="walletSwitch">
    <button type="button" id="wallet-alipay">${ALIPAY_MARK}<span data-t="alipay"></span></button>
    <button type="button" id="wallet-wechat">${WECHAT_MARK}<span data-t="wechat"></span></button>
  </div>
</header>
<main>
  <section id="panel-pay" role="tabpanel" aria-labelledby="tab-pay">
    <div class="card" id="card" data-face="code">
      <div class="face code-face">
        <div class="card-head">
          <div><h1 data-t="code"></h1><p class="hint" data-t="codeHint"></p></div>
          <button type="button" class="refresh" id="refresh" data-label="refresh">
            <svg class="ring" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9"/><circle id="ring" cx="12" cy="12" r="9" transform="rotate(-90 12 12)"/></svg>
            <span id="left"></span>${ICON.refresh}
          </button>
        </div>
        <img class="barcode" id="barcode" data-alt="barcodeAlt" alt="">
        <p class="digits" id="digits"></p>
        <img class="qr" id="qr" data-alt="qrAlt" alt="">
      </div>
      <div class="face result-face" role="status">
        <div class="tick">${ICON.tick}</div>
        <p class="result-title" data-t="paidTitle"></p>
        <p class="result-amount" id="result-amount"></p>
        <p class="result-shop" id="result-shop"></p>
        <p class="result-number"><span data-t="merchantNo"></span> <span id="result-number"></span></p>
        <button type="button" class="quiet" id="result-done" data-t="backToCode"></button>
      </div>
      <p class="owner"><span id="owner"></span><span><span data-t="balance"></span> <strong id="balance"></strong></span></p>
    </div>
    <div class="actions">
      <button type="button" class="primary" id="hold">${ICON.scanner}<span data-t="hold"></span></button>
      <button type="button" class="secondary" id="scan-open">${ICON.camera}<span data-t="scanTill"></span></button>
    </div>
  </section>
  <section id="panel-history" role="tabpanel" aria-labelledby="tab-history" hidden>
    <h1 class="panel-title" data-t="tabHistory"></h1>
    <p class="empty" id="history-none" data-t="noHistory"></p>
    <ul class="history" id="history-list"></ul>
  </section>
</main>
<div class="lines">
  <p class="line" id="story-chip" hidden><span class="line-word" data-t="story"></span><span class="line-text" id="story-name"></span><span class="line-left" id="story-left"></span><button type="button" id="story-end" data-label="endStory">${ICON.close}</button></p>
  <p class="line waiting" id="waiting-line" hidden><span class="line-text" data-t="waitingOne"></span><button type="button" id="waiting-open" data-t="confirmNow"></button></p>
</div>
<nav class="tabs" role="tablist" data-label="tabs">
  <button type="button" role="tab" id="tab-pay" aria-controls="panel-pay" aria-selected="true" data-t="tabPay"></button>
  <button type="button" role="tab" id="tab-history" aria-controls="panel-history" aria-selected="false" tabindex="-1" data-t="tabHistory"></button>
</nav>
<p class="toast" id="toast" role="status"></p>`;

const SHEETS = `
<dialog class="sheet" id="pin-sheet" aria-labelledby="pin-title" aria-describedby="pin-shop pin-amount">
  <div class="sheet-body" tabindex="-1" autofocus>
    <div class="sheet-head"><h2 id="pin-title" data-t="payTo"></h2><button type="button" class="icon" id="pin-later" data-label="later">${ICON.close}</button></div>
    <p class="pin-shop" id="pin-shop"></p>
    <p class="pin-amount" id="pin-amount"></p>
    <p class="pin-from"><span data-t="payFrom"></span> <span id="pin-balance"></span></p>
    <p class="pin-label" data-t="pin"></p>
    <div class="pin-dots" id="pin-dots" role="img">${'<span></span>'.repeat(6)}</div>
    <p class="note" id="pin-note" role="alert"></p>
    <div class="keypad">
      ${KEYS.map((key) => `<button type="button" data-key="${key}">${key}</button>`).join('')}
      <button type="button" class="decline" id="pin-decline" data-t="decline"></button>
      <button type="button" data-key="0">0</button>
      <button type="button" data-key="erase" data-label="erase">${ICON.erase}</button>
    </div>
    <p class="hint centred" data-t="pinHint"></p>
  </div>
</dialog>
<dialog class="sheet" id="scan-sheet" aria-labelledby="scan-title">
  <div class="sheet-body" tabindex="-1" autofocus>
    <div class="sheet-head"><h2 id="scan-title" data-t="chooseQr"></h2><button type="button" class="icon" id="scan-close" data-label="close">${ICON.close}</button></div>
    <ul class="qr-list" id="scan-list"></ul>
    <p class="empty" id="scan-none" data-t="noQr"></p>
    <button type="button" class="quiet wide" id="scan-other" data-t="otherWalletQr" hidden></button>
    <form class="paste" id="scan-form">
      <label for="scan-text" data-t="pasteQr"></label>
      <div><input id="scan-text" autocomplete="off" spellcheck="false" maxlength="8192"><button type="submit" class="quiet" data-t="look"></button></div>
    </form>
    <p class="note" id="scan-note" role="alert"></p>
  </div>
</dialog>
<dialog class="sheet tall" id="test-drawer" aria-labelledby="test-title">
  <div class="sheet-body" tabindex="-1" autofocus>
    <div class="sheet-head"><h2 id="test-title" data-t="testTitle"></h2><button type="button" class="icon" id="test-close" data-label="close">${ICON.close}</button></div>
    <p class="hint" data-t="testIntro"></p>
    <fieldset><legend data-t="moods"></legend><div class="moods" id="moods"></div></fieldset>
    <div id="stories"></div>
    <button type="button" class="quiet wide" id="top-up" data-t="topUp"></button>
  </div>
</dialog>`;

/** `/wallet` and what it loads. `token` lets the page change things. */
export function walletRoutes(token: string, fonts: boolean): Route[] {
  const page = pageFrame({ title: '示范钱包', assets: 'wallet', token, fonts }, `<div class="phone">${FRONT}</div>${SHEETS}`);
  return pageRoutes('wallet', page, WALLET_STYLE, walletScript());
}

function walletScript(): string {
  const stories = STORIES.map(({ id, place, way, title, cashierSees }) => ({ id, place, way, title, cashierSees }));
  return pageProgram({ allWords: WALLET_WORDS, stories }, [
    { name: 'dom', make: domKit, needs: [] },
    { name: 'desk', make: deskClient, needs: [] },
    { name: 'words', make: wordKit, needs: ['allWords'] },
    { name: 'state', make: pageState, needs: ['dom', 'words'] },
    { name: 'card', make: codeCard, needs: ['dom', 'desk', 'state'] },
    { name: 'pin', make: pinSheet, needs: ['dom', 'desk', 'state'] },
    { name: 'scan', make: scanSheet, needs: ['dom', 'desk', 'state', 'pin'] },
    { name: 'history', make: historyTab, needs: ['dom', 'desk', 'state'] },
    { name: 'drawer', make: testDrawer, needs: ['dom', 'desk', 'state', 'stories'] },
    { name: 'main', make: walletMain, needs: ['dom', 'desk', 'state', 'card', 'pin', 'scan', 'history', 'drawer'] },
  ]);
}
