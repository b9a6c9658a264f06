/** A pretended core: just enough answers to walk through the screens. It proves nothing about money. */
import type { AskName } from '../../../preload/contract/names.ts';
import type { Answer, AskInput, GuitaiBridge } from '../../../preload/contract/routes.ts';
import type { LineView, PaymentView, SaleView, Stage, TenderView } from '../../../preload/contract/views.ts';
import type { Till } from '../../../renderer/app/feed.ts';
import { HISTORY, payment, QUICK_KEYS, sale, till } from '../../../renderer/gallery/fixtures.ts';

export interface FakeBridge {
  readonly bridge: GuitaiBridge;
  /** Everything that the screens asked for, in order. */
  readonly asked: { name: AskName; input: unknown }[];
  /** Moves the shown payment on. */
  stage(next: Stage): void;
  /** Changes the shown payment. */
  patch(more: Partial<PaymentView>): void;
  /** Changes the snapshot. */
  set(more: Partial<Till>): void;
}

/** Begins with an empty till. */
export function makeFakeBridge(): FakeBridge {
  const asked: FakeBridge['asked'] = [];
  let view = till({ sale: null, now: Date.now() });
  let listener: ((snapshot: Till) => void) | null = null;
  let lines: LineView[] = [];
  let tenders: TenderView[] = [];
  let serial = 0;

  const set = (more: Partial<Till>): void => {
    view = { ...view, ...more, revision: view.revision + 1, now: Date.now() };
    // Over the border every snapshot arrives as a copy.
    listener?.(structuredClone(view));
  };
  const current = (): SaleView | null => (lines.length > 0 ? sale(lines, tenders) : null);
  const show = (next: PaymentView | null): void => set({ payment: next, awaitingCode: null, sale: current() });
  const add = (productId: string, quantity: number): void => {
    const product = QUICK_KEYS.find(({ id }) => id === productId) ?? QUICK_KEYS[0];
    if (!product) return;
    serial += 1;
    const gross = Math.round((product.price * quantity) / 1000);
    lines = [...lines, { ...product, id: `l${serial}`, unitPrice: product.price, quantity, gross, discount: 0, total: gross }];
    set({ sale: current(), finished: null, notice: { seq: serial, at: Date.now(), notice: { kind: 'added', lineId: `l${serial}`, nameZh: product.nameZh, nameEn: product.nameEn } } });
  };
  const finish = (): void => {
    const done = sale(lines, tenders, { status: 'settled', frozen: 'closed' });
    set({ sale: null, payment: null, finished: { sale: done, payments: [], print: { jobId: 'j', state: 'printed' }, checkDigits: '57' } });
    lines = [];
    tenders = [];
  };
  const start = (more: Partial<PaymentView>): void => {
    const amount = current()?.totals.due ?? 0;
    serial += 1;
    show(payment('sending', { id: `pay-${serial}`, amount, createdAt: Date.now(), expiresAt: Date.now() + 45_000, nextCheckAt: null, ...more }));
  };

  const answers: { [Name in AskName]?: (input: AskInput<Name>) => unknown } = {
    'sale.scan': ({ text }) => (view.awaitingCode ? start({ codeTail: text.slice(-4) }) : add('p1', 1000)),
    'sale.addProduct': ({ productId, quantity }) => add(productId, quantity),
    'sale.removeLine': ({ lineId }) => {
      lines = lines.filter(({ id }) => id !== lineId);
      set({ sale: current() });
    },
    'sale.setQuantity': ({ lineId, quantity }) => {
      lines = lines.map((each) => (each.id === lineId ? { ...each, quantity, gross: Math.round((each.unitPrice * quantity) / 1000), total: Math.round((each.unitPrice * quantity) / 1000) } : each));
      set({ sale: current() });
    },
    'sale.stepQuantity': ({ lineId, by }) => {
      lines = lines.map((each) => (each.id === lineId ? { ...each, quantity: each.quantity + by * 1000, total: each.total + by * each.unitPrice } : each));
      set({ sale: current() });
    },
    'catalogue.search': ({ text }) => ({ products: QUICK_KEYS.filter((product) => product.nameZh.includes(text) || product.nameEn.toLowerCase().includes(text.toLowerCase()) || product.code.startsWith(text)) }),
    'payment.askCode': () => set({ awaitingCode: { amount: current()?.totals.due ?? 0 }, payment: null }),
    'payment.stopAskingCode': () => set({ awaitingCode: null }),
    'payment.startBarcode': ({ code }) => start({ codeTail: code.slice(-4) }),
    'payment.startQr': ({ wallet }) => start({ wallet, kind: 'qr', stage: 'scan_qr', qrText: 'https://qr.example.com/bax05188k2v9hq6nq7tn00b4', expiresAt: Date.now() + 300_000 }),
    'payment.cancel': () => stage('cancelling'),
    'payment.show': ({ paymentId }) => show(paymentId === null ? null : payment('checking', { id: paymentId })),
    'payment.cash': () => {
      tenders = [{ id: 't1', method: 'cash', amount: current()?.totals.due ?? 0, state: 'proven', change: 0 }];
      finish();
    },
    'approval.approvers': () => ({ approvers: [{ id: 'c2', name: '周店长' }, { id: 'c3', name: '何副店' }] }),
    'approval.ask': () => ({ approvalId: 'a1' }),
    'sale.next': () => set({ finished: null }),
    'prefs.set': (prefs) => set({ prefs: { language: prefs.language ?? view.prefs.language, theme: prefs.theme ?? view.prefs.theme } }),
    'tracking.search': () => ({ payments: [payment('paid'), payment('checking'), payment('not_charged')] }),
    'tracking.history': ({ paymentId }) => ({ payment: payment('paid', { id: paymentId, refunds: [{ id: 'r1', amount: 100, reason: 'return', phase: 'accepted', createdAt: Date.now() }] }), lines: HISTORY }),
    'refund.lookUp': () => ({ found: [{ payment: payment('paid'), sale: sale(), refundable: 12_648 }] }),
    'refund.start': () => ({ refundId: 'r1' }),
  };

  const stage = (next: Stage): void => {
    if (!view.payment) return;
    const { id, amount, kind, wallet, createdAt } = view.payment;
    if (next === 'paid') {
      tenders = [{ id: 't1', method: wallet, amount, state: 'proven', paymentId: id }];
      finish();
    } else show(payment(next, { id, amount, kind, wallet, createdAt }));
  };

  const bridge: GuitaiBridge = {
    async ask<Name extends AskName>(name: Name, input: AskInput<Name>): Promise<Answer<Name>> {
      asked.push({ name, input });
      if (name === 'payment.force' && !('approvalId' in input)) {
        return { ok: false, code: 'approval_needed' as never, correlationId: 'c-1', detail: { deed: 'payment_force', subjectId: 'pay-1', amount: 990 } };
      }
      const value = answers[name]?.(input);
      return { ok: true, value: (value ?? {}) as never };
    },
    watch(_name, onSnapshot) {
      listener = onSnapshot as (snapshot: Till) => void;
      listener(view);
      return () => {
        listener = null;
      };
    },
  };
  const patch = (more: Partial<PaymentView>): void => {
    if (view.payment) show({ ...view.payment, ...more });
  };
  return { bridge, asked, stage, patch, set };
}
