/**
 * A till and its world for the must-pass scenarios: real file, real sockets, real SDKs, simulated providers; and a calendar that
 * may be turned forwards for all of them at once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../main/adapters/system.ts';
import { composeDemo, worldOf } from '../../main/composition.ts';
import type { DemoWorld, RunningTill } from '../../main/composition.ts';
import { fen } from '../../main/domain/money.ts';
import type { Payment, PaymentRules, Wallet } from '../../main/domain/payment.ts';
import type { Fault, Operation } from '../../main/simulator/faults.ts';
import type { SimGateway, SimTrade } from '../../main/simulator/gateway.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import type { PhoneMood } from '../../main/simulator/world.ts';
import { hurriedRules, until } from '../support/demo-till.ts';

export const WALLETS = ['alipay', 'wechat'] as const;
export const ALWAYS = Number.POSITIVE_INFINITY;

/** The real clock, so many ms further on. Timers that were set go as they were set. */
export class TurnedClock extends SystemClock {
  aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

export interface ShopOptions {
  readonly rules?: PaymentRules;
  /** Of the whole world. */
  readonly clock?: TurnedClock;
  /** Of the till's machine alone, when it goes wrong. */
  readonly tillClock?: TurnedClock;
  readonly kiosk?: { readonly onLeave: (to: 'till' | 'quit') => void };
}

export class Shop {
  readonly folder: string;
  readonly simulator: Simulator;
  running: RunningTill;
  private readonly open: (world?: DemoWorld) => Promise<RunningTill>;

  private constructor(folder: string, simulator: Simulator, open: (world?: DemoWorld) => Promise<RunningTill>, running: RunningTill) {
    this.folder = folder;
    this.simulator = simulator;
    this.open = open;
    this.running = running;
  }

  static async start({ rules = hurriedRules(), clock = new TurnedClock(), tillClock = clock, kiosk }: ShopOptions = {}): Promise<Shop> {
    const folder = mkdtempSync(join(tmpdir(), 'guitai-scenario-'));
    const simulator = await startSimulator({ wechatReverseNotBeforeMs: 0, clock });
    const open = (world = worldOf(simulator)): Promise<RunningTill> =>
      composeDemo({ folder, world, rules, clock: tillClock, logSink: () => undefined, ...(kiosk && { kiosk }) });
    return new Shop(folder, simulator, open, await open());
  }

  get till(): RunningTill['till'] {
    return this.running.till;
  }

  /** Ends the till in order, does something to its folder, and opens it again; perhaps with other addresses. */
  async restart({ meanwhile, world }: { readonly meanwhile?: () => void; readonly world?: DemoWorld } = {}): Promise<void> {
    await this.running.close();
    meanwhile?.();
    this.running = await this.open(world);
  }

  /** The same world behind addresses at which nobody listens, as when names do not resolve: not a byte can be sent. */
  get unreachable(): DemoWorld {
    const world = worldOf(this.simulator);
    const dead = (url: string): string => url.replace(/:\d+/, ':1');
    return { ...world, alipay: { ...world.alipay, gatewayUrl: dead(world.alipay.gatewayUrl) }, wechat: { ...world.wechat, baseUrl: dead(world.wechat.baseUrl) } };
  }

  async close(): Promise<void> {
    await this.running.close();
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  provider(wallet: Wallet): SimGateway {
    return this.simulator[wallet];
  }

  trades(wallet: Wallet): readonly SimTrade[] {
    return this.provider(wallet).trades();
  }

  /** What a provider holds for the shop, fen. */
  held(wallet: Wallet): number {
    return this.trades(wallet).reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0);
  }

  buyer(wallet: Wallet): string {
    return this.simulator.world.buyerOf(wallet).id;
  }

  mood(wallet: Wallet, mood: PhoneMood): void {
    this.simulator.world.buyerOf(wallet).mood = mood;
  }

  /** A fresh payment code on the customer's phone. */
  code(wallet: Wallet): string {
    return this.simulator.world.issueCode(this.buyer(wallet)).code;
  }

  confirm(payment: Payment): void {
    this.provider(payment.wallet).confirm(payment.outTradeNo, this.buyer(payment.wallet));
  }

  trouble(gateway: Wallet, operation: Operation | 'any', fault: Fault, times = 1): void {
    this.simulator.faults.add({ gateway, operation, fault, times });
  }

  clearSky(): void {
    this.simulator.faults.clear();
  }

  /** Faults of this operation are over; all others stay. */
  answerAgain(operation: Operation): void {
    const { faults } = this.simulator;
    for (const plan of faults.list()) if (plan.operation === operation) faults.remove(plan);
  }

  ringUp(amount: number): void {
    this.till.checkout.next();
    this.till.checkout.keyAmount(fen(amount), '');
  }

  payByCode(code: string, amount?: number): string {
    const started = this.till.tenders.startBarcode({ code, evenIfDuplicate: true, ...(amount !== undefined && { amount: fen(amount) }) });
    if (!started.ok) throw new Error(started.code);
    return started.value.paymentId;
  }

  /** A whole sale, paid by one code. */
  async sell(wallet: Wallet, amount: number): Promise<Payment> {
    this.ringUp(amount);
    return this.when(this.payByCode(this.code(wallet)), 'paid');
  }

  payment(id: string): Payment {
    const payment = this.till.ledger.payment(id);
    if (!payment) throw new Error(`no payment ${id}`);
    return payment;
  }

  /** The word that the payment window shows. */
  stage(id: string): string {
    return this.till.picture.payment(this.payment(id)).stage;
  }

  when(id: string, phase: Payment['phase']): Promise<Payment> {
    return until(`payment is ${phase}`, () => (this.payment(id).phase === phase ? this.payment(id) : undefined));
  }

  /** Every word that the window showed between two moments, as it changed. */
  stagesOf(id: () => string | undefined): { readonly seen: string[]; readonly stop: () => void } {
    const seen: string[] = [];
    const stop = this.till.session.onChange(() => {
      const known = id();
      const stage = known === undefined ? undefined : this.stage(known);
      if (stage !== undefined && seen.at(-1) !== stage) seen.push(stage);
    });
    return { seen, stop };
  }
}
