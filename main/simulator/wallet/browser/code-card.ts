// Runs in the wallet page: the payment code with its countdown, and the result that takes its place after a payment.
import type { DeskClient, Dom } from '../../control/page-dom.ts';
import type { CodeView, PaymentView } from '../views.ts';
import type { PageState } from './state.ts';

export type CodeCard = ReturnType<typeof codeCard>;

export function codeCard(dom: Dom, desk: DeskClient, state: PageState) {
  const RING = 2 * Math.PI * 9;
  let code: CodeView | undefined;
  let codeOf = '';
  let endsAt = 0;
  let asking = false;
  let seenPayments: ReadonlySet<string> | undefined;
  let seenOf = '';

  async function fetchCode(action: 'code' | 'refresh'): Promise<void> {
    if (asking) return;
    asking = true;
    const wallet = state.wallet();
    try {
      const fresh = await desk.post<CodeView>(state.path(action));
      if (wallet === state.wallet()) show(fresh, wallet);
    } finally {
      asking = false;
    }
  }

  function show(fresh: CodeView, wallet: string): void {
    code = fresh;
    codeOf = wallet;
    endsAt = performance.now() + fresh.expiresInMs;
    dom.showSvg(dom.byId('barcode'), fresh.barcodeSvg);
    dom.showSvg(dom.byId('qr'), fresh.qrSvg);
    dom.byId('digits').replaceChildren(...fresh.groups.map((group) => dom.el('span', {}, group)));
    tick();
  }

  function tick(): void {
    const left = Math.max(0, endsAt - performance.now());
    const share = code ? left / code.lifeMs : 0;
    dom.byId('ring').setAttribute('stroke-dasharray', `${(RING * share).toFixed(2)} ${RING.toFixed(2)}`);
    dom.byId('left').textContent = `${Math.ceil(left / 1000)} ${state.t('seconds')}`;
  }

  /** A new payment of this phone since the last look, if there is one. */
  function newPayment(history: readonly PaymentView[]): PaymentView | undefined {
    const before = seenOf === state.wallet() ? seenPayments : undefined;
    seenPayments = new Set(history.filter((payment) => payment.state === 'paid').map((payment) => payment.outTradeNo));
    seenOf = state.wallet();
    return before && history.find((payment) => payment.state === 'paid' && !before.has(payment.outTradeNo));
  }

  function showResult(payment: PaymentView): void {
    dom.byId('result-amount').textContent = dom.yuan(payment.totalFen);
    dom.byId('result-shop').textContent = payment.subject;
    dom.byId('result-number').textContent = payment.outTradeNo;
    dom.byId('card').dataset['face'] = 'result';
  }

  function hideResult(): void {
    dom.byId('card').dataset['face'] = 'code';
  }

  async function update(): Promise<void> {
    const phone = state.phone();
    if (!phone) return;
    const payment = newPayment(phone.history);
    if (payment) showResult(payment);
    const usable = code !== undefined && codeOf === phone.wallet && phone.codeSerial === code.serial && performance.now() < endsAt;
    if (!usable) await fetchCode('code');
  }

  async function present(): Promise<void> {
    hideResult();
    await update();
    const { heard } = await desk.post<{ heard: number }>(state.path('present'));
    state.say(state.t(heard > 0 ? 'presented' : 'nobodyHeard'));
  }

  dom.byId('result-done').addEventListener('click', hideResult);
  window.setInterval(tick, 250);
  return { update, present, hideResult, refresh: () => fetchCode('refresh') };
}
