/**
 * Putting the basket together: scan, type, change, park, recall. Every change is one durable commit; a frozen sale refuses
 * with its reason.
 */
import type { Approval, ApprovalPolicy, ApprovalWish } from '../domain/approval.ts';
import type { Fen } from '../domain/money.ts';
import { fen, shareOf } from '../domain/money.ts';
import { canDrop, frozenReason, lineDiscount, lineGross, ONE_PIECE, totals, withDiscount, withoutOutgrownDiscounts } from '../domain/sale.ts';
import type { Discount, FrozenReason, Sale, SaleLine } from '../domain/sale.ts';
import { classifyScan } from '../domain/scan.ts';
import { StaleRevisionError } from '../ports.ts';
import type { Catalogue, Clock, Ids, Ledger, Product, SaleNote } from '../ports.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface CheckoutDeps {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly session: Session;
  readonly policy: ApprovalPolicy;
  /** A payment code was scanned while the pay window waits for one. */
  readonly onPaymentCode: (code: string) => void;
}

type Edit = Outcome<object, 'no_sale' | 'no_line' | 'frozen'>;
type Discounting = Outcome<object, 'no_sale' | 'no_line' | 'frozen' | 'approval_needed'>;
/** Gives an approval for exactly this wish, once, if one was granted. */
export type TakeApproval = (wish: Omit<ApprovalWish, 'reason'>) => Approval | undefined;

export class Checkout {
  private readonly deps: CheckoutDeps;

  constructor(deps: CheckoutDeps) {
    this.deps = deps;
  }

  openSale(): Sale | undefined {
    return this.deps.ledger.openSale(this.deps.session.settings.till.id);
  }

  /** One scan, whatever it is; what it did is said as a notice. */
  scan(text: string): void {
    const { session, catalogue } = this.deps;
    const scanned = classifyScan(text, session.awaitingCode ? 'payment' : 'basket', session.settings.scanRules);
    switch (scanned.kind) {
      case 'payment_code':
        return this.deps.onPaymentCode(scanned.code);
      case 'product': {
        const product = catalogue.byCode(scanned.code);
        if (!product) return session.say({ kind: 'unknown_product', code: scanned.code });
        if (product.unit === 'kg') return session.say({ kind: 'no_weight', nameZh: product.nameZh, nameEn: product.nameEn });
        return this.addScanned(product, ONE_PIECE, undefined);
      }
      case 'scale_label': {
        const product = catalogue.byCode(scanned.item);
        if (!product) return session.say({ kind: 'unknown_product', code: scanned.item });
        // A scale that weighed nothing printed a label all the same.
        if (scanned.grams === 0 || scanned.amountFen === 0) return session.say({ kind: 'no_weight', nameZh: product.nameZh, nameEn: product.nameEn });
        return this.addScanned(product, scanned.grams ?? ONE_PIECE, scanned.amountFen === undefined ? undefined : fen(scanned.amountFen));
      }
      case 'receipt':
        return session.say({ kind: 'misplaced', what: 'receipt_in_basket' });
      case 'misplaced':
        return session.say({ kind: 'misplaced', what: scanned.what });
      case 'unreadable':
        return session.say({ kind: 'unreadable' });
    }
  }

  addProduct(productId: string, quantity: number): Outcome<{ lineId: string }, 'no_product' | 'frozen'> {
    const product = this.deps.catalogue.byId(productId);
    if (!product) return refused('no_product');
    return this.addLine(lineOf(product, quantity));
  }

  /** An amount without a catalogue. */
  keyAmount(amount: Fen, name: string): Outcome<{ lineId: string }, 'frozen'> {
    const label = name.trim();
    return this.addLine({ nameZh: label || '商品', nameEn: label || 'Item', unitPrice: amount, quantity: ONE_PIECE, unit: 'piece' });
  }

  setQuantity(lineId: string, quantity: number): Edit {
    return this.editLine(lineId, 'quantity_set', (line) => ({ ...line, quantity }));
  }

  /**
   * One piece more or less than there are now: a screen that counted from its last picture would lose the second of two quick presses.
   * One piece stays, and weighed goods have no pieces (`no_line`).
   */
  stepQuantity(lineId: string, by: 1 | -1): Edit {
    const line = this.openSale()?.lines.find((candidate) => candidate.id === lineId);
    if (line && line.unit !== 'piece') return refused('no_line');
    return this.setQuantity(lineId, Math.max(ONE_PIECE, (line?.quantity ?? 0) + by * ONE_PIECE));
  }

  setLineDiscount(lineId: string, discount: Discount | null, approval: TakeApproval): Discounting {
    const line = this.openSale()?.lines.find((candidate) => candidate.id === lineId);
    if (!line) return refused(this.openSale() ? 'no_line' : 'no_sale');
    const needed = this.approvalFor(lineId, lineGross(line), lineDiscount(withDiscount(line, discount)));
    const given = needed && approval(needed);
    if (needed && !given) return refused('approval_needed', { ...needed });
    return this.editLine(lineId, 'line_discount_set', (before) => withDiscount(before, discount), { discount, ...(given && { approvalId: given.id }) });
  }

  setDiscount(discount: Discount | null, approval: TakeApproval): Discounting {
    const sale = this.openSale();
    if (!sale) return refused('no_sale');
    const before = totals(withDiscount(sale, null), []);
    const needed = this.approvalFor(sale.id, before.total, totals(withDiscount(sale, discount), []).saleDiscount);
    const given = needed && approval(needed);
    if (needed && !given) return refused('approval_needed', { ...needed });
    return this.edit('discount_set', (open) => withDiscount(open, discount), { discount, ...(given && { approvalId: given.id }) });
  }

  /** Removed lines stay in the journal: what, when, by whom. */
  removeLine(lineId: string): Edit {
    return this.edit('line_removed', (sale) => ({ ...sale, lines: sale.lines.filter((line) => line.id !== lineId) }), { lineId }, lineId);
  }

  park(): Outcome<object, 'no_sale' | 'frozen'> {
    const parked = this.edit('parked', (sale) => ({ ...sale, status: 'parked' as const }), {});
    if (!parked.ok && parked.code === 'no_line') return refused('no_sale');
    return parked as Outcome<object, 'no_sale' | 'frozen'>;
  }

  recall(saleId: string): Outcome<object, 'no_sale' | 'sale_open'> {
    const { ledger, session } = this.deps;
    const open = this.openSale();
    if (open && open.lines.length > 0) return refused('sale_open');
    const sale = ledger.sale(saleId);
    if (!sale || sale.status !== 'parked') return refused('no_sale');
    try {
      if (open) this.save({ ...open, status: 'dropped', closedAt: this.deps.clock.now() }, 'dropped', {});
      this.save({ ...sale, status: 'open', tillId: session.settings.till.id }, 'recalled', {});
    } catch (error) {
      // Another till took it in the same moment: the first commit wins.
      if (error instanceof StaleRevisionError) return refused('no_sale');
      throw error;
    }
    session.finishedSaleId = null;
    session.changed();
    return DONE;
  }

  /** Gives the sale up; possible only while no money is in it or under way. */
  drop(): Outcome<object, 'no_sale' | 'frozen'> {
    const sale = this.openSale();
    if (!sale) return refused('no_sale');
    const payments = this.deps.ledger.paymentsOfSale(sale.id);
    if (!canDrop(sale, payments)) return refused('frozen', { reason: frozenReason(sale, payments) ?? 'payment_running' });
    this.save({ ...sale, status: 'dropped', closedAt: this.deps.clock.now() }, 'dropped', { lines: sale.lines.length });
    this.deps.session.shownPaymentId = null;
    this.deps.session.changed();
    return DONE;
  }

  /** The next customer: the finished sale leaves the screen. */
  next(): void {
    const { session } = this.deps;
    session.finishedSaleId = null;
    session.shownPaymentId = null;
    session.changed();
  }

  /** The approval that a discount of this size needs, if any. */
  private approvalFor(subjectId: string, base: Fen, amount: Fen): Omit<ApprovalWish, 'reason'> | undefined {
    return amount > shareOf(base, this.deps.policy.discountLimit) ? { deed: 'discount_above_limit', subjectId, amount } : undefined;
  }

  private addScanned(product: Product, quantity: number, amount: Fen | undefined): void {
    // A label with a printed amount is sold at exactly that amount, whatever the weight would give.
    const line = amount === undefined ? lineOf(product, quantity) : { ...lineOf(product, ONE_PIECE), unitPrice: amount, unit: 'piece' as const };
    const added = this.addLine(line);
    if (!added.ok) this.deps.session.say({ kind: 'frozen', reason: (added.detail?.['reason'] ?? 'payment_running') as FrozenReason });
  }

  /** A product scanned again raises the quantity of its line; a weighed or discounted line always stands alone. */
  private addLine(line: Omit<SaleLine, 'id'>): Outcome<{ lineId: string }, 'frozen'> {
    const { ids, session } = this.deps;
    const sale = this.openSale() ?? this.newSale();
    const frozen = frozenReason(sale, sale.revision === 0 ? [] : this.deps.ledger.paymentsOfSale(sale.id));
    if (frozen) return refused('frozen', { reason: frozen });
    const same = line.unit === 'piece' && line.productId !== undefined
      ? sale.lines.find((other) => other.productId === line.productId && other.unit === 'piece' && other.unitPrice === line.unitPrice && !other.discount)
      : undefined;
    const lineId = same?.id ?? ids.next();
    const lines = same
      ? sale.lines.map((other) => (other === same ? { ...other, quantity: other.quantity + line.quantity } : other))
      : [...sale.lines, { ...line, id: lineId }];
    session.finishedSaleId = null;
    if (sale.lines.length === 0) session.shownPaymentId = null;
    const isWhole = this.saveGoods(sale, { ...sale, lines }, 'line_added', { lineId, quantity: line.quantity, unitPrice: line.unitPrice, ...(line.code && { code: line.code }) });
    if (isWhole) session.say({ kind: 'added', lineId, nameZh: line.nameZh, nameEn: line.nameEn });
    return done({ lineId });
  }

  private newSale(): Sale {
    const { clock, ids, ledger, session } = this.deps;
    return {
      id: ids.next(), receiptNo: ledger.takeReceiptNo(), tillId: session.settings.till.id, cashierId: session.settings.cashier.id,
      openedAt: clock.now(), status: 'open', lines: [], cash: [], rounding: fen(0), revision: 0,
    };
  }

  private editLine(lineId: string, note: SaleNote, change: (line: SaleLine) => SaleLine, what: Readonly<Record<string, unknown>> = {}): Edit {
    return this.edit(note, (sale) => ({ ...sale, lines: sale.lines.map((line) => (line.id === lineId ? change(line) : line)) }), { ...what, lineId }, lineId);
  }

  private edit(note: SaleNote, change: (sale: Sale) => Sale, what: Readonly<Record<string, unknown>>, lineId?: string): Edit {
    const sale = this.openSale();
    if (!sale) return refused('no_sale');
    const frozen = frozenReason(sale, this.deps.ledger.paymentsOfSale(sale.id));
    if (frozen) return refused('frozen', { reason: frozen });
    const line = lineId === undefined ? undefined : sale.lines.find((candidate) => candidate.id === lineId);
    if (lineId !== undefined && !line) return refused('no_line');
    const event = line ? { ...what, before: { quantity: line.quantity, unitPrice: line.unitPrice, nameZh: line.nameZh } } : what;
    if (note === 'quantity_set' || note === 'line_removed') this.saveGoods(sale, change(sale), note, event);
    else this.save(change(sale), note, event);
    this.deps.session.changed();
    return DONE;
  }

  /** Other goods than before: a discount that outgrew what anybody allowed goes with them, and the screen says so. False when one went. */
  private saveGoods(before: Sale, after: Sale, note: SaleNote, what: Readonly<Record<string, unknown>>): boolean {
    const kept = withoutOutgrownDiscounts(before, after, this.deps.policy.discountLimit);
    if (kept === after) {
      this.save(after, note, what);
      return true;
    }
    this.save(kept, note, { ...what, discountDropped: true });
    this.deps.session.say({ kind: 'discount_dropped' });
    return false;
  }

  private save(sale: Sale, note: SaleNote, what: Readonly<Record<string, unknown>>): void {
    const { clock, ledger, session } = this.deps;
    // A code that was asked for belongs to the basket as it was.
    session.awaitingCode = null;
    ledger.commit({
      sales: [{ ...sale, revision: sale.revision + 1 }],
      entries: [{ at: clock.now(), subject: 'sale', subjectId: sale.id, by: session.settings.cashier.id, note, event: what }],
    });
  }
}

function lineOf(product: Product, quantity: number): Omit<SaleLine, 'id'> {
  return {
    productId: product.id, code: product.code, nameZh: product.nameZh, nameEn: product.nameEn, unitPrice: product.price, quantity,
    unit: product.unit, ...(product.restricted && { restricted: true }),
  };
}
