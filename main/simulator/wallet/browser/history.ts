// Runs in the wallet page: the list of payments, each with the numbers that a shop needs for a refund.
import type { DeskClient, Dom } from '../../control/page-dom.ts';
import type { PaymentView } from '../views.ts';
import type { PageState } from './state.ts';

export function historyTab(dom: Dom, desk: DeskClient, state: PageState) {
  let drawn = '';
  const opened = new Set<string>();

  function stateWord(payment: PaymentView): string {
    if (payment.state === 'paid' && payment.refundedFen > 0) return `${state.t('state-partly')} ${dom.yuan(payment.refundedFen)}`;
    return state.t(`state-${payment.state}`);
  }

  function time(at: number): string {
    return new Intl.DateTimeFormat(state.locale(), {
      month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    }).format(at);
  }

  function holdNumber(text: string): void {
    desk.post<{ heard: number }>('/api/scan', { text }).then(
      ({ heard }) => state.say(state.t(heard > 0 ? 'presented' : 'nobodyHeard')),
      (error: unknown) => state.say(error instanceof Error ? error.message : String(error)),
    );
  }

  function fact(word: string, value: string): HTMLElement {
    return dom.el('div', { class: 'fact' }, dom.el('dt', {}, word), dom.el('dd', {}, value));
  }

  function row(payment: PaymentView): HTMLElement {
    const way = { barcode: 'barcodeWay', qr: 'qrWay', other: 'otherWay' } as const;
    const details = dom.el('details', { class: 'payment', 'data-state': payment.state, open: opened.has(payment.outTradeNo) },
      dom.el('summary', {},
        dom.el('span', { class: 'payment-shop' }, payment.subject),
        dom.el('span', { class: 'payment-amount' }, payment.state === 'closed' ? dom.yuan(payment.totalFen) : dom.yuan(-payment.totalFen)),
        dom.el('span', { class: 'payment-time' }, time(payment.createdAt)),
        dom.el('span', { class: 'payment-state' }, stateWord(payment))),
      dom.el('dl', { class: 'facts' },
        fact(state.t('merchantNo'), payment.outTradeNo),
        fact(state.t('tradeNo'), payment.tradeNo),
        fact(state.t('method'), state.t(way[payment.kind]))),
      dom.el('button', { type: 'button', class: 'quiet wide', onclick: () => holdNumber(payment.outTradeNo) }, state.t('holdNumber')));
    details.addEventListener('toggle', () => (details.hasAttribute('open') ? opened.add(payment.outTradeNo) : opened.delete(payment.outTradeNo)));
    return dom.el('li', {}, details);
  }

  function update(): void {
    const phone = state.phone();
    if (!phone) return;
    const now = JSON.stringify([phone.wallet, state.language(), phone.history]);
    if (now === drawn) return;
    drawn = now;
    dom.byId('history-none').toggleAttribute('hidden', phone.history.length > 0);
    dom.byId('history-list').replaceChildren(...phone.history.map(row));
  }

  return { update };
}
