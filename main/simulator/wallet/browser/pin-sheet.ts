// Runs in the wallet page: the sheet on which the customer confirms a payment with the PIN or declines it.
import type { DeskClient, Dom } from '../../control/page-dom.ts';
import type { PageState } from './state.ts';

export type PinSheet = ReturnType<typeof pinSheet>;

export function pinSheet(dom: Dom, desk: DeskClient, state: PageState) {
  interface Payable {
    readonly outTradeNo: string;
    readonly totalFen: number;
    readonly subject: string;
  }
  const sheet = dom.dialog('pin-sheet');
  /** Put off by "later": the sheet does not open for these by itself again, the line above the tabs does. */
  const putOff = new Set<string>();
  let payment: Payable | undefined;
  /** What the line above the tabs would open. */
  let offered: Payable | undefined;
  let pin = '';
  let busy = false;
  /** Why the last try did not pay. */
  let refusal = '';

  function open(next: Payable): void {
    payment = next;
    pin = '';
    putOff.delete(next.outTradeNo);
    refuse('');
    fill();
    dom.openDialog('pin-sheet');
  }

  function fill(): void {
    if (!payment) return;
    dom.byId('pin-shop').textContent = payment.subject;
    dom.byId('pin-amount').textContent = dom.yuan(payment.totalFen);
    dom.byId('pin-balance').textContent = dom.yuan(state.phone()?.balanceFen ?? 0);
    showDots();
  }

  function showDots(): void {
    const dots = dom.byId('pin-dots');
    dots.setAttribute('aria-label', `${state.t('pinEntered')}: ${pin.length} / 6`);
    [...dots.children].forEach((dot, index) => dot.classList.toggle('full', index < pin.length));
  }

  function refuse(reason: string): void {
    refusal = reason;
    dom.byId('pin-note').textContent = reason;
  }

  async function press(key: string): Promise<void> {
    if (busy) return;
    pin = key === 'erase' ? pin.slice(0, -1) : (pin + key).slice(0, 6);
    showDots();
    if (pin.length === 6) await finish('confirm');
  }

  async function finish(action: 'confirm' | 'decline'): Promise<void> {
    if (!payment || busy) return;
    busy = true;
    try {
      const { outTradeNo } = payment;
      const body = action === 'confirm' ? { outTradeNo, pin } : { outTradeNo };
      const { result } = await desk.post<{ result: 'paid' | 'declined' | 'no-money' | 'not-payable' | 'unknown-order' }>(state.path(action), body);
      pin = '';
      showDots();
      if (result === 'paid') sheet.close();
      else if (result === 'declined') {
        putOff.add(outTradeNo);
        state.say(state.t('declined'));
        sheet.close();
      } else refuse(state.t(result));
    } finally {
      busy = false;
    }
  }

  /** Opens for a payment that waits for this phone; closes when the one it shows is over. */
  function update(): void {
    const waiting = state.phone()?.waiting ?? [];
    const next = waiting.find((one) => one.popsUp && !putOff.has(one.outTradeNo));
    if (!sheet.open && next && !document.querySelector('dialog[open]')) open(next);
    const isWaiting = waiting.some((one) => one.outTradeNo === payment?.outTradeNo);
    const ended = isWaiting || busy ? undefined : state.phone()?.history.find((one) => one.outTradeNo === payment?.outTradeNo);
    if (sheet.open && ended) {
      // A payment that ended unpaid, here or at the till, does not just vanish from the screen.
      if (ended.state !== 'paid') state.say(refusal || state.t(`state-${ended.state}`));
      sheet.close();
    }
    offered = sheet.open ? undefined : waiting[0];
    dom.byId('waiting-line').toggleAttribute('hidden', !offered);
  }

  function guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      pin = '';
      showDots();
      refuse(error instanceof Error ? error.message : String(error));
    });
  }

  for (const button of sheet.querySelectorAll<HTMLElement>('[data-key]')) {
    button.addEventListener('click', () => guard(press(button.dataset['key'] ?? '')));
  }
  sheet.addEventListener('keydown', (event) => {
    if (/^\d$/.test(event.key)) guard(press(event.key));
    else if (event.key === 'Backspace') guard(press('erase'));
  });
  sheet.addEventListener('close', () => {
    if (payment) putOff.add(payment.outTradeNo);
    update();
  });
  dom.byId('waiting-open').addEventListener('click', () => {
    if (offered) open(offered);
  });
  dom.byId('pin-later').addEventListener('click', () => sheet.close());
  dom.byId('pin-decline').addEventListener('click', () => guard(finish('decline')));
  return { open, update, refill: fill };
}
