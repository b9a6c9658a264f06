// Runs in the wallet page: puts its parts together, asks the desk for news every second, and handles the frame around them.
import type { DeskClient, Dom } from '../../control/page-dom.ts';
import type { PhonesView } from '../views.ts';
import type { CodeCard } from './code-card.ts';
import type { PinSheet } from './pin-sheet.ts';
import type { ScanSheet } from './scan-sheet.ts';
import type { PageState } from './state.ts';

export function walletMain(
  dom: Dom, desk: DeskClient, state: PageState, card: CodeCard, pin: PinSheet, scan: ScanSheet,
  history: { readonly update: () => void }, drawer: { readonly update: () => void },
): void {
  const POLL_MS = 1000;
  let lost = false;

  function complain(error: unknown): void {
    state.say(error instanceof Error ? error.message : String(error));
  }

  function safely(work: () => Promise<void>): () => void {
    return () => {
      work().catch(complain);
    };
  }

  async function poll(): Promise<void> {
    try {
      state.setPhones(await desk.get<PhonesView>('/api/phones'));
      lost = false;
    } catch (error) {
      if (!lost) state.say(`${state.t('offline')} (${String(error)})`);
      lost = true;
    }
    window.setTimeout(safely(poll), POLL_MS);
  }

  /** A payment that waits on the other wallet brings that wallet to the front, unless something is open here. */
  function followWaiting(): void {
    const here = state.phone();
    const there = state.otherPhone();
    const key = there?.waiting.filter((one) => one.popsUp).map((one) => one.outTradeNo).join(' ') ?? '';
    if (!here || !there || here.waiting.length > 0 || key === '' || key === followed || document.querySelector('dialog[open]')) return;
    followed = key;
    state.setWallet(there.wallet);
  }
  let followed = '';

  function showTab(name: 'pay' | 'history'): void {
    for (const tab of ['pay', 'history'] as const) {
      dom.byId(`panel-${tab}`).toggleAttribute('hidden', tab !== name);
      const button = dom.byId(`tab-${tab}`);
      button.setAttribute('aria-selected', String(tab === name));
      button.tabIndex = tab === name ? 0 : -1;
    }
  }

  function showFrame(): void {
    const phone = state.phone();
    for (const wallet of ['alipay', 'wechat'] as const) {
      dom.byId(`wallet-${wallet}`).setAttribute('aria-pressed', String(wallet === state.wallet()));
    }
    if (!phone) return;
    dom.byId('owner').textContent = phone.buyerName;
    dom.byId('balance').textContent = dom.yuan(phone.balanceFen);
  }

  state.onChange(showFrame);
  state.onChange(followWaiting);
  state.onChange(safely(card.update));
  state.onChange(pin.update);
  state.onChange(scan.update);
  state.onChange(history.update);
  state.onChange(drawer.update);

  for (const wallet of ['alipay', 'wechat'] as const) {
    dom.byId(`wallet-${wallet}`).addEventListener('click', () => {
      card.hideResult();
      state.setWallet(wallet);
    });
  }
  for (const tab of ['pay', 'history'] as const) {
    dom.byId(`tab-${tab}`).addEventListener('click', () => showTab(tab));
    dom.byId(`tab-${tab}`).addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const other = tab === 'pay' ? 'history' : 'pay';
      showTab(other);
      dom.byId(`tab-${other}`).focus();
    });
  }
  dom.byId('language').addEventListener('click', () => state.switchLanguage());
  dom.byId('refresh').addEventListener('click', safely(card.refresh));
  dom.byId('hold').addEventListener('click', safely(card.present));
  dom.byId('scan-open').addEventListener('click', () => scan.open());
  state.begin();
  safely(poll)();
}
