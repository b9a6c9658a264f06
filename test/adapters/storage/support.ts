/** Real files and real values for the storage tests. Only time is ours. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../main/adapters/storage/database.ts';
import type { Database } from '../../../main/adapters/storage/database.ts';
import { SqliteLedger } from '../../../main/adapters/storage/ledger.ts';
import { fen } from '../../../main/domain/money.ts';
import type { Payment } from '../../../main/domain/payment.ts';
import type { Refund } from '../../../main/domain/refund.ts';
import type { Sale } from '../../../main/domain/sale.ts';
import type { Clock, JournalEntry, JournalSubject, Log, PrintJob } from '../../../main/ports.ts';

/** Noon of 21 July 2026 in China. */
export const NOON = Date.UTC(2026, 6, 21, 4);
export const DAY_MS = 86_400_000;

export class SetClock implements Clock {
  moment: number;

  constructor(moment = NOON) {
    this.moment = moment;
  }

  now(): number {
    return this.moment;
  }

  at(): () => void {
    throw new Error('storage waits for nothing');
  }
}

/** Keeps what was logged, so that a test can ask for it. */
export class KeptLog implements Log {
  readonly events: string[] = [];

  info(event: string): void {
    this.events.push(event);
  }

  warn(event: string): void {
    this.events.push(event);
  }

  error(event: string): void {
    this.events.push(event);
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'guitai-storage-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export interface Till {
  readonly database: Database;
  readonly ledger: SqliteLedger;
  readonly log: KeptLog;
  /** Orderly end. */
  readonly close: () => void;
  /** End without a word, as far as one process can: nothing is given back. */
  readonly drop: () => void;
}

export function openTill(folder: string, clock: Clock = new SetClock(), tillNumber = 7): Till {
  const log = new KeptLog();
  const database = openDatabase(join(folder, 'guitai.db'), { log, clock });
  const ledger = new SqliteLedger(database, { tillNumber, folder, clock, log });
  return {
    database, ledger, log,
    close: () => { ledger.close(); database.close(); },
    drop: () => database.close(),
  };
}

export function entry(subject: JournalSubject, subjectId: string, note = 'changed', more: Partial<JournalEntry> = {}): JournalEntry {
  return { at: NOON, subject, subjectId, by: 'cashier-1', note, ...more };
}

export function aSale(id: string, more: Partial<Sale> = {}): Sale {
  return {
    id, receiptNo: `007-260721-${id}`, tillId: 'till-7', cashierId: 'cashier-1', openedAt: NOON, status: 'settled',
    lines: [{ id: 'line-1', code: '6901824000016', nameZh: '清岩矿泉水', nameEn: 'Spring water', unitPrice: fen(200), quantity: 3000, unit: 'piece', discount: { kind: 'share', basisPoints: 500 } }],
    cash: [{ id: 'cash-1', amount: fen(70), tendered: fen(100), change: fen(30), at: NOON }],
    rounding: fen(0), revision: 1, ...more,
  };
}

export function aPayment(id: string, saleId: string, more: Partial<Payment> = {}): Payment {
  return {
    id, saleId, wallet: 'alipay', kind: 'barcode', amount: fen(500), outTradeNo: `GTM${id}`, outSn: id, subject: '南窗便利店', codeTail: '4321',
    cashierId: 'cashier-1', tillId: 'till-7', phase: 'sending', exceptions: {}, call: 'pay', payAnswered: false, released: false, voided: false,
    createdAt: NOON, expiresAt: NOON + 60_000, wakeAt: null, asks: 0, silentAsks: 0, cancels: 0, cancelsDone: 0, proving: false, cancelReturned: false,
    absentAsks: 0, rechecksLeft: 0, revision: 1, ...more,
  };
}

export function aRefund(id: string, payment: Payment, more: Partial<Refund> = {}): Refund {
  return {
    id, paymentId: payment.id, saleId: payment.saleId, wallet: payment.wallet, outTradeNo: payment.outTradeNo, outRefundNo: `GTR${id}`, outSn: id,
    amount: fen(200), total: payment.amount, reason: 'return', by: 'cashier-1', phase: 'sending', call: 'refund', createdAt: NOON, wakeAt: null,
    asks: 0, sends: 1, revision: 1, ...more,
  };
}

export function aPrintJob(id: string, saleId: string, more: Partial<PrintJob> = {}): PrintJob {
  return {
    id, saleId, copyNumber: 0, state: 'waiting', createdAt: NOON, staleAt: NOON + DAY_MS, tries: 0, revision: 1,
    document: [
      { kind: 'text', text: '南窗便利店', align: 'center', size: 'double', bold: true },
      { kind: 'columns', left: '合计', right: '5.70' },
      { kind: 'row', cells: [{ text: '水', width: 'rest' }, { text: '5.70', width: 8, align: 'right' }], stackUnder: 12 },
      { kind: 'rule', weight: 'heavy' },
      { kind: 'qr', payload: 'GT1:00701000012', level: 'M', caption: '退货' },
      { kind: 'code128', content: '00701000012', caption: '00701000012' },
      { kind: 'feed', lines: 2 },
      { kind: 'cut' },
    ],
    ...more,
  };
}
