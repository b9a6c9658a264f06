/** Every route of the contract, answered by the till. A handler only translates; the desks decide. */
import { fen } from '../domain/money.ts';
import { productPicture } from '../app/picture.ts';
import type { TakeApproval } from '../app/checkout.ts';
import type { Till } from '../app/till.ts';
import type { FeedSource, Handlers } from './server.ts';
import type { WatchName } from '../../preload/contract/names.ts';

export interface HandlerDeps {
  readonly till: Till;
  /** Saves what the cashier prefers; the core only holds it. */
  readonly savePrefs: (prefs: Till['session']['prefs']) => void;
  /** Opens a window of the demo; undefined outside it. */
  readonly openDemoWindow: ((window: 'wallet' | 'printer') => void) | undefined;
}

const OK = { ok: true, value: {} } as const;

export function makeHandlers({ till, savePrefs, openDemoWindow }: HandlerDeps): Handlers {
  const { checkout, tenders, refunds, approvals, picture, session, ledger, catalogue } = till;
  const taker = (approvalId: string | undefined): TakeApproval => (wish) => (approvalId === undefined ? undefined : approvals.take(approvalId, wish));
  const maybe = (amount: number | undefined) => (amount === undefined ? {} : { amount: fen(amount) });
  return {
    'sale.scan': ({ text }) => {
      checkout.scan(text);
      return OK;
    },
    'sale.addProduct': ({ productId, quantity }) => checkout.addProduct(productId, quantity),
    'sale.keyAmount': ({ amount, name }) => checkout.keyAmount(fen(amount), name),
    'sale.setQuantity': ({ lineId, quantity }) => checkout.setQuantity(lineId, quantity),
    'sale.setLineDiscount': ({ lineId, discount, approvalId }) => checkout.setLineDiscount(lineId, discountOf(discount), taker(approvalId)),
    'sale.setDiscount': ({ discount, approvalId }) => checkout.setDiscount(discountOf(discount), taker(approvalId)),
    'sale.removeLine': ({ lineId }) => checkout.removeLine(lineId),
    'sale.park': () => checkout.park(),
    'sale.recall': ({ saleId }) => checkout.recall(saleId),
    'sale.drop': () => checkout.drop(),
    'sale.next': () => {
      checkout.next();
      return OK;
    },
    'catalogue.search': ({ text }) => ({ ok: true, value: { products: catalogue.search(text, 30).map(productPicture) } }),

    'payment.askCode': ({ amount, evenIfDuplicate = true }) => tenders.askCode({ evenIfDuplicate, ...maybe(amount) }),
    'payment.stopAskingCode': () => {
      tenders.stopAskingCode();
      return OK;
    },
    'payment.startBarcode': ({ code, amount, evenIfDuplicate }) => tenders.startBarcode({ code, evenIfDuplicate, ...maybe(amount) }),
    'payment.startQr': ({ wallet, amount, evenIfDuplicate }) => tenders.startQr({ wallet, evenIfDuplicate, ...maybe(amount) }),
    'payment.cash': ({ tendered }) => tenders.cash(fen(tendered)),
    'payment.check': ({ paymentId }) => tenders.check(paymentId),
    'payment.cancel': ({ paymentId }) => tenders.cancel(paymentId),
    'payment.release': ({ paymentId }) => tenders.release(paymentId),
    'payment.force': ({ paymentId, approvalId }) => {
      const payment = ledger.payment(paymentId);
      if (!payment) return { ok: false, code: 'no_payment' };
      const wish = { deed: 'payment_force', subjectId: paymentId, amount: payment.amount } as const;
      const approval = taker(approvalId)(wish);
      return approval ? tenders.force(paymentId, approval) : { ok: false, code: 'approval_needed', detail: wish };
    },
    'payment.void': ({ paymentId }) => refunds.void(paymentId),
    'payment.show': ({ paymentId }) => tenders.show(paymentId),

    'tracking.search': ({ text }) => {
      const found = text.trim() === '' ? ledger.recentPayments(50) : ledger.findPayments(text.trim(), 50);
      return { ok: true, value: { payments: found.map((payment) => picture.payment(payment)) } };
    },
    'tracking.history': ({ paymentId }) => {
      const payment = ledger.payment(paymentId);
      if (!payment) return { ok: false, code: 'no_payment' };
      return { ok: true, value: { payment: picture.payment(payment), lines: picture.history(payment) } };
    },

    'refund.lookUp': ({ number }) => ({
      ok: true,
      value: {
        found: refunds.lookUp(number).map(({ payment, sale, refundable, refusal }) => ({
          payment: picture.payment(payment), sale: picture.sale(sale), refundable, ...(refusal && { refusal: refusal.code }),
        })),
      },
    }),
    'refund.start': ({ paymentId, amount, approvalId }) => refunds.start(paymentId, fen(amount), taker(approvalId)),

    'approval.approvers': ({ deed }) => ({ ok: true, value: { approvers: till.approvers(deed).map(({ id, name }) => ({ id, name })) } }),
    'approval.ask': ({ deed, subjectId, amount, reason, approverId, pin }) => approvals.ask({ deed, subjectId, amount: fen(amount), reason }, approverId, pin),
    'drawer.open': ({ approvalId }) => {
      const wish = { deed: 'drawer_open', subjectId: session.settings.till.id, amount: fen(0) } as const;
      const approval = taker(approvalId)(wish);
      return approval ? till.openDrawer(approval) : { ok: false, code: 'approval_needed', detail: wish };
    },

    'receipt.print': ({ saleId }) => till.printCopy(saleId),
    'prefs.set': (changes) => {
      session.prefs = { language: changes.language ?? session.prefs.language, theme: changes.theme ?? session.prefs.theme };
      savePrefs(session.prefs);
      session.changed();
      return OK;
    },
    'demo.open': ({ window }) => {
      if (!openDemoWindow) return { ok: false, code: 'not_demo' };
      openDemoWindow(window);
      return OK;
    },
  };
}

export function makeFeeds(till: Till): Readonly<Record<WatchName, FeedSource>> {
  return {
    till: { snapshot: () => till.picture.till(), onChange: (listener) => till.session.onChange(listener) },
  };
}

type WireDiscount = { readonly kind: 'share'; readonly basisPoints: number } | { readonly kind: 'amount'; readonly amount: number } | null;

function discountOf(discount: WireDiscount) {
  return discount?.kind === 'amount' ? { kind: 'amount' as const, amount: fen(discount.amount) } : discount;
}
