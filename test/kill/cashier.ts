/** A cashier in a hurry, and the same cashier in the evening. Everything goes through the use-cases that the screens call. */
import type { Till } from '../../main/app/till.ts';
import { fen } from '../../main/domain/money.ts';
import { blocksSale, canRelease, covers, owesRefund } from '../../main/domain/payment.ts';
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import { refundable } from '../../main/domain/refund.ts';
import { totals } from '../../main/domain/sale.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { Dice } from '../simulation/dice.ts';
import type { Customer } from './messages.ts';

const DEAREST_FEN = 9_000;
const CUSTOMERS: Readonly<Record<Customer, number>> = { pays: 70, asked: 25, broke: 5 };

export class Cashier {
  private readonly till: Till;
  private readonly dice: Dice;
  private readonly scan: (wallet: Wallet, customer: Customer) => Promise<string>;

  /** `scan` holds the scanner to the phone of a customer of that kind and gives the payment code. */
  constructor(till: Till, dice: Dice, scan: (wallet: Wallet, customer: Customer) => Promise<string>) {
    this.till = till;
    this.dice = dice;
    this.scan = scan;
  }

  async serveForEver(): Promise<never> {
    for (;;) {
      await this.turn();
      await pause(this.dice.between(0, 40));
    }
  }

  /** Finishes or gives up what is open, gives back what is owed, and returns when the till has nothing to do any more. */
  async closeDown(): Promise<void> {
    for (;;) {
      if (this.evening()) return;
      await pause(20);
    }
  }

  private async turn(): Promise<void> {
    const { till, dice } = this;
    const sale = till.checkout.openSale();
    if (sale && sale.lines.length > 0) return this.goOn(sale);
    const [parked] = till.ledger.parkedSales();
    if (parked && dice.chance(0.5)) return void till.checkout.recall(parked.id);
    if (dice.chance(0.35)) return this.giveBack();
    till.checkout.next();
    for (let lines = dice.between(1, 3); lines > 0; lines -= 1) till.checkout.keyAmount(fen(dice.between(2, DEAREST_FEN)), '');
  }

  private async goOn(sale: Sale): Promise<void> {
    const { till, dice } = this;
    const payments = till.ledger.paymentsOfSale(sale.id);
    const running = payments.find(blocksSale);
    if (running) return this.whileRunning(running);
    const { due } = totals(sale, payments);
    const paid = payments.find((payment) => payment.phase === 'paid' && covers(payment));
    switch (dice.weighted({ code: 48, qr: 18, part: due > 1 ? 18 : 0, cash: 6, park: 3, void: paid ? 60 : 0 })) {
      case 'code':
        return this.payByCode(due);
      case 'qr':
        return void till.tenders.startQr({ wallet: this.wallet(), evenIfDuplicate: true });
      case 'part':
        return this.payByCode(dice.between(1, due - 1));
      case 'cash':
        return void till.tenders.cash(fen(due + dice.between(0, 500)));
      case 'park':
        return void till.checkout.park();
      case 'void':
        return void (paid && till.refunds.void(paid.id));
    }
  }

  private whileRunning(running: Payment): void {
    const { till, dice } = this;
    switch (dice.weighted({ wait: 80, check: 6, cancel: 12, release: canRelease(running) ? 20 : 0 })) {
      case 'wait':
        return;
      case 'check':
        return void till.tenders.check(running.id);
      case 'cancel':
        return void till.tenders.cancel(running.id);
      case 'release':
        return void till.tenders.release(running.id);
    }
  }

  private async payByCode(amount: number): Promise<void> {
    const { till, dice } = this;
    const code = await this.scan(this.wallet(), dice.weighted(CUSTOMERS));
    till.tenders.startBarcode({ code, amount: fen(amount), evenIfDuplicate: true });
  }

  /** A customer comes back with a receipt of the last minutes. */
  private giveBack(): void {
    const { till, dice } = this;
    const paid = till.ledger.recentPayments(8).filter((payment) => payment.phase === 'paid' && !owesRefund(payment) && till.ledger.sale(payment.saleId)?.status === 'settled');
    if (paid.length === 0) return;
    const payment = dice.pick(paid);
    const amount = dice.chance(0.5) ? payment.amount : dice.between(1, payment.amount);
    till.refunds.start(payment.id, fen(amount), () => undefined);
  }

  private evening(): boolean {
    const { till } = this;
    const { ledger } = till;
    const sale = till.checkout.openSale();
    if (sale && sale.lines.length > 0) this.finish(sale);
    const [parked] = ledger.parkedSales();
    if (parked && !till.checkout.openSale()?.lines.length) till.checkout.recall(parked.id);
    for (const payment of ledger.exceptionalPayments(1_000)) {
      const left = owesRefund(payment) ? refundable(payment, ledger.refundsOfPayment(payment.id)) : 0;
      if (left > 0) till.refunds.start(payment.id, fen(left), () => undefined);
    }
    return !till.checkout.openSale()?.lines.length && ledger.parkedSales().length === 0
      && ledger.unfinishedPayments().length === 0 && ledger.unfinishedRefunds().length === 0 && ledger.waitingPrintJobs().length === 0;
  }

  private finish(sale: Sale): void {
    const { till } = this;
    const payments = till.ledger.paymentsOfSale(sale.id);
    const running = payments.find(blocksSale);
    if (running) till.tenders.cancel(running.id);
    else till.tenders.cash(totals(sale, payments).due);
  }

  private wallet(): Wallet {
    return this.dice.chance(0.5) ? 'alipay' : 'wechat';
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
