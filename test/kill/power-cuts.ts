/**
 * One till, killed again and again. Each life is a process of its own on the same data folder; it is killed with SIGKILL from
 * outside at a random moment, or from inside at a random step, and the next life has to make sense of what it finds. In the end
 * a last life brings everything to its end, and the books are held against the providers.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditFile, isSound } from '../../scripts/lib/journal-audit.ts';
import type { Audit } from '../../scripts/lib/journal-audit.ts';
import { Dice } from '../simulation/dice.ts';
import { postMortem, readBooks } from './books.ts';
import type { Books } from './books.ts';
import { compare } from './comparison.ts';
import type { Finding, ProvidersTruth } from './comparison.ts';
import type { FromTill, TillOrders, ToTill } from './messages.ts';
import { placeOf } from './place.ts';
import { Street } from './street.ts';

export interface Kill {
  readonly number: number;
  /** `moment`: from outside, some time after the till opened; `step`: in the middle of its own code; `start`: from outside before it was open. */
  readonly way: 'moment' | 'step' | 'start';
  readonly place: string;
  /** Payments in the books so far. */
  readonly payments: number;
}

export interface Outcome {
  readonly kills: readonly Kill[];
  readonly books: Books;
  readonly truth: ProvidersTruth;
  readonly audit: Audit;
  /** How often a dead or a newly started till's file was proved: chain, file, states. */
  readonly proofs: number;
  readonly findings: readonly Finding[];
}

export interface PowerCutOptions {
  readonly kills: number;
  readonly seed: string;
  readonly onKill?: (kill: Kill) => void;
  /**
   * A deliberate break for proving the comparison: in the end the till finds its disk as it was at the first kill. Lives are added until
   * it has sold something since that it can forget.
   */
  readonly forget?: boolean;
}

const TILL = join(import.meta.dirname, 'till-process.ts');
/** A life from the opening to the kill, at most; most payments of a hurried till take less. */
const LIFE_MS = 700;
/** Looks at the clock in a life of that length. */
const LIFE_LOOKS = 500;
/** A till that was to die at a look it never took. */
const LONGEST_LIFE_MS = 4_000;
/** Lives at the most beyond those wanted, when there is nothing to forget yet. */
const ADDED_LIVES = 30;
const OPENING_MS = 60_000;
const CLOSING_MS = 120_000;

/** Kills a till so often and compares. Throws when a till breaks by itself, does not start, or leaves a damaged file. */
export async function cutPower({ kills, seed, onKill, forget = false }: PowerCutOptions): Promise<Outcome> {
  const dice = new Dice(seed);
  const root = mkdtempSync(join(tmpdir(), 'guitai-kill-'));
  const folder = join(root, 'till');
  const earlier = join(root, 'earlier');
  const worldFile = join(root, 'world.json');
  const street = await Street.open(dice.fork('street'), worldFile);
  const done: Kill[] = [];
  let startMs = 500;
  let proofs = 0;
  const proved = (audit: Audit, when: string): void => {
    if (!isSound(audit)) throw new Error(`${when}: ${JSON.stringify({ ...audit, days: undefined })}`);
    proofs += 1;
  };
  try {
    const remembered = new Set<string>();
    const hasSoldSince = (): boolean => street.trades().some((trade) => trade.capturedFen > trade.refundedFen && !remembered.has(trade.outTradeNo));
    const isOver = (number: number): boolean => number > kills && (!forget || hasSoldSince() || number > kills + ADDED_LIVES);
    for (let number = 1; !isOver(number); number += 1) {
      street.badMinute();
      const way = number === 1 ? 'moment' : dice.weighted({ moment: 45, step: 45, start: 10 });
      const orders: TillOrders = { folder, worldFile, seed: `${seed}/${number}`, closing: false, ...(way === 'step' && { dieAtLook: dice.between(1, LIFE_LOOKS) }) };
      const life = new Life(orders, street);
      const afterMs = way === 'start' ? dice.between(50, startMs) : dice.between(0, LIFE_MS);
      if (way === 'start') await life.within(afterMs);
      else if (await life.opened()) {
        startMs = life.openMs;
        proved(auditFile(join(folder, 'guitai.db')), `after restart ${number}`);
        await life.within(way === 'step' ? LONGEST_LIFE_MS : afterMs);
      }
      await life.kill();
      const { books, audit } = postMortem(folder);
      proved(audit, `after kill ${number}`);
      const kill: Kill = { number, way, place: placeOf(books, life.isOpen, (wallet, no) => street.trade(wallet, no)), payments: books.payments.length };
      done.push(kill);
      onKill?.(kill);
      if (forget && number === 1) {
        cpSync(folder, earlier, { recursive: true });
        for (const { outTradeNo } of books.payments) remembered.add(outTradeNo);
      }
    }
    if (forget) putBack(earlier, folder);
    street.clearSky();
    await closeDown({ folder, worldFile, seed: `${seed}/closing`, closing: true }, street);
    const file = join(folder, 'guitai.db');
    const audit = auditFile(file);
    proved(audit, 'in the end');
    const books = readBooks(file);
    const truth = { trades: street.trades(), printed: street.printed };
    return { kills: done, books, truth, audit, proofs, findings: compare(books, truth) };
  } finally {
    await street.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function putBack(from: string, to: string): void {
  rmSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
}

async function closeDown(orders: TillOrders, street: Street): Promise<void> {
  const life = new Life(orders, street);
  await life.opened();
  await life.within(CLOSING_MS);
  if (!life.isCalm) {
    await life.kill();
    throw new Error(`the till did not come to rest: ${JSON.stringify(readBooks(join(orders.folder, 'guitai.db')).payments.filter(({ wakeAt, call }) => wakeAt !== null || call !== null))}`);
  }
}

/** One process of the till. */
class Life {
  isOpen = false;
  isCalm = false;
  openMs = 0;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private errors = '';

  constructor(orders: TillOrders, street: Street) {
    const bornAt = performance.now();
    this.child = fork(TILL, [JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    this.ended = once(this.child, 'close');
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.errors += text; });
    this.child.on('message', (message: FromTill) => {
      switch (message.kind) {
        case 'open':
          this.isOpen = true;
          this.openMs = Math.ceil(performance.now() - bornAt);
          this.child.emit('open');
          return;
        case 'scan':
          return this.answer({ id: message.id, code: street.code(message.wallet, message.customer) });
        case 'show':
          return street.show(message.qrText);
        case 'calm':
          this.isCalm = true;
      }
    });
  }

  /** Whether it opened before it died. */
  async opened(): Promise<boolean> {
    if (!this.isOpen) await Promise.race([once(this.child, 'open', { signal: AbortSignal.timeout(OPENING_MS) }), this.ended]);
    return this.isOpen;
  }

  /** Waits so long, or until the process has ended. */
  async within(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.ended, new Promise((resolve) => { timer = setTimeout(resolve, ms); })]);
    clearTimeout(timer);
  }

  /** Kills it if it lives; throws when it had ended in any other way than by SIGKILL. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    if (this.child.signalCode !== 'SIGKILL') throw new Error(`the till broke by itself (${this.child.exitCode}):\n${this.errors}`);
    if (this.errors !== '') throw new Error(`the till complained:\n${this.errors}`);
  }

  private answer(message: ToTill): void {
    // The till may have died while its customer was taking the phone out.
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
