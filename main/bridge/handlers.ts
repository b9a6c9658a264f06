/** Every route of the contract, answered by the till. A handler only translates; the desks decide. */
import { fen } from '../domain/money.ts';
import { productPicture } from '../app/picture.ts';
import type { TakeApproval } from '../app/checkout.ts';
import { displayPicture } from '../app/display.ts';
import type { KioskDesk } from '../app/kiosk.ts';
import type { Till } from '../app/till.ts';
import type { Clock } from '../ports.ts';
import { makeDeskHandlers } from './desk-handlers.ts';
import type { Desks } from './desk-handlers.ts';
import { makeCustomerHandlers } from './kiosk-handlers.ts';
import type { FeedSource, Handlers } from './server.ts';
import type { WatchName } from '../../preload/contract/names.ts';

export interface HandlerDeps {
  readonly till: Till;
  readonly desks: Desks;
  readonly clock: Clock;
  /** Saves what the cashier prefers; the core only holds it. */
  readonly savePrefs: (prefs: Till['session']['prefs']) => void;
  /** Opens a window of the demo; undefined outside it. */
  readonly openDemoWindow: ((window: 'wallet' | 'printer') => void) | undefined;
  /** Self-checkout; undefined at a counter. */
  readonly kiosk?: KioskDesk | undefined;
  /** Opens the customer's second screen. */
  readonly openDisplay?: (() => void) | undefined;
}

const OK = { ok: true, value: {} } as const;

export function makeHandlers({ till, desks, clock, savePrefs, openDemoWindow, kiosk, openDisplay }: HandlerDeps): Handlers {
  const { checkout, tenders, refunds, approvals, picture, session, ledger, catalogue } = till;
  const taker = (approvalId: string | undefined): TakeApproval => (wish) => (approvalId === undefined ? undefined : approvals.take(approvalId, wish));
  const maybe = (amount: number | undefined) => (amount === undefined ? {} : { amount: fen(amount) });
  return {
    ...makeDeskHandlers({ till, desks, clock }),
    ...makeCustomerHandlers({ kiosk, openDisplay, taker }),
    'sale.scan': ({ text, source }) => {
      till.scanned({ text, source, at: clock.now() });
      return OK;
    },
    'sale.addProduct': ({ productId, quantity }) => checkout.addProduct(productId, quantity),
    'sale.keyAmount': ({ amount, name }) => checkout.keyAmount(fen(amount), name),
    'sale.setQuantity': ({ lineId, quantity }) => checkout.setQuantity(lineId, quantity),
    'sale.stepQuantity': ({ lineId, by }) => checkout.stepQuantity(lineId, by),
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

    'payment.askCode': ({ amount, evenIfDuplicate }) => tenders.askCode({ evenIfDuplicate, ...maybe(amount) }),
    'payment.stopAskingCode': () => {
      tenders.stopAskingCode();
      return OK;
    },
    'payment.startBarcode': ({ code, amount, evenIfDuplicate }) => tenders.startBarcode({ code, evenIfDuplicate, ...maybe(amount) }),
    'payment.startQr': ({ wallet, amount, evenIfDuplicate }) => tenders.startQr({ wallet, evenIfDuplicate, ...maybe(amount) }),
    'payment.cash': ({ tendered }) => tenders.cash(fen(tendered)),
    'payment.giveBackCash': ({ cashId }) => tenders.giveBackCash(cashId),
    'payment.check': ({ paymentId }) => tenders.check(paymentId),
    'payment.cancel': ({ paymentId }) => tenders.cancel(paymentId),
    'payment.release': ({ paymentId, approvalId }) => {
      const wish = tenders.wishToRelease(paymentId);
      return wish && !taker(approvalId)(wish) ? { ok: false, code: 'approval_needed', detail: wish } : tenders.release(paymentId);
    },
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
        found: refunds.lookUp(number).map(({ payment, sale, refusal, ...figures }) => ({
          payment: picture.payment(payment), sale: picture.sale(sale), ...figures, ...(refusal && { refusal: refusal.code }),
        })),
      },
    }),
    'refund.start': ({ paymentId, amount, lines, approvalId }) => {
      if (lines !== undefined && amount === undefined) return refunds.startLines(paymentId, lines, taker(approvalId));
      if (amount !== undefined && lines === undefined) return refunds.start(paymentId, fen(amount), taker(approvalId));
      return { ok: false, code: 'lines_or_amount' };
    },
    'refund.amountOf': ({ paymentId, lines }) => refunds.amountOf(paymentId, lines),

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

export function makeFeeds(till: Till, kiosk?: KioskDesk): Readonly<Record<WatchName, FeedSource>> {
  const onChange: FeedSource['onChange'] = (listener) => till.session.onChange(listener);
  return {
    till: { snapshot: () => till.picture.till(), onChange },
    display: { snapshot: () => displayPicture(till), onChange },
    kiosk: { snapshot: () => kiosk?.snapshot() ?? null, onChange },
  };
}

type WireDiscount = { readonly kind: 'share'; readonly basisPoints: number } | { readonly kind: 'amount'; readonly amount: number } | null;

function discountOf(discount: WireDiscount) {
  return discount?.kind === 'amount' ? { kind: 'amount' as const, amount: fen(discount.amount) } : discount;
}
