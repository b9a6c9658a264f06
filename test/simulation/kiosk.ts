/**
 * Customers who are alone with a kiosk and touch anything at any time, walk off in the middle, and the staff who look after it. What a
 * kiosk promises beyond a counter is looked at here: nobody is left alone with a payment that is not cleared up.
 */
import type { KioskDesk } from '../../main/app/kiosk.ts';
import type { ApprovalWish } from '../../main/domain/approval.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import { allowed, MOODS } from './cashier.ts';
import type { Dice } from './dice.ts';
import type { Providers } from './judge.ts';
import type { Program } from './program.ts';

type View = ReturnType<KioskDesk['snapshot']>;

/** Nobody touches it for this long: the screen asks, waits, and begins anew. */
const ALONE_MS = 60_000;
/** By then staff must have been called. */
const HELP_WITHIN_MS = 60_000;
const UNCLEAR = new Set(['unknown', 'refused', 'cancelling']);

export interface KioskWatch {
  readonly closing: () => boolean;
  readonly now: () => number;
  /** No other till on its database asks for its payments, and hears what becomes of them instead of it. */
  readonly isAlone: boolean;
  readonly find: (text: string) => void;
}

export class KioskCustomers {
  private readonly dice: Dice;
  private readonly providers: Providers;
  private readonly watch: KioskWatch;
  private program: Program | undefined;
  private unclear: { readonly paymentId: string; readonly since: number } | undefined;
  /** Payments for which this program has called somebody. */
  private helped = new Set<string>();

  constructor(dice: Dice, providers: Providers, watch: KioskWatch) {
    this.dice = dice;
    this.providers = providers;
    this.watch = watch;
  }

  /** One moment in front of the machine. Returns how long until the next, ms. */
  turn(program: Program, kiosk: KioskDesk): number {
    const { dice } = this;
    let pause = dice.between(800, 6_000);
    program.press(() => {
      const view = kiosk.snapshot();
      this.lookAfter(program, view);
      if (this.watch.closing()) return this.toTheCounter(program, kiosk);
      if (view.help && dice.chance(0.3)) return this.staffCome(program, kiosk, view);
      if (dice.chance(0.03)) {
        pause = ALONE_MS;
        return;
      }
      this.touch(kiosk, view);
    });
    // Whoever walked off is followed by the machine's own idle watch.
    if (pause === ALONE_MS) program.press(() => void kiosk.leave());
    return pause;
  }

  private touch(kiosk: KioskDesk, view: View): void {
    const { dice } = this;
    switch (view.step) {
      case 'welcome':
        return void kiosk.begin(dice.chance(0.7) ? 'zh' : 'en');
      case 'scan':
        return this.collect(kiosk, view);
      case 'review':
        return this.review(kiosk);
      case 'pay':
        return view.payment ? this.whilePaying(kiosk) : this.pay(kiosk, view);
      case 'receipt':
        return void kiosk.takeReceipt(dice.chance(0.4));
      case 'goodbye':
      case 'hand_over':
        return void kiosk.leave();
    }
  }

  private collect(kiosk: KioskDesk, view: View): void {
    const { dice } = this;
    const [line] = view.sale?.lines ?? [];
    switch (dice.weighted({ add: 50, scan: 10, quantity: line ? 6 : 0, review: line ? 60 : 0, help: 1, leave: 2 })) {
      case 'add':
        return void kiosk.add(`product-${dice.between(1, 8)}`);
      case 'scan':
        return void kiosk.scan(String(6_900_000_000_000 + dice.between(0, 9)));
      case 'quantity':
        return void this.change(kiosk, line?.id ?? '', dice.between(0, 3));
      case 'review':
        return void kiosk.go('review');
      case 'help':
        return void kiosk.askHelp('question');
      case 'leave':
        return void kiosk.leave();
    }
  }

  /** One line in four is taken out; the others lose a piece or get one more. */
  private change(kiosk: KioskDesk, lineId: string, wish: number): unknown {
    return wish === 0 ? kiosk.remove(lineId) : kiosk.stepQuantity(lineId, wish === 1 ? -1 : 1);
  }

  private review(kiosk: KioskDesk): void {
    switch (this.dice.weighted({ pay: 80, back: 8, leave: 3, stray: 3 })) {
      case 'pay':
        return void kiosk.go('pay');
      case 'back':
        return void kiosk.go('scan');
      case 'leave':
        return void kiosk.leave();
      case 'stray':
        return void kiosk.scan(this.code());
    }
  }

  private pay(kiosk: KioskDesk, view: View): void {
    if (view.awaitingCode && this.dice.chance(0.85)) return void kiosk.scan(this.code());
    switch (this.dice.weighted({ mobile: 60, qr: 25, cash: 5, back: 4, stop: 3, leave: 2 })) {
      case 'mobile':
        return void kiosk.pay('mobile');
      case 'qr':
        return void kiosk.pay(this.wallet());
      case 'cash':
        return void kiosk.handOver();
      case 'back':
        return void kiosk.go('review');
      case 'stop':
        return void kiosk.stopPay();
      case 'leave':
        return void kiosk.leave();
    }
  }

  /** Also what must be refused now: leaving, handing over, more goods, another way to pay. */
  private whilePaying(kiosk: KioskDesk): void {
    switch (this.dice.weighted({ wait: 70, check: 6, stop: 8, again: 3, other: 3, leave: 3, cash: 2, add: 2, scan: 2 })) {
      case 'wait':
        return;
      case 'check':
        return void kiosk.check();
      case 'stop':
        return void kiosk.stopPay();
      case 'again':
        return void kiosk.pay('mobile');
      case 'other':
        return void kiosk.pay(this.wallet());
      case 'leave':
        return void kiosk.leave();
      case 'cash':
        return void kiosk.handOver();
      case 'add':
        return void kiosk.add('product-1');
      case 'scan':
        return void kiosk.scan(this.code());
    }
  }

  // ── Staff ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private staffCome(program: Program, kiosk: KioskDesk, { help }: View): void {
    const wish = help?.reason === 'restricted' || help?.reason === 'amount' ? kiosk.wishToAllow() : undefined;
    if (wish && this.dice.chance(0.8)) return void kiosk.allow(this.granted(program, wish));
    kiosk.openStaffMenu(this.granted(program, kiosk.wishForStaff()));
    kiosk.staffDo(this.dice.weighted({ back: 60, drop_sale: 40 }));
  }

  /** In the evening, or when nothing else helps, the counter's own screen takes over. */
  private toTheCounter(program: Program, kiosk: KioskDesk): void {
    kiosk.openStaffMenu(this.granted(program, kiosk.wishForStaff()));
    kiosk.staffDo('to_till');
  }

  private granted(program: Program, wish: Omit<ApprovalWish, 'reason'>) {
    return allowed(program)(wish);
  }

  /** A payment that is neither paid nor waits for the customer for a minute, and nobody was called. */
  private lookAfter(program: Program, { payment, help }: View): void {
    if (this.program !== program) {
      this.program = program;
      this.unclear = undefined;
      this.helped = new Set();
    }
    if (payment && help) this.helped.add(payment.id);
    if (!payment || !UNCLEAR.has(payment.phase)) {
      this.unclear = undefined;
      return;
    }
    const { unclear } = this;
    if (unclear?.paymentId !== payment.id) {
      this.unclear = { paymentId: payment.id, since: this.watch.now() };
      return;
    }
    if (this.watch.isAlone && this.watch.now() - unclear.since > HELP_WITHIN_MS && !this.helped.has(payment.id)) {
      this.watch.find(`${payment.id} is ${payment.phase} for a minute, and the kiosk called nobody`);
    }
  }

  private code(): string {
    const { dice } = this;
    return this.providers[this.wallet()].issueCode({ mood: dice.weighted(MOODS), afterMs: dice.between(800, 15_000) });
  }

  private wallet(): Wallet {
    return this.dice.chance(0.5) ? 'alipay' : 'wechat';
  }
}
