/** Lives of a till that dies at a named place of one payment, seen from outside. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worldOf } from '../../main/composition.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import { auditFile } from '../../scripts/lib/journal-audit.ts';
import type { Audit } from '../../scripts/lib/journal-audit.ts';
import { readBooks } from '../kill/books.ts';
import type { Books } from '../kill/books.ts';
import { until } from '../support/demo-till.ts';
import type { InnerPlace, PaymentOrders } from './one-payment.ts';

export const PLACES = ['before the journal', 'after the journal', 'after the send', 'after the reply', 'after the print'] as const;
export type Place = (typeof PLACES)[number];

const LIFE = join(import.meta.dirname, 'one-payment.ts');
const AMOUNT = 1_999;
const LONGEST_MS = 20_000;

export interface AfterPowerCut {
  readonly simulator: Simulator;
  /** As the dead till left them. */
  readonly dead: Books;
  readonly books: Books;
  readonly audit: Audit;
  readonly amount: number;
}

/** One payment, a power cut at the place, a restart; then `judge` looks at what came of it. */
export async function powerCutAt(place: Place, wallet: Wallet, judge: (after: AfterPowerCut) => void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'guitai-power-'));
  const folder = join(root, 'till');
  const worldFile = join(root, 'world.json');
  const file = join(folder, 'guitai.db');
  const simulator = await startSimulator({ wechatReverseNotBeforeMs: 0 });
  try {
    writeFileSync(worldFile, JSON.stringify(worldOf(simulator)), { mode: 0o600 });
    // The answer is still on its way when the power goes.
    if (place === 'after the send') simulator.faults.add({ gateway: wallet, operation: 'pay', fault: { kind: 'delay-answer', ms: 5_000 }, times: 1 });
    const code = (): string => simulator.world.issueCode(simulator.world.buyerOf(wallet).id).code;
    const orders = { folder, worldFile, amount: AMOUNT };

    const isInner = place !== 'after the send' && place !== 'after the print';
    const first = live({ ...orders, code: code(), ...(isInner && { dieAt: place satisfies InnerPlace }) });
    if (place === 'after the send') await until('the customer is charged', () => simulator[wallet].trades().some((trade) => trade.capturedFen > 0), LONGEST_MS);
    if (place === 'after the print') await until('the paper is out', () => simulator.printer.view().papers.length > 0, LONGEST_MS);
    if (!isInner) first.child.kill('SIGKILL');
    await first.ended;
    if (first.child.signalCode !== 'SIGKILL') throw new Error(`the till ended by itself: ${first.errors()}`);
    const dead = readBooks(file);

    const second = live({ ...orders, code: code() });
    await until('the sale is settled and on paper', () => second.isUp() && isOver(readBooks(file)), LONGEST_MS);
    second.child.kill('SIGKILL');
    await second.ended;
    judge({ simulator, dead, books: readBooks(file), audit: auditFile(file), amount: AMOUNT });
  } finally {
    await simulator.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function live(orders: PaymentOrders) {
  const child = fork(LIFE, [JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let errors = '';
  let up = true;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  child.on('close', () => { up = false; });
  const ended = once(child, 'close');
  return {
    child, ended, errors: () => errors,
    isUp: (): boolean => {
      if (!up) throw new Error(`the till ended by itself: ${errors}`);
      return true;
    },
  };
}

function isOver({ sales, payments, prints }: Books): boolean {
  const isPrinted = prints.length > 0 && prints.every(({ state }) => state === 'printed' || state === 'sent' || state === 'unconfirmed');
  return sales.some(({ status }) => status === 'settled') && payments.every(({ wakeAt, call }) => wakeAt === null && call === null) && isPrinted;
}
