/**
 * What lives on while tills die: both providers, the customers with their phones, bad lines, and the printer. It is the
 * truth that the books are held against.
 */
import { writeFileSync } from 'node:fs';
import { worldOf } from '../../main/composition.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import type { Fault, Operation } from '../../main/simulator/faults.ts';
import type { SimGateway, SimTrade } from '../../main/simulator/gateway.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import type { Dice } from '../simulation/dice.ts';
import type { Customer } from './messages.ts';

const WALLETS = ['alipay', 'wechat'] as const;
/** Customers look at their phones so often. */
const LOOK_MS = 15;
const RICH_FEN = 1_000_000_000;
/** Slow answers come after at most this time: long enough to die in, short enough for the next till. */
const SLOWEST_MS = 250;

const SLOW: readonly Operation[] = ['pay', 'precreate', 'query', 'cancel', 'close', 'refund', 'refundQuery'];

export class Street {
  readonly simulator: Simulator;
  /** How often the original of each receipt came out of the printer, by receipt number. */
  readonly printed = new Map<string, number>();
  private readonly dice: Dice;
  private readonly buyers: Readonly<Record<Wallet, Readonly<Record<Customer, string>>>>;
  /** When a customer answers the phone, epoch ms; null: never. */
  private readonly answers = new Map<string, number | null>();
  private readonly timer: NodeJS.Timeout;
  /** What was on the customer's screen at some time. A QR that no screen showed cannot be scanned by anybody. */
  private readonly shown = new Set<string>();
  private papers = 0;

  private constructor(simulator: Simulator, dice: Dice) {
    this.simulator = simulator;
    this.dice = dice;
    this.buyers = { alipay: this.family('alipay'), wechat: this.family('wechat') };
    simulator.wechat.setRefundPolicy({ settlesAfterMs: 100, ending: 'SUCCESS' });
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  static async open(dice: Dice, worldFile: string): Promise<Street> {
    const simulator = await startSimulator({ wechatReverseNotBeforeMs: 0 });
    writeFileSync(worldFile, JSON.stringify(worldOf(simulator)), { mode: 0o600 });
    return new Street(simulator, dice);
  }

  /** A payment code on the phone of such a customer. */
  code(wallet: Wallet, customer: Customer): string {
    return this.simulator.world.issueCode(this.buyers[wallet][customer]).code;
  }

  /** A till shows this QR. */
  show(qrText: string): void {
    this.shown.add(qrText);
  }

  /** The line has a bad minute: a few calls will be slow, lost, cut, forged or wrongly answered. */
  badMinute(): void {
    const { dice } = this;
    this.simulator.faults.clear();
    for (const gateway of WALLETS) {
      for (const operation of SLOW) {
        if (dice.chance(0.5)) this.simulator.faults.add({ gateway, operation, fault: this.slowness(), times: dice.between(1, 4) });
        if (dice.chance(0.12)) this.simulator.faults.add({ gateway, operation, fault: this.trouble(operation), times: dice.between(1, 2) });
      }
    }
  }

  /** From now on everything works. */
  clearSky(): void {
    this.simulator.faults.clear();
  }

  trades(): readonly SimTrade[] {
    return WALLETS.flatMap((wallet) => this.gateway(wallet).trades());
  }

  trade(wallet: Wallet, outTradeNo: string): SimTrade | undefined {
    return this.gateway(wallet).trade(outTradeNo);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.simulator.close();
  }

  private gateway(wallet: Wallet): SimGateway {
    return this.simulator[wallet];
  }

  private family(wallet: Wallet): Record<Customer, string> {
    const member = (customer: Customer, mood: 'pays-at-once' | 'asks-pin' | 'no-money'): string =>
      this.simulator.world.addBuyer({ id: `${wallet}-${customer}`, wallet, name: customer, logonId: `${customer}***`, mood, balanceFen: RICH_FEN }).id;
    return { pays: member('pays', 'pays-at-once'), asked: member('asked', 'asks-pin'), broke: member('broke', 'no-money') };
  }

  private look(): void {
    for (const wallet of WALLETS) {
      const gateway = this.gateway(wallet);
      const { asked, pays } = this.buyers[wallet];
      for (const { outTradeNo } of gateway.waitingFor(asked)) {
        if (this.answersNow(outTradeNo)) gateway.confirm(outTradeNo, asked);
      }
      for (const { outTradeNo, qrText } of gateway.openQrs()) {
        if (!this.shown.has(qrText) || !this.answersNow(outTradeNo)) continue;
        gateway.scanQr(qrText, pays);
        gateway.confirm(outTradeNo, pays);
      }
    }
    this.collectPapers();
  }

  private answersNow(outTradeNo: string): boolean {
    const now = Date.now();
    const known = this.answers.get(outTradeNo);
    const at = known === undefined ? (this.dice.chance(0.8) ? now + this.dice.between(0, 700) : null) : known;
    this.answers.set(outTradeNo, at);
    if (at === null || now < at) return false;
    this.answers.set(outTradeNo, null);
    return true;
  }

  private slowness(): Fault {
    return this.dice.chance(0.75) ? { kind: 'delay-answer', ms: this.dice.between(20, SLOWEST_MS) } : { kind: 'delay-work', ms: this.dice.between(20, SLOWEST_MS) };
  }

  private trouble(operation: Operation): Fault {
    const { dice } = this;
    const anywhere: Fault[] = [
      { kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'http-error', status: 502, work: dice.chance(0.5) },
      { kind: 'system-error', work: dice.chance(0.5) }, { kind: 'truncated' }, { kind: 'signature', flaw: 'wrong' },
    ];
    if (operation === 'query') anywhere.push({ kind: 'not-yet-visible' });
    if (operation === 'cancel') anywhere.push({ kind: 'lies-done' });
    return dice.pick(anywhere);
  }

  /** Every cut paper is an original here: nobody asks for copies. */
  private collectPapers(): void {
    const { papers } = this.simulator.printer.view();
    const receipts = this.simulator.printer.receipts();
    for (const [index, { id }] of papers.entries()) {
      if (id <= this.papers) break;
      const number = /\d{3}-\d{6}-\d+/.exec(receipts[index]?.lines.join('\n') ?? '')?.[0];
      if (number !== undefined) this.printed.set(number, (this.printed.get(number) ?? 0) + 1);
    }
    this.papers = Math.max(this.papers, papers[0]?.id ?? 0);
  }
}
