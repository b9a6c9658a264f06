/**
 * What a screen sees of the till, as plain data with every decision already taken. Made anew from the ledger for each
 * snapshot: there is no second copy of the truth that could differ.
 */
import { may, PERMISSIONS } from '../domain/approval.ts';
import type { ApprovalPolicy } from '../domain/approval.ts';
import { nextStep } from '../domain/failure.ts';
import type { Failure } from '../domain/failure.ts';
import {
  canCancel, canCheck, canForce, canRefund, canRelease, canVoid, covers, isFinal, isOpen, isUnproven, needsAttention, owesRefund,
} from '../domain/payment.ts';
import type { Payment, Wallet } from '../domain/payment.ts';
import { reserved } from '../domain/refund.ts';
import type { Refund } from '../domain/refund.ts';
import { canDrop, frozenReason, isTenderOfOpenSale, lineDiscount, lineGross, lineTotal, totals } from '../domain/sale.ts';
import type { Sale } from '../domain/sale.ts';
import { isOffered } from '../domain/settings.ts';
import type { Catalogue, Clock, Ledger, PrintJob, Product } from '../ports.ts';
import type { ClockGuard } from './clock-guard.ts';
import type { PrintQueue } from './print-queue.ts';
import type { Session } from './session.ts';

export interface DemoPicture {
  readonly walletUrl: string;
  readonly printerUrl: string;
  readonly approver: { readonly name: string; readonly pin: string };
}

export interface PictureDeps {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly policy: ApprovalPolicy;
  readonly clock: Clock;
  readonly clockGuard: Pick<ClockGuard, 'seen' | 'isWrong'>;
  readonly session: Session;
  readonly printQueue: PrintQueue;
  readonly wallets: ReadonlySet<Wallet>;
  readonly demo: DemoPicture | null;
}

type StageWord =
  | 'sending' | 'confirm_on_phone' | 'scan_qr' | 'checking' | 'proving' | 'cancelling' | 'paid' | 'paid_after_all' | 'paid_late'
  | 'not_charged' | 'returned' | 'unproven';

/** One word for the payment window. Green words only for what is proved. */
export function stageOf(payment: Payment): StageWord {
  if (owesRefund(payment)) return 'paid_late';
  if (isUnproven(payment)) return 'unproven';
  switch (payment.phase) {
    case 'sending':
      return 'sending';
    case 'waiting':
      return payment.kind === 'qr' ? 'scan_qr' : 'confirm_on_phone';
    case 'unknown':
      return 'checking';
    case 'refused':
      return payment.silentAsks > 0 ? 'checking' : 'proving';
    case 'cancelling':
      return 'cancelling';
    case 'paid':
      return payment.cancels > 0 ? 'paid_after_all' : 'paid';
    case 'not_charged':
      return 'not_charged';
    case 'returned':
      return 'returned';
  }
}

export class Picture {
  private readonly deps: PictureDeps;

  constructor(deps: PictureDeps) {
    this.deps = deps;
  }

  till() {
    const { ledger, catalogue, clock, session, demo, printQueue } = this.deps;
    const { settings } = session;
    const sale = ledger.openSale(settings.till.id);
    return {
      revision: session.revision,
      now: clock.now(),
      profile: settings.profile,
      shop: { nameZh: settings.shop.nameZh, nameEn: settings.shop.nameEn },
      till: { ...settings.till, name: session.saved.till.name },
      cashier: settings.cashier,
      access: this.access(),
      clock: this.deps.clockGuard.seen(),
      shift: session.openShift,
      sounds: session.saved.till.sounds,
      prefs: session.prefs,
      methods: this.methods(),
      ways: this.ways(),
      sale: sale && sale.lines.length > 0 ? this.sale(sale) : null,
      awaitingCode: session.awaitingCode,
      payment: this.shownPayment(),
      finished: this.finished(),
      parked: ledger.parkedSales().map((parked) => ({
        id: parked.id, receiptNo: parked.receiptNo, openedAt: parked.openedAt, pieces: pieces(parked),
        total: totals(parked, ledger.paymentsOfSale(parked.id)).total,
        firstLineZh: parked.lines[0]?.nameZh ?? '', firstLineEn: parked.lines[0]?.nameEn ?? '',
      })),
      unfinished: this.unfinished(),
      quickKeys: catalogue.quickKeys().map(productPicture),
      notice: session.notice,
      printer: {
        state: printQueue.inUse ? (printQueue.lastFailure ? ('trouble' as const) : ('ready' as const)) : ('none' as const),
        ...(printQueue.lastFailure && { failure: printQueue.lastFailure }),
        waiting: printQueue.waiting(),
        paperNearEnd: printQueue.paperNearEnd,
      },
      backup: session.backup,
      demo,
    };
  }

  payment(payment: Payment) {
    const { ledger } = this.deps;
    const refunds = ledger.refundsOfPayment(payment.id);
    const sale = ledger.sale(payment.saleId);
    const { exceptions } = payment;
    return {
      id: payment.id, saleId: payment.saleId, receiptNo: sale?.receiptNo ?? '',
      wallet: payment.wallet, kind: payment.kind, amount: payment.amount, outTradeNo: payment.outTradeNo, outSn: payment.outSn,
      ...(payment.codeTail !== undefined && { codeTail: payment.codeTail }),
      stage: stageOf(payment), phase: payment.phase,
      ...(payment.proof !== undefined && { proof: payment.proof }),
      ...(payment.failure !== undefined && { failure: failurePicture(payment.failure) }),
      // A QR is shown only while the provider is known to wait for it; while we do not know, nobody is invited to pay.
      ...(payment.qrText !== undefined && payment.phase === 'waiting' && { qrText: payment.qrText }),
      ...(payment.tradeNo !== undefined && { tradeNo: payment.tradeNo }),
      ...(payment.payer !== undefined && { payer: payment.payer }),
      ...(payment.payerAmount !== undefined && { payerAmount: payment.payerAmount }),
      createdAt: payment.createdAt, expiresAt: payment.expiresAt, nextCheckAt: payment.wakeAt, busy: payment.call !== null,
      asks: payment.asks, silentAsks: payment.silentAsks,
      ...(payment.paidAt !== undefined && { paidAt: payment.paidAt }),
      ...(payment.finishedAt !== undefined && { finishedAt: payment.finishedAt }),
      watched: isFinal(payment) && payment.wakeAt !== null,
      released: payment.released,
      attention: (['late', 'forced', 'contradicted', 'mismatch'] as const).filter((kind) => exceptions[kind] !== undefined),
      can: {
        check: canCheck(payment) && payment.call === null, cancel: canCancel(payment), force: canForce(payment), release: canRelease(payment),
        void: canVoid(payment) && sale?.status === 'open',
        refund: canRefund(payment) && reserved(refunds) < payment.amount && !(sale && isTenderOfOpenSale(sale, payment)),
      },
      refunds: refunds.map(refundPicture),
    };
  }

  sale(sale: Sale) {
    const payments = this.deps.ledger.paymentsOfSale(sale.id);
    const frozen = frozenReason(sale, payments);
    const figures = totals(sale, payments);
    return {
      id: sale.id, receiptNo: sale.receiptNo, openedAt: sale.openedAt, status: sale.status,
      lines: sale.lines.map((line) => ({
        id: line.id, ...(line.code !== undefined && { code: line.code }), nameZh: line.nameZh, nameEn: line.nameEn,
        unitPrice: line.unitPrice, quantity: line.quantity, unit: line.unit,
        gross: lineGross(line), discount: lineDiscount(line), total: lineTotal(line), restricted: line.restricted ?? false,
      })),
      totals: figures,
      pieces: pieces(sale),
      tenders: [
        ...sale.cash.map((cash) => ({ id: cash.id, method: 'cash' as const, amount: cash.amount, state: 'proven' as const, change: cash.change })),
        ...payments.map((payment) => ({ id: payment.id, method: payment.wallet, amount: payment.amount, state: this.tenderState(payment), paymentId: payment.id })),
      ],
      ...(frozen !== undefined && { frozen }),
      can: {
        pay: sale.status === 'open' && frozen !== 'payment_running' && figures.due > 0,
        park: sale.status === 'open' && frozen === undefined,
        drop: canDrop(sale, payments),
      },
    };
  }

  history(payment: Payment) {
    const { ledger } = this.deps;
    const refunds = ledger.refundsOfPayment(payment.id);
    const lines = [ledger.history('payment', payment.id), ...refunds.map((refund) => ledger.history('refund', refund.id))].flat();
    return lines.sort((a, b) => a.seq - b.seq).map(({ seq, at, by, note, subject, trace }) => ({
      seq, at, by, note: subject === 'refund' ? `refund_${note}` : note,
      ...(trace && {
        ms: trace.ms,
        ...(trace.status !== undefined && { status: trace.status }),
        ...(trace.providerCode !== undefined && { providerCode: trace.providerCode }),
        ...(trace.providerText !== undefined && { providerText: trace.providerText }),
        ...(trace.requestId !== undefined && { requestId: trace.requestId }),
      }),
    }));
  }

  private access() {
    const { session, policy } = this.deps;
    const { person } = session;
    if (!person) return { state: session.isFirstRun ? ('first_run' as const) : ('signed_out' as const), role: null, may: [] };
    return { state: 'signed_in' as const, role: person.role, may: PERMISSIONS.filter((permission) => may(person, permission, policy.roles)) };
  }

  private methods() {
    const { wallets, clockGuard, session } = this.deps;
    const state = (among: readonly Wallet[]) => {
      const usable = among.filter((wallet) => wallets.has(wallet));
      if (usable.length === 0) return { enabled: false, why: 'not_set_up' as const };
      return usable.every((wallet) => clockGuard.isWrong(wallet)) ? { enabled: false, why: 'clock_wrong' as const } : { enabled: true };
    };
    const states = { mobile: state(['alipay', 'wechat']), alipay: state(['alipay']), wechat: state(['wechat']), cash: { enabled: true } };
    return session.saved.store.methods.filter((setting) => isOffered(setting, session.person)).map(({ method }) => ({ method, ...states[method] }));
  }

  /** With what a customer can pay here, wallets by name: what a screen may promise to somebody who has not begun yet. */
  private ways() {
    const offered = new Set(this.methods().flatMap(({ method, enabled }) => (enabled ? [method] : [])));
    const { wallets, clockGuard } = this.deps;
    const isTaken = (wallet: Wallet): boolean => offered.has(wallet) || (offered.has('mobile') && wallets.has(wallet) && !clockGuard.isWrong(wallet));
    return [...(['alipay', 'wechat'] as const).filter(isTaken), ...(offered.has('cash') ? (['cash'] as const) : [])];
  }

  private shownPayment() {
    const { ledger, session } = this.deps;
    const payment = session.shownPaymentId === null ? undefined : ledger.payment(session.shownPaymentId);
    return payment ? this.payment(payment) : null;
  }

  private finished() {
    const { ledger, session } = this.deps;
    const sale = session.finishedSaleId === null ? undefined : ledger.sale(session.finishedSaleId);
    if (!sale) return null;
    const job: PrintJob | undefined = ledger.printJobOfSale(sale.id);
    return {
      sale: this.sale(sale),
      payments: ledger.paymentsOfSale(sale.id).filter(covers).map((payment) => this.payment(payment)),
      print: job ? { jobId: job.id, state: job.state, ...(job.failure && { failure: job.failure }) } : null,
      checkDigits: checkDigits(sale.id),
    };
  }

  /** Open payments of other sales than the one on the screen, and whatever a person still has to look at. */
  private unfinished() {
    const { ledger, session } = this.deps;
    const current = ledger.openSale(session.settings.till.id)?.id;
    const open = ledger.unfinishedPayments().filter((payment) => isOpen(payment) && (payment.saleId !== current || payment.released));
    const strange = ledger.exceptionalPayments(50).filter((payment) => needsAttention(payment) && !this.madeGood(payment));
    const stuck = ledger.unfinishedRefunds().filter((refund) => refund.unresolvedAt !== undefined).flatMap((refund) => ledger.payment(refund.paymentId) ?? []);
    const all = new Map([...open, ...strange, ...stuck].map((payment) => [payment.id, payment]));
    return [...all.values()].sort((a, b) => a.createdAt - b.createdAt).map((payment) => this.payment(payment));
  }

  /** A late payment whose whole amount is going back or is back needs nobody any more. */
  private madeGood(payment: Payment): boolean {
    return owesRefund(payment) && reserved(this.deps.ledger.refundsOfPayment(payment.id)) >= payment.amount;
  }

  private tenderState(payment: Payment) {
    if (payment.voided) {
      return this.deps.ledger.refundsOfPayment(payment.id).some((refund) => refund.phase === 'done') ? ('given_back' as const) : ('giving_back' as const);
    }
    if (isUnproven(payment)) return 'unproven' as const;
    if (payment.phase === 'paid') return 'proven' as const;
    if (payment.phase === 'returned') return 'returned' as const;
    if (payment.phase === 'not_charged') return 'not_charged' as const;
    return payment.released ? ('watched' as const) : ('open' as const);
  }
}

export function productPicture(product: Product) {
  const { id, code, nameZh, nameEn, category, price, unit, restricted, quickKey } = product;
  return { id, code, nameZh, nameEn, category, price, unit, restricted, ...(quickKey !== undefined && { quickKey }) };
}

function failurePicture(failure: Failure) {
  const { code, providerCode, providerText } = failure;
  return { code, next: nextStep(code), ...(providerCode !== undefined && { providerCode }), ...(providerText !== undefined && { providerText }) };
}

function refundPicture(refund: Refund) {
  const { id, amount, reason, phase, createdAt, failure, unresolvedAt, lines } = refund;
  return { id, amount, reason, phase, createdAt, ...(unresolvedAt !== undefined && { unresolvedAt }), ...(lines && { lines }), ...(failure !== undefined && { failure: failurePicture(failure) }) };
}

/** How many pieces a customer would count; what is weighed counts as one. */
export function pieces(sale: Sale): number {
  return sale.lines.reduce((sum, line) => sum + (line.unit === 'kg' ? 1 : Math.ceil(line.quantity / 1000)), 0);
}

/** Two digits that the screen shows with "paid" and a voice played back from a loudspeaker cannot know. */
function checkDigits(saleId: string): string {
  let sum = 7;
  for (const char of saleId) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return String(sum % 100).padStart(2, '0');
}

