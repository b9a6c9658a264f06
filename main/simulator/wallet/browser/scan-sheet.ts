// Runs in the wallet page: the phone's "camera", a list of what the tills' screens show now, and a field for pasted text.
import type { DeskClient, Dom } from '../../control/page-dom.ts';
import type { OpenQr } from '../../gateway.ts';
import type { LookAnswer } from '../views.ts';
import type { PinSheet } from './pin-sheet.ts';
import type { PageState } from './state.ts';

export type ScanSheet = ReturnType<typeof scanSheet>;

export function scanSheet(dom: Dom, desk: DeskClient, state: PageState, pin: PinSheet) {
  const sheet = dom.dialog('scan-sheet');
  const field = dom.input('scan-text');
  let drawn = '';

  async function look(qrText: string): Promise<void> {
    const answer = await desk.post<LookAnswer>(state.path('look'), { qrText });
    if (answer.kind === 'refused') {
      dom.byId('scan-note').textContent = state.t(answer.reason);
      return;
    }
    sheet.close();
    pin.open(answer);
  }

  function tryLook(qrText: string): void {
    look(qrText).catch((error: unknown) => {
      dom.byId('scan-note').textContent = error instanceof Error ? error.message : String(error);
    });
  }

  function row(qr: OpenQr): HTMLElement {
    return dom.el('li', {},
      dom.el('button', { type: 'button', class: 'qr-row', onclick: () => tryLook(qr.qrText) },
        dom.el('span', { class: 'qr-row-amount' }, dom.yuan(qr.totalFen)),
        dom.el('span', { class: 'qr-row-subject' }, qr.subject),
        dom.el('span', { class: 'qr-row-number' }, qr.isOnline ? `${state.t('orderedOnline')} · ${qr.outTradeNo}` : qr.outTradeNo)));
  }

  function update(): void {
    const phone = state.phone();
    if (!sheet.open || !phone) return;
    const elsewhere = phone.openQrs.length === 0 && (state.otherPhone()?.openQrs.length ?? 0) > 0;
    dom.byId('scan-other').toggleAttribute('hidden', !elsewhere);
    dom.byId('scan-none').toggleAttribute('hidden', elsewhere || phone.openQrs.length > 0);
    const now = JSON.stringify([phone.wallet, phone.openQrs.map((qr) => qr.qrText)]);
    if (now === drawn) return;
    drawn = now;
    dom.byId('scan-list').replaceChildren(...phone.openQrs.map(row));
  }

  dom.byId('scan-form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.value.trim() !== '') tryLook(field.value.trim());
  });
  dom.byId('scan-other').addEventListener('click', () => state.setWallet(state.wallet() === 'alipay' ? 'wechat' : 'alipay'));
  dom.byId('scan-close').addEventListener('click', () => sheet.close());
  dom.lightDismiss('scan-sheet');

  return {
    update,
    open(): void {
      drawn = '';
      field.value = '';
      dom.byId('scan-note').textContent = '';
      dom.openDialog('scan-sheet');
      update();
    },
  };
}
