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
import type { Wallet } from '../../main/domain/payment.ts';
import type { Clock, LedgerChange } from '../../main/ports.ts';
import { Cashier } from './cashier.ts';
import { comeWithPhone, KIOSK_SHELF, SHELF } from './customers.ts';
import { KioskCustomers } from './kiosk.ts';
import { Dice } from './dice.ts';
import { askAgain, giveBackLate, lastZ, lateOnes, SILENT } from './evening.ts';
import { RATES, Troubles } from './faults.ts';
import type { FaultKind } from './faults.ts';
import { Judge } from './judge.ts';
import type { Providers } from './judge.ts';
import { Program } from './program.ts';
import type { Surroundings } from './program.ts';
import { ProviderModel } from './provider-model.ts';
import { tellStory } from './story.ts';
import type { StreetOptions, StreetResult } from './street-result.ts';
import { Timeline } from './timeline.ts';
import type { Outages } from './wire.ts';

interface Desk {
  readonly number: number;
  readonly dice: Dice;
  readonly cashier: Cashier;
  /** Who stands there while it is a kiosk. */
  readonly customers: KioskCustomers | undefined;
  program: Program | undefined;
  runs: number;
  shift: number;
  clockWrongBy: number;
  atWork: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A morning in July 2026. */
const OPENS_AT = Date.UTC(2026, 6, 21, 1);
/** A shop in which nobody can pay any more closes, too. */
const LONGEST_PAYMENT_MS = 3 * 60_000;
/** After so many days without a fault nothing may be open any more. */
const DAYS = 6;

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
  /** Whoever could not finish went home. */
  private isEmpty = false;
  /** Nothing is started again. */
  private isOver = false;
  private ids = 0;

  constructor(options: StreetOptions) {
    this.options = options;
    this.folder = mkdtempSync(join(options.parent, 'guitai-street-'));
    this.dice = new Dice(options.seed);
    this.qrDice = this.dice.fork('qr');
    this.troubles = new Troubles(RATES[options.faults ?? 'everything'], this.dice.fork('troubles'), options.lets, (kind) => this.trace(kind));
    const model = (wallet: Wallet): ProviderModel => new ProviderModel(wallet, this.timeline, this.dice.fork(wallet));
    this.providers = { alipay: model('alipay'), wechat: model('wechat') };
    this.judge = new Judge(this.providers);
    this.database = this.open();
    // A Z names the head of the journal's chain, which hangs on the identity of its database.
    this.database.run("UPDATE meta SET value = ? WHERE key = 'database_id'", createHash('sha256').update(options.seed).digest('hex').slice(0, 32));
    new SqliteCatalogue(this.database).replaceAll(options.kiosk === true ? KIOSK_SHELF : SHELF);
    const tills = this.dice.chance(0.6) ? 2 : 1;
    const counters = options.tills ?? tills;
    const hasKiosk = options.kiosk ?? false;
    this.desks = Array.from({ length: counters + Number(hasKiosk) }, (_, index) => this.desk(index + 1, index === counters));
  }

  async day(): Promise<StreetResult> {
    const { timeline, judge, options, desks } = this;
    for (const desk of desks) this.boot(desk);
    this.planTroubles();
    const latest = OPENS_AT + 6 * HOUR_MS + options.payments * LONGEST_PAYMENT_MS;
    while (judge.attempts < options.payments && timeline.now < latest) await timeline.run(timeline.now + 60_000);
    this.close();
    for (let hours = 0; hours < 2 && desks.some((desk) => desk.atWork); hours += 1) await timeline.run(timeline.now + HOUR_MS);
    this.isEmpty = true;
    // What was not found at the provider has its last look after two hours; what people declared paid waits for the bill of its day.
    for (let day = 0; day < DAYS && (day < 2 || this.isOpen()); day += 1) {
      this.inTheEvening(giveBackLate);
      this.inTheEvening(askAgain);
      await timeline.run(nextAfternoon(timeline.now));
    }
    for (const { program } of desks) if (program) lastZ(program);
    return this.result();
  }

  tearDown(): void {
    this.isOver = true;
    for (const desk of this.desks) desk.program?.end();
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private result(): StreetResult {
    const { judge, database, timeline, options, troubles } = this;
    const ledger = new SqliteLedger(database, { tillNumber: 999, folder: this.folder, clock: this.trueClock(), log: SILENT });
    for (const { program } of this.desks) if (program) judge.readDoubts(program.till.bills.records(), ledger);
    const { notables, account } = judge.close(ledger);
    const chain = ledger.verifyChain();
    if (!chain.ok) judge.find('wrong', '', `the journal's chain breaks at ${chain.firstBad}`);
    if (options.remake === true) this.remake(ledger);
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
      notables, account, struck: troubles.struck, faults: troubles.counts, digest: digest.digest('hex'), journalLines, virtualMs: timeline.now - OPENS_AT, onlyOnBill: judge.onlyOnBill,
    };
  }

  /** The journal is the truth: from it alone every state must come out as it is. */
  private remake(ledger: SqliteLedger): void {
    const states = (): string[] => ['sale', 'payment', 'refund', 'print_job'].flatMap((table) => this.database.all(`SELECT json FROM ${table} ORDER BY id`).map(({ json }) => String(json)));
    const before = states();
    ledger.rebuildProjections();
    const after = states();
    const differing = before.findIndex((json, index) => json !== after[index]);
    if (differing !== -1 || before.length !== after.length) this.judge.find('wrong', '', `remade from the journal it is ${after[differing] ?? 'missing'}, not ${before[differing] ?? 'there'}`);
  }

  // ── Programs and desks ─────────────────────────────────────────────────────────────────────────────────────────────

  private desk(number: number, isKiosk: boolean): Desk {
    this.judge.shifts.watches(`till-${number}`);
    const dice = this.dice.fork(`desk-${number}`);
    const cashier = new Cashier(dice.fork('cashier'), this.providers, {
      closing: () => this.isClosing,
      neighbour: () => this.desks.find((other) => other.number !== number && !other.customers)?.program,
      onRecallRace: () => this.troubles.count('recall_race'),
    });
    const customers = isKiosk ? new KioskCustomers(dice.fork('customers'), this.providers, {
      closing: () => this.isClosing, now: () => this.timeline.now, isAlone: number === 1, find: (text) => this.judge.find('wrong', '', text),
    }) : undefined;
    return { number, dice, cashier, customers, program: undefined, runs: 0, shift: 1, clockWrongBy: 0, atWork: true };
  }

  private open(): Database {
    const database = openDatabase(join(this.folder, 'till.sqlite'), { log: SILENT, clock: this.trueClock() });
    // Programs end here, machines do not: what was handed to the operating system is safe, and is not flushed to a disk. All programs of
    // a shop share this one connection, so that its locks are taken once and not at each question.
    database.exec('PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE');
    return database;
  }

  private trueClock(): Clock {
    return { now: () => this.timeline.now, at: () => () => undefined };
  }

  private boot(desk: Desk): void {
    if (this.databaseIsCut) {
      this.database.close();
      this.database = this.open();
      this.databaseIsCut = false;
    }
    desk.runs += 1;
    const program = new Program(this.surroundings(desk), {
      tillNumber: desk.number, cashierId: `cashier-${desk.number}-${desk.shift}`, dice: desk.dice.fork(`run-${desk.runs}`), clockWrongBy: desk.clockWrongBy,
      isKiosk: desk.customers !== undefined,
    });
    desk.program = program;
    program.start();
    this.timeline.in(500, () => this.turn(desk, program));
  }

  private turn(desk: Desk, program: Program): void {
    if (!program.alive || this.isEmpty) return;
    const { customers, cashier } = desk;
    const pause = customers && program.kiosk ? customers.turn(program, program.kiosk) : cashier.turn(program);
    if (pause === undefined) desk.atWork = false;
    else this.timeline.in(pause, () => this.turn(desk, program));
  }

  private surroundings(desk: Desk): Surroundings {
    const { timeline, troubles, providers, outages, database, folder, options } = this;
    return {
      timeline, troubles, providers, outages, database, folder, catalogue: new SqliteCatalogue(database),
      diskIsFull: () => this.diskIsFull(),
      nextId: () => `id-${(this.ids += 1)}`,
      saved: (change) => this.saved(change),
      ended: () => this.onEnd(desk),
      broke: (event, cause) => this.judge.find('wrong', '', `${event}: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`),
      ...(options.broken && { broken: options.broken }),
    };
  }

  private diskIsFull(): boolean {
    const { timeline, troubles } = this;
    if (timeline.now >= this.diskFullUntil && troubles.diskFillsUp()) this.diskFullUntil = timeline.now + this.dice.between(100, 45_000);
    return timeline.now < this.diskFullUntil;
  }

  private onEnd(desk: Desk): void {
    desk.program = undefined;
    if (this.isOver) return;
    if (this.troubles.over) return this.boot(desk);
    if (this.dice.chance(0.15) && this.troubles.strikes('power_cut')) {
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
    this.repeat(rates.outageEveryMs, 'outage', dice, () => {
      const wallet = dice.pick(['alipay', 'wechat'] as const);
      this.outages.until = { ...this.outages.until, [wallet]: this.timeline.now + dice.between(20_000, 300_000) };
    });
    this.repeat(rates.diskFullEveryMs, 'disk_full', dice, () => {
      this.diskFullUntil = this.timeline.now + dice.between(100, 45_000);
    });
    this.repeat(rates.clockJumpEveryMs, 'clock_jump', dice, () => {
      const desk = dice.pick(this.desks);
      this.setClock(desk, dice.between(-20 * 60_000, 20 * 60_000));
      // Until somebody notices.
      this.timeline.in(dice.between(60_000, 15 * 60_000), () => this.setClock(desk, 0));
    });
    this.repeat(rates.shiftEveryMs, 'shift_change', dice, () => {
      const desk = dice.pick(this.desks);
      desk.shift += 1;
      desk.program?.leave();
    });
  }

  private setClock(desk: Desk, wrongBy: number): void {
    desk.clockWrongBy = wrongBy;
    desk.program?.clock.setWrongBy(wrongBy);
  }

  private repeat(everyMs: number, kind: FaultKind, dice: Dice, strike: () => void): void {
    if (everyMs === 0) return;
    this.timeline.in(dice.between(everyMs / 10, 2 * everyMs), () => {
      if (this.troubles.over) return;
      if (this.troubles.strikes(kind)) strike();
      this.repeat(everyMs, kind, dice, strike);
    });
  }

  private saved(change: LedgerChange): void {
    this.judge.saved(change);
    if (this.options.onTrace) for (const { subject, subjectId, note, by } of change.entries) this.trace(`${subject} ${subjectId} ${note} by ${by}`);
    for (const payment of change.payments ?? []) {
      if (payment.kind !== 'qr' || payment.phase !== 'waiting' || payment.qrText === undefined || this.scannedQrs.has(payment.id)) continue;
      this.scannedQrs.add(payment.id);
      comeWithPhone(this.qrDice, this.timeline, () => void this.providers[payment.wallet].scanAndPay(payment.outTradeNo));
    }
  }

  // ── Evening ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** No new customers and no new faults; somebody sets the clocks right. */
  private close(): void {
    this.isClosing = true;
    this.troubles.stop();
    this.diskFullUntil = 0;
    for (const desk of this.desks) this.setClock(desk, 0);
  }

  private inTheEvening(work: (program: Program) => void): void {
    for (const { program } of this.desks) if (program) return work(program);
    throw new Error('no till is running in the evening');
  }

  /** Something has no ending yet, or somebody is owed money. */
  private isOpen(): boolean {
    let open = 0;
    this.inTheEvening(({ ledger }) => {
      open = ledger.unfinishedPayments().length + ledger.unfinishedRefunds().length + lateOnes(ledger).length;
    });
    return open > 0;
  }

  private trace(line: string): void {
    this.options.onTrace?.(`${new Date(this.timeline.now).toISOString().slice(11, 23)} ${line}`);
  }
}

/** The next time the clock of the shop says one: the bills of yesterday are there and have been compared. */
function nextAfternoon(now: number): number {
  const today = Math.floor((now + 8 * HOUR_MS) / DAY_MS) * DAY_MS - 8 * HOUR_MS;
  return [today, today + DAY_MS].map((day) => day + 13 * HOUR_MS + 60_000).find((moment) => moment > now + HOUR_MS) ?? now + DAY_MS;
}
