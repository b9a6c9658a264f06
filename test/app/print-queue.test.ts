/** Paper: nothing twice without saying so, nothing lost without saying so, and trouble known before the sale. */
import { afterEach, describe, expect, it } from 'vitest';
import { PrintQueue } from '../../main/app/print-queue.ts';
import { saleReceipt } from '../../main/domain/receipt.ts';
import type { ReceiptDocument } from '../../main/domain/receipt.ts';
import type { Clock, Ledger, LedgerChange, Printer, PrinterHealth, PrintJob, PrintOutcome } from '../../main/ports.ts';
import { fen } from '../../main/domain/money.ts';
import { Shop } from '../scenarios/shop.ts';
import { until } from '../support/demo-till.ts';
import { quietLog } from '../support/quiet-log.ts';
import { sampleSale } from '../support/receipt-samples.ts';

const RECEIPT: ReceiptDocument = [{ kind: 'drawer' }, ...saleReceipt(sampleSale('zh'))];

/** Jobs as the journal keeps them; the real ledger has its own tests. */
class Jobs {
  readonly jobs = new Map<string, PrintJob>();
  readonly notes: string[] = [];

  ledger(): Ledger {
    const kept: Pick<Ledger, 'commit' | 'waitingPrintJobs'> = {
      commit: ({ prints = [], entries }: LedgerChange) => {
        for (const job of prints) this.jobs.set(job.id, job);
        this.notes.push(...entries.map((entry) => entry.note));
      },
      waitingPrintJobs: () => [...this.jobs.values()].filter((job) => job.state === 'waiting' || job.state === 'printing'),
    };
    return kept as Ledger;
  }
}

/** Alarms fire as soon as they are set, in the next turn: pauses cost a test nothing. */
class HastyClock implements Clock {
  time = 1000;
  now(): number { return this.time; }
  at(moment: number, callback: () => void): () => void {
    const timer = setImmediate(() => {
      this.time = Math.max(this.time, moment);
      callback();
    });
    return () => clearImmediate(timer);
  }
}

let queue: PrintQueue | undefined;
afterEach(() => queue?.stop());

function till(outcomes: PrintOutcome[], healths: PrinterHealth[] = []): { readonly jobs: Jobs; readonly papers: ReceiptDocument[]; readonly queue: PrintQueue; readonly printer: Printer } {
  const jobs = new Jobs();
  const papers: ReceiptDocument[] = [];
  const printer: Printer = {
    print: (document) => {
      papers.push(document);
      return Promise.resolve(outcomes.shift() ?? { kind: 'printed' });
    },
    ...(healths.length > 0 && { check: () => Promise.resolve(healths.length > 1 ? (healths.shift() as PrinterHealth) : (healths[0] as PrinterHealth)) }),
  };
  let ids = 0;
  queue = new PrintQueue({ ledger: jobs.ledger(), printer, clock: new HastyClock(), ids: { next: () => `job-${(ids += 1)}` }, log: quietLog, onChange: () => undefined });
  return { jobs, papers, queue, printer };
}

function order(jobs: Jobs, printQueue: PrintQueue): void {
  const job = printQueue.job('sale-1', RECEIPT, 0);
  jobs.jobs.set(job.id, job);
  printQueue.kick();
}

const marks = (document: ReceiptDocument): string[] => document.flatMap((block) => (block.kind === 'text' && /补打|REPRINT/.test(block.text) ? [block.text] : []));

describe('a receipt that was torn', () => {
  it('comes out again whole and marked, once for each time, and does not open the drawer again', async () => {
    const torn: PrintOutcome = { kind: 'failed', reason: 'paper_out', partOnPaper: true };
    const { jobs, papers, queue: printQueue } = till([torn, torn, { kind: 'printed' }]);
    order(jobs, printQueue);
    await expect.poll(() => jobs.jobs.get('job-1')?.state).toBe('printed');
    expect(papers.map(marks)).toEqual([[], ['补打 第 1 次 REPRINT 1'], ['补打 第 2 次 REPRINT 2']]);
    expect(papers.map((paper) => paper.some((block) => block.kind === 'drawer'))).toEqual([true, false, false]);
    expect(jobs.jobs.get('job-1')?.copyNumber).toBe(2);
    expect(jobs.notes).toEqual(['printing', 'torn', 'printing', 'torn', 'printing', 'printed']);
  });

  it('one of which certainly nothing is on the paper stays an original', async () => {
    const { jobs, papers, queue: printQueue } = till([{ kind: 'failed', reason: 'not_reachable' }, { kind: 'sent' }]);
    order(jobs, printQueue);
    await expect.poll(() => jobs.jobs.get('job-1')?.state).toBe('sent');
    expect(papers.map(marks)).toEqual([[], []]);
    expect(papers[1]).toEqual(RECEIPT);
  });
});

it('a receipt during which the program died is neither called printed nor handed over: it is told, on the screen again, and comes out as a copy', async () => {
  const shop = await Shop.start();
  try {
    const { printer } = shop.simulator;
    printer.setState('dead');
    shop.ringUp(1_000);
    const saleId = shop.till.checkout.openSale()?.id ?? '';
    shop.till.tenders.cash(fen(1_000));
    const job = (): PrintJob | undefined => shop.till.ledger.printJobOfSale(saleId);
    await until('it is in the printer\'s hands', () => job()?.state === 'printing');
    await shop.restart({ meanwhile: () => printer.setState('ok') });
    expect(job()).toMatchObject({ state: 'unconfirmed', copyNumber: 0 });
    expect(shop.till.ledger.history('print', job()?.id ?? '').at(-1)).toMatchObject({ note: 'interrupted' });
    expect(shop.till.picture.till().finished).toMatchObject({ sale: { id: saleId }, print: { state: 'unconfirmed' } });
    expect(shop.till.printCopy(saleId).ok).toBe(true);
    expect(job()).toMatchObject({ copyNumber: 1 });
    expect(marks(job()?.document ?? [])).toHaveLength(1);
    expect(job()?.document.some(({ kind }) => kind === 'drawer')).toBe(false);
    await until('the copy is out', () => job()?.state === 'printed');
  } finally {
    await shop.close();
  }
});

describe('the printer before the sale', () => {
  it('trouble and paper near its end are known before anything is sold, and forgotten when they are over', async () => {
    const { queue: printQueue } = till([], [{ kind: 'trouble', reason: 'paper_out' }, { kind: 'ready', paperNearEnd: true }]);
    printQueue.resumeAll();
    await expect.poll(() => printQueue.lastFailure).toBe('paper_out');
    await expect.poll(() => printQueue.lastFailure).toBeUndefined();
    expect(printQueue.paperNearEnd).toBe(true);
  });

  it('a printer that tells nothing is not called ready or broken', async () => {
    const { queue: printQueue } = till([], [{ kind: 'reachable' }]);
    await printQueue.look();
    expect([printQueue.lastFailure, printQueue.paperNearEnd]).toEqual([undefined, false]);
  });
});
