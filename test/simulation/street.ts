/**
 * One simulated shop from morning to evening: one or two tills on one database, two providers, customers, cashiers, and
 * everything that can go wrong. Then faults stop, time runs until nothing is open, the provider's bill is read, late money
 * goes back, and the judge compares.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteCatalogue } from '../../main/adapters/storage/catalogue.ts';
import { openDatabase } from '../../main/adapters/storage/database.ts';
import type { Database } from '../../main/adapters/storage/database.ts';
import { SqliteLedger } from '../../main/adapters/storage/ledger.ts';
import { PaymentRunner } from '../../main/app/payment-runner.ts';
import { fen } from '../../main/domain/money.ts';
import { DEFAULT_RULES, isForced } from '../../main/domain/payment.ts';
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import type { LedgerChange, Log, PaymentProvider, Product } from '../../main/ports.ts';
import { Cashier } from './cashier.ts';
import { Dice } from './dice.ts';
import { NORMAL_RATES, Troubles } from './faults.ts';
import type { FaultKind, FaultRates } from './faults.ts';
import { Judge } from './judge.ts';
import type { Finding, Notables, Providers } from './judge.ts';
import { Program } from './program.ts';
import type { Surroundings } from './program.ts';
import { ProviderModel } from './provider-model.ts';
import { tellStory } from './story.ts';
import { Timeline } from './timeline.ts';
import type { Outages } from './wire.ts';

export interface StreetOptions {
  readonly seed: string;
  /** Payments (attempts with a number of their own) until the shop closes. */
  readonly payments: number;
  /** Where its folder is made. */
  readonly parent: string;
  readonly rates?: FaultRates;
  /** A deliberate break of every wire, to prove the judge. */
  readonly bend?: (provider: PaymentProvider) => PaymentProvider;
}

export interface StreetResult {
  readonly seed: string;
  readonly attempts: number;
  readonly sales: number;
  readonly findings: readonly Finding[];
  /** What happened to the first sale with a finding, line by line. */
  readonly story: readonly string[];
  readonly notables: Notables;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** SHA-256 over every line of the journal. */
  readonly digest: string;
  readonly journalLines: number;
  readonly virtualMs: number;
  /** Payments of which only the bill brought the truth. */
  readonly onlyOnBill: number;
}

interface Desk {
  readonly number: number;
  readonly dice: Dice;
  readonly cashier: Cashier;
  program: Program | undefined;
  runs: number;
  clockWrongBy: number;
  atWork: boolean;
}

const HOUR_MS = 3_600_000;
/** A morning in July 2026. */
const OPENS_AT = Date.UTC(2026, 6, 21, 1);
/** More moments than any honest evening needs: something goes round in circles. */
const MOST_MOMENTS = 2_000_000;
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function runStreet(options: StreetOptions): Promise<StreetResult> {
  const street = new Street(options);
  try {
    return await street.day();
  } finally {
    street.tearDown();
  }
}

class Street {
  private readonly options: StreetOptions;
  private readonly folder: string;
  private readonly dice: Dice;
  private readonly timeline = new Timeline(OPENS_AT);
  private readonly troubles: Troubles;
  private readonly providers: Providers;
  private readonly judge: Judge;
  private readonly outages: Outages = { until: { alipay: 0, wechat: 0 } };
  private readonly desks: Desk[];
  private readonly scannedQrs = new Set<string>();
  private readonly qrDice: Dice;
  private database: Database;
  private databaseIsCut = false;
  private diskFullUntil = 0;
  private isClosing = false;
  private ids = 0;

  constructor(options: StreetOptions) {
    this.options = options;
    this.folder = mkdtempSync(join(options.parent, 'guitai-street-'));
    this.dice = new Dice(options.seed);
    this.qrDice = this.dice.fork('qr');
    this.troubles = new Troubles(options.rates ?? NORMAL_RATES, this.dice.fork('troubles'));
    const model = (wallet: Wallet): ProviderModel => new ProviderModel(wallet, this.timeline, this.dice.fork(wallet));
    this.providers = { alipay: model('alipay'), wechat: model('wechat') };
    this.judge = new Judge(this.providers);
    this.database = this.open();
    new SqliteCatalogue(this.database).replaceAll(PRODUCTS);
    this.desks = Array.from({ length: this.dice.chance(0.6) ? 2 : 1 }, (_, index) => this.desk(index + 1));
  }

  async day(): Promise<StreetResult> {
    const { timeline, judge, options, desks } = this;
    for (const desk of desks) this.boot(desk);
    this.planTroubles();
    while (judge.attempts < options.payments) await timeline.run(timeline.now + 60_000);
    this.isClosing = true;
    this.troubles.stop();
    this.diskFullUntil = 0;
    for (let hours = 0; hours < 4 && desks.some((desk) => desk.atWork); hours += 1) await timeline.run(timeline.now + HOUR_MS);
    // What people declared paid waits for the bill; what was not found at the provider has its last look after two hours.
    this.readBill(isForced);
    await timeline.run(timeline.now + 3 * HOUR_MS);
    const onlyOnBill = this.readBill(() => true);
    await timeline.run(Number.POSITIVE_INFINITY, MOST_MOMENTS);
    for (let evening = 0; evening < 5 && this.giveBackLate(); evening += 1) await timeline.run(timeline.now + 12 * HOUR_MS, MOST_MOMENTS);
    return this.result(onlyOnBill);
  }

  tearDown(): void {
    for (const desk of this.desks) desk.program?.end();
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private result(onlyOnBill: number): StreetResult {
    const { judge, database, timeline, options } = this;
    const ledger = new SqliteLedger(database, { tillNumber: 999, folder: this.folder, clock: { now: () => timeline.now, at: () => () => undefined }, log: SILENT });
    const notables = judge.close(ledger);
    const chain = ledger.verifyChain();
    if (!chain.ok) judge.find('wrong', '', `the journal's chain breaks at ${chain.firstBad}`);
    const digest = createHash('sha256');
    let journalLines = 0;
    for (const { line } of database.each('SELECT line FROM journal ORDER BY seq')) {
      digest.update(String(line)).update('\n');
      journalLines += 1;
    }
    const first = judge.findings[0];
    return {
      seed: options.seed, attempts: judge.attempts, sales: judge.sales.size, findings: judge.findings,
      story: first ? tellStory(ledger, this.providers, first.saleId) : [],
      notables, faults: this.troubles.counts, digest: digest.digest('hex'), journalLines, virtualMs: timeline.now - OPENS_AT, onlyOnBill,
    };
  }

  // ── Programs and desks ─────────────────────────────────────────────────────────────────────────────────────────────

  private desk(number: number): Desk {
    const dice = this.dice.fork(`desk-${number}`);
    const cashier = new Cashier(dice.fork('cashier'), this.providers, {
      closing: () => this.isClosing,
      neighbour: () => this.desks.find((other) => other.number !== number)?.program,
      onRecallRace: () => this.troubles.count('recall_race'),
    });
    return { number, dice, cashier, program: undefined, runs: 0, clockWrongBy: 0, atWork: true };
  }

  private open(): Database {
    return openDatabase(join(this.folder, 'till.sqlite'), { log: SILENT, clock: { now: () => this.timeline.now, at: () => () => undefined } });
  }

  private boot(desk: Desk): void {
    if (this.databaseIsCut) {
      this.database.close();
      this.database = this.open();
      this.databaseIsCut = false;
    }
    desk.runs += 1;
    const program = new Program(this.surroundings(desk), desk.number, desk.dice.fork(`run-${desk.runs}`), desk.clockWrongBy);
    desk.program = program;
    program.start();
    this.timeline.in(500, () => this.turn(desk, program));
  }

  private turn(desk: Desk, program: Program): void {
    if (!program.alive) return;
    const pause = desk.cashier.turn(program);
    if (pause === undefined) desk.atWork = false;
    else this.timeline.in(pause, () => this.turn(desk, program));
  }

  private surroundings(desk: Desk): Surroundings {
    const { timeline, troubles, providers, outages, database, folder, options } = this;
    return {
      timeline, troubles, providers, outages, database, folder, catalogue: new SqliteCatalogue(database),
      diskIsFull: () => timeline.now < this.diskFullUntil,
      nextId: () => `id-${(this.ids += 1)}`,
      saved: (change) => this.saved(change),
      ended: () => this.onEnd(desk),
      broke: (event, cause) => this.judge.find('wrong', '', `${event}: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`),
      ...(options.bend && { bend: options.bend }),
    };
  }

  private onEnd(desk: Desk): void {
    desk.program = undefined;
    if (this.dice.chance(0.15)) {
      this.troubles.count('power_cut');
      this.databaseIsCut = true;
      for (const other of this.desks) other.program?.end();
    }
    this.timeline.in(this.dice.between(1_000, 20_000), () => {
      if (!desk.program) this.boot(desk);
    });
  }

  // ── What goes wrong by the hour, and customers in front of a QR ────────────────────────────────────────────────────

  private planTroubles(): void {
    const { rates } = this.troubles;
    const dice = this.dice.fork('hours');
    this.repeat(rates.outageEveryMs, dice, () => {
      const wallet = dice.pick(['alipay', 'wechat'] as const);
      this.troubles.count('outage');
      this.outages.until = { ...this.outages.until, [wallet]: this.timeline.now + dice.between(20_000, 300_000) };
    });
    this.repeat(rates.diskFullEveryMs, dice, () => {
      this.troubles.count('disk_full');
      this.diskFullUntil = this.timeline.now + dice.between(100, 45_000);
    });
    this.repeat(rates.clockJumpEveryMs, dice, () => {
      const desk = dice.pick(this.desks);
      this.troubles.count('clock_jump');
      desk.clockWrongBy = dice.weighted({ right: 3, little: 3, much: 1 }) === 'right' ? 0 : dice.between(-20 * 60_000, 20 * 60_000);
      desk.program?.clock.setWrongBy(desk.clockWrongBy);
    });
  }

  private repeat(everyMs: number, dice: Dice, strike: () => void): void {
    if (everyMs === 0) return;
    this.timeline.in(dice.between(everyMs / 10, 2 * everyMs), () => {
      if (this.troubles.over) return;
      strike();
      this.repeat(everyMs, dice, strike);
    });
  }

  private saved(change: LedgerChange): void {
    this.judge.saved(change);
    for (const payment of change.payments ?? []) {
      if (payment.kind !== 'qr' || payment.phase !== 'waiting' || payment.qrText === undefined || this.scannedQrs.has(payment.id)) continue;
      this.scannedQrs.add(payment.id);
      this.comeWithPhone(payment.wallet, payment.outTradeNo);
    }
  }

  private comeWithPhone(wallet: Wallet, outTradeNo: string): void {
    const { qrDice } = this;
    const pay = (afterMs: number): void => {
      this.timeline.in(afterMs, () => this.providers[wallet].scanAndPay(outTradeNo));
    };
    switch (qrDice.weighted({ soon: 78, late: 10, never: 12 })) {
      case 'soon':
        return pay(qrDice.between(1_500, 40_000));
      case 'late':
        return pay(qrDice.between(40_000, 600_000));
      case 'never':
    }
  }

  // ── Evening ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Tells the books what the provider's bill says where the two differ; returns how many payments that were. */
  private readBill(about: (payment: Payment) => boolean): number {
    const { timeline } = this;
    const [desk] = this.desks;
    const program = desk?.program;
    if (!program) throw new Error('the till is not running in the evening');
    const reader = new PaymentRunner({
      ledger: program.ledger, providers: program.wires, clock: program.clock, rules: DEFAULT_RULES, log: SILENT,
      onChange: (payment) => program.till.tenders.onPayment(payment),
    });
    let differing = 0;
    for (const saleId of this.judge.sales) {
      for (const payment of program.ledger.paymentsOfSale(saleId)) {
        if (payment.phase === 'paid' || !about(payment)) continue;
        const order = this.providers[payment.wallet].orders.get(payment.outTradeNo);
        const isTaken = order !== undefined && order.captured > 0 && order.reversed === 0;
        if (!isTaken && !isForced(payment)) continue;
        if (isTaken) differing += 1;
        const evidence = isTaken ? ({ kind: 'paid', tradeNo: order.tradeNo, paidAt: order.capturedAt } as const) : ({ kind: 'not_on_bill' } as const);
        program.press(() => void reader.tell(payment.id, { type: 'bill_read', at: timeline.now, evidence }, 'till'));
      }
    }
    return differing;
  }

  private giveBackLate(): boolean {
    const program = this.desks[0]?.program;
    return program !== undefined && Cashier.giveBackLate(program);
  }
}

const PRODUCTS: readonly Product[] = Array.from({ length: 8 }, (_, index) => ({
  id: `product-${index + 1}`, code: String(6_900_000_000_000 + index), nameZh: `商品${index + 1}`, nameEn: `Product ${index + 1}`, pinyin: 'sp',
  category: 'all', price: fen(99 + index * 371), unit: 'piece', restricted: false, quickKey: index,
}));
