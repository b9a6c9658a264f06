/**
 * A cashier who presses anything at any time, and the shop's manager in the evening. Everything goes through the use-cases
 * that the screens call; what is refused is refused.
 */
import { approve, DEFAULT_ROLE_PERMISSIONS } from '../../main/domain/approval.ts';
import type { Approval, ApprovalPolicy, ApprovalWish, Person } from '../../main/domain/approval.ts';
import { fen } from '../../main/domain/money.ts';
import { blocksSale, canForce, canRelease, covers } from '../../main/domain/payment.ts';
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import { totals } from '../../main/domain/sale.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { Dice } from './dice.ts';
import type { Providers } from './judge.ts';
import type { Program } from './program.ts';
import type { Customer } from './provider-model.ts';

/** Of the people behind the codes. */
export const MOODS: Readonly<Record<Customer['mood'], number>> = { pays: 74, confirms: 11, declines: 3, never: 3, no_money: 3, bad_code: 4, pays_while_cancelled: 2 };
const DEAREST_FEN = 50_000;

export const POLICY: ApprovalPolicy = { roles: DEFAULT_ROLE_PERMISSIONS, selfApproval: false, discountLimit: 1_000, refundLimit: fen(30_000), lifeMs: 120_000 };
const REQUESTER: Person = { id: 'cashier', name: '小林', role: 'cashier', active: true, granted: [], denied: [] };
const APPROVER: Person = { id: 'manager', name: '王经理', role: 'manager', active: true, granted: [], denied: [] };
export const STAFF: readonly Person[] = [REQUESTER, APPROVER];

export interface Shift {
  /** No new customers are served any more. */
  readonly closing: () => boolean;
  /** Another till of the shop, if there is one. */
  readonly neighbour: () => Program | undefined;
  readonly onRecallRace: () => void;
}

export class Cashier {
  private readonly dice: Dice;
  private readonly shiftDice: Dice;
  private readonly providers: Providers;
  private readonly shift: Shift;

  constructor(dice: Dice, providers: Providers, shift: Shift) {
    this.dice = dice;
    this.shiftDice = dice.fork('shifts');
    this.providers = providers;
    this.shift = shift;
  }

  /** One moment of attention. Returns how long until the next, ms, or undefined when the shift is over. */
  turn(program: Program): number | undefined {
    const { till } = program;
    const { dice } = this;
    if (dice.chance(0.03)) program.press(() => void till.picture.till());
    if (this.shiftDice.chance(0.04)) this.mindTheDrawer(program);
    if (!program.alive) return 1_000;
    if (!this.shift.closing() && dice.chance(0.06)) this.pressAnything(program);
    if (!program.alive) return 1_000;
    const sale = till.checkout.openSale();
    if (!sale || sale.lines.length === 0) {
      if (this.recallSomething(program)) return dice.between(500, 3_000);
      if (this.shift.closing()) return undefined;
      program.press(() => this.ringUp(program));
      if (!program.alive || dice.chance(0.15)) return dice.between(500, 8_000);
      return this.goOn(program, till.checkout.openSale(), dice.between(1_500, 8_000));
    }
    return this.goOn(program, sale, dice.between(1_000, 6_000));
  }

  private goOn(program: Program, sale: Sale | undefined, pause: number): number {
    if (!sale) return pause;
    const payments = program.ledger.paymentsOfSale(sale.id);
    const running = payments.find(blocksSale);
    program.press(() => {
      if (running) this.whileRunning(program, running);
      else this.cover(program, sale, payments);
    });
    return pause;
  }

  private ringUp(program: Program): void {
    const { till } = program;
    const { dice } = this;
    till.checkout.next();
    for (let line = dice.weighted({ 1: 80, 2: 15, 3: 5 }); ; line = line === '3' ? '2' : '1') {
      if (dice.chance(0.5)) till.checkout.keyAmount(fen(dice.between(1, DEAREST_FEN)), '');
      else till.checkout.addProduct(`product-${dice.between(1, 8)}`, dice.chance(0.8) ? 1_000 : dice.between(1, 4) * 1_000);
      if (line === '1') break;
    }
    if (dice.chance(0.05)) till.checkout.setDiscount({ kind: 'share', basisPoints: dice.between(1, 2_000) }, this.asked(program));
  }

  private whileRunning(program: Program, running: Payment): void {
    const { till } = program;
    const { dice } = this;
    const weights = this.shift.closing()
      ? { wait: 50, check: 5, cancel: 40, force: 3, release: 30, cash: 0, again: 0, park: 0, add: 0, drop: 0 }
      : { wait: 70, check: 6, cancel: 5, force: canForce(running) ? 10 : 1, release: canRelease(running) ? 15 : 1, cash: 1, again: 2, park: 1, add: 1, drop: 1 };
    switch (dice.weighted(weights)) {
      case 'wait':
        return;
      case 'check':
        return void till.tenders.check(running.id);
      case 'cancel':
        return void till.tenders.cancel(running.id);
      case 'force':
        return this.force(program, running);
      case 'release':
        return void till.tenders.release(running.id);
      case 'cash':
        return void till.tenders.cash(running.amount);
      case 'again':
        return this.payByCode(program);
      case 'park':
        return void till.checkout.park();
      case 'add':
        return void till.checkout.keyAmount(fen(100), '');
      case 'drop':
        return void till.checkout.drop();
    }
  }

  private cover(program: Program, sale: Sale, payments: readonly Payment[]): void {
    const { till } = program;
    const { dice } = this;
    const { due } = totals(sale, payments);
    const paid = payments.find((payment) => payment.phase === 'paid' && covers(payment));
    const weights = this.shift.closing()
      ? { code: 20, qr: 0, cash: 80, part: 0, park: 0, drop: 5, add: 0, void: 0, uncash: 0 }
      : { code: 70, qr: 14, cash: 5, part: due > 1 ? 6 : 0, park: 2, drop: 1, add: 1, void: paid ? 15 : 0, uncash: sale.cash.length > 0 ? 10 : 0 };
    switch (dice.weighted(weights)) {
      case 'code':
        return this.payByCode(program);
      case 'qr':
        return void till.tenders.startQr({ wallet: this.wallet(), evenIfDuplicate: dice.chance(0.7) });
      case 'cash':
        return void till.tenders.cash(fen(this.shift.closing() || dice.chance(0.8) ? due + dice.between(0, 5_000) : dice.between(1, Math.max(1, due))));
      case 'part': {
        const amount = fen(dice.between(1, due));
        return dice.chance(0.6) ? this.payByCode(program, amount) : void till.tenders.startQr({ wallet: this.wallet(), amount, evenIfDuplicate: true });
      }
      case 'park':
        return void till.checkout.park();
      case 'drop':
        return void till.checkout.drop();
      case 'add':
        return void till.checkout.keyAmount(fen(dice.between(1, 2_000)), '');
      case 'void':
        return paid ? void till.refunds.void(paid.id) : undefined;
      case 'uncash':
        return void till.tenders.giveBackCash(sale.cash[0]?.id ?? '');
    }
  }

  private payByCode({ till }: Program, amount?: ReturnType<typeof fen>): void {
    const { dice } = this;
    const code = this.providers[this.wallet()].issueCode({ mood: dice.weighted(MOODS), afterMs: dice.chance(0.8) ? dice.between(800, 15_000) : dice.between(15_000, 90_000) });
    till.tenders.startBarcode({ code, evenIfDuplicate: dice.chance(0.7), ...(amount !== undefined && { amount }) });
    // The same code held under the scanner a moment too long.
    if (dice.chance(0.02)) till.tenders.startBarcode({ code, evenIfDuplicate: true });
  }

  private force(program: Program, payment: Payment): void {
    const approval = allowed(program)({ deed: 'payment_force', subjectId: payment.id, amount: payment.amount });
    program.till.tenders.force(payment.id, approval);
  }

  /** The manager is asked, and mostly says yes. */
  private asked(program: Program): (wish: Omit<ApprovalWish, 'reason'>) => Approval | undefined {
    return (wish) => (this.dice.chance(0.8) ? allowed(program)(wish) : undefined);
  }

  /** A parked sale comes back; sometimes two tills reach for it in the same moment. */
  private recallSomething(program: Program): boolean {
    const { dice } = this;
    if (!program.alive || (!this.shift.closing() && !dice.chance(0.25))) return false;
    const parked = program.ledger.parkedSales();
    if (parked.length === 0) return false;
    const { id } = dice.pick(parked);
    const neighbour = this.shift.neighbour();
    if (neighbour !== undefined && dice.chance(0.5)) {
      this.shift.onRecallRace();
      program.ledger.beforeSaleIsUsed = () => neighbour.press(() => void neighbour.till.checkout.recall(id));
    }
    program.press(() => void program.till.checkout.recall(id));
    return true;
  }

  /** Any button of any screen, about any payment of the last minutes. */
  private pressAnything(program: Program): void {
    const { till, ledger } = program;
    const { dice } = this;
    const recent = ledger.recentPayments(6);
    if (recent.length === 0) return;
    const payment = dice.pick(recent);
    program.press(() => {
      switch (dice.weighted({ check: 3, cancel: 2, release: 1, void: 2, refund: 4, lines: 2, retry: 1, twice: 1, copy: 1, drop: 1, show: 1, force: 1, code: 1 })) {
        case 'check':
          return void till.tenders.check(payment.id);
        case 'cancel':
          return void till.tenders.cancel(payment.id);
        case 'release':
          return void till.tenders.release(payment.id);
        case 'void':
          return void till.refunds.void(payment.id);
        case 'refund':
          return void till.refunds.start(payment.id, fen(dice.chance(0.5) ? payment.amount : dice.between(1, payment.amount)), this.asked(program));
        case 'lines':
          return this.goodsBack(program, payment);
        case 'retry':
          for (const refund of ledger.refundsOfPayment(payment.id)) till.refunds.retry(refund.id);
          return;
        case 'twice':
          till.refunds.start(payment.id, payment.amount, allowed(program));
          return void till.refunds.start(payment.id, payment.amount, allowed(program));
        case 'copy':
          return void till.printCopy(payment.saleId);
        case 'drop':
          return void till.checkout.drop();
        case 'show':
          return void till.tenders.show(payment.id);
        case 'force':
          return this.force(program, payment);
        case 'code':
          return this.payByCode(program);
      }
    });
  }

  /** One line of the sale comes back, whole or in part. */
  private goodsBack({ till, ledger }: Program, payment: Payment): void {
    const lines = ledger.sale(payment.saleId)?.lines ?? [];
    if (lines.length === 0) return;
    const { id, quantity } = this.dice.pick(lines);
    till.refunds.startLines(payment.id, [{ lineId: id, quantity: this.dice.chance(0.5) ? quantity : 1_000 }], () => undefined);
  }

  /** Opens, counts and closes shifts when it comes to mind, and takes money to the bank; whatever is on the counter meanwhile. */
  private mindTheDrawer(program: Program): void {
    const { shiftDice: dice } = this;
    const { shifts } = program;
    program.press(() => {
      switch (dice.weighted({ open: 6, move: 4, count: 4, close: 6, report: 2, print: 1 })) {
        case 'open':
          return void shifts.open(fen(dice.between(0, 50_000)));
        case 'move':
          return void shifts.move(dice.pick(['in', 'out']), fen(dice.between(1, 20_000)), '换零钱');
        case 'count':
          return void shifts.count(fen(dice.between(0, 200_000)), '');
        case 'close':
          return void shifts.close();
        case 'report':
          return void shifts.report(undefined);
        case 'print':
          return void shifts.print(undefined);
      }
    });
  }

  private wallet(): Wallet {
    return this.dice.chance(0.5) ? 'alipay' : 'wechat';
  }
}

/** A second person says yes, by the product's own rules. */
export function allowed({ clock }: Program): (wish: Omit<ApprovalWish, 'reason'>) => Approval {
  return (wish) => {
    const at = clock.now();
    const approval = approve({ id: `approval-${wish.subjectId}-${at}`, approver: APPROVER, requester: REQUESTER, wish: { ...wish, reason: 'the customer showed the bill' }, at }, POLICY);
    if (typeof approval === 'string') throw new Error(`not approved: ${approval}`);
    return approval;
  };
}

