/**
 * Gives the numbers that are given once for ever: serials of orders, barcode payments and refunds, and receipt numbers.
 * A number is reserved outside the database first, then counted inside it, then given: whatever breaks in between,
 * numbers are left out, never repeated.
 */
import { DEFAULT_SEQUENCES, LAST_COUNTER, makeDatedNumber, makeOutSn, makeOutTradeNo } from '../../domain/numbering.ts';
import type { SequenceKind, SequenceSettings } from '../../domain/numbering.ts';
import type { Clock, Log } from '../../ports.ts';
import { NumberAnchor } from './anchor.ts';
import type { Database } from './database.ts';
import { followingPlace, freshPlace } from './epochs.ts';
import type { SerialPlace } from './epochs.ts';

/** Numbers reserved at once: so many are left out after a crash at the most. */
const SERIAL_BLOCK = 100;
const RECEIPT_BLOCK = 20;
/** A day's first receipt number when nothing is known of that day: so many numbers a minute are taken for given. */
const RECEIPTS_PER_MINUTE = 6;

const MINUTE_MS = 60_000;
/** Receipts are dated in China time, whatever the machine is set to. */
const CHINA_OFFSET_MS = 8 * 60 * MINUTE_MS;
const SEQUENCE_KINDS: readonly SequenceKind[] = ['order', 'micropay', 'refund'];

export interface NumbersOptions {
  /** 1–999, unique in the chain. */
  readonly tillNumber: number;
  /** The profile's data folder, where the anchor file lies. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Sequence extends SequenceSettings {
  readonly kind: SequenceKind;
  /** What the next number will be like; undefined before the first one. */
  readonly next?: SerialPlace;
}

export class Numbers {
  readonly #database: Database;
  readonly #till: number;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #anchor: NumberAnchor;
  /** Sequences of which no number was taken since the start: for these the anchor is asked, not the database. */
  readonly #fromAnchor = new Set<SequenceKind | 'receipt'>([...SEQUENCE_KINDS, 'receipt']);

  constructor(database: Database, { tillNumber, folder, clock, log }: NumbersOptions) {
    makeOutSn({ till: tillNumber, epoch: 0, counter: 0 });
    this.#database = database;
    this.#till = tillNumber;
    this.#clock = clock;
    this.#log = log;
    this.#anchor = new NumberAnchor(folder, tillNumber, database.id, log);
  }

  /** The next serial of a sequence. Throws `LedgerUnavailableError`, and `NumbersExhaustedError` at the very end of a till number. */
  takeSerial(kind: SequenceKind): { readonly outSn: string; readonly number: string } {
    const place = this.#nextPlace(kind);
    const settings = this.#settings(kind);
    const outSn = makeOutSn({ till: this.#till, ...place });
    const number = settings.style === 'dated' ? makeDatedNumber(this.#clock.now(), { till: this.#till, counter: place.counter }) : makeOutTradeNo(outSn, settings);
    this.#reserveSerial(kind, place);
    this.#count(kind, place.epoch, place.counter + 1);
    this.#fromAnchor.delete(kind);
    return { outSn, number };
  }

  /** The next receipt number, `<till>-<yymmdd>-<running>`. A clock that goes back stays on the latest day: no number twice. */
  takeReceiptNo(): string {
    const { day, running } = this.#nextReceipt();
    const reserved = this.#anchor.state.receipts;
    if (reserved?.day !== day || running >= reserved.until) {
      this.#anchor.save({ ...this.#anchor.state, receipts: { day, until: running + RECEIPT_BLOCK } });
    }
    this.#database.run(
      'INSERT INTO receipt_counter (till, day, next) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET day = excluded.day, next = excluded.next',
      this.#till, day, running + 1,
    );
    this.#fromAnchor.delete('receipt');
    return `${String(this.#till).padStart(3, '0')}-${day}-${String(running).padStart(4, '0')}`;
  }

  sequences(): readonly Sequence[] {
    return SEQUENCE_KINDS.map((kind) => {
      const next = this.#counted(kind);
      return { kind, ...this.#settings(kind), ...(next && { next }) };
    });
  }

  /** Changes the form of numbers to come. Throws RangeError when a provider would refuse numbers made with it. */
  configure(kind: SequenceKind, { prefix, suffix, style }: SequenceSettings): void {
    makeOutTradeNo(makeOutSn({ till: this.#till, epoch: 0, counter: 0 }), { prefix, suffix });
    this.#database.run(
      `INSERT INTO sequence_settings (kind, prefix, suffix, style) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET prefix = excluded.prefix, suffix = excluded.suffix, style = excluded.style`,
      kind, prefix, suffix, style,
    );
  }

  /** Sets the next counter of a sequence, forwards only: a number given before must never come again. Throws RangeError otherwise. */
  advance(kind: SequenceKind, counter: number): void {
    const place = this.#nextPlace(kind);
    if (!Number.isInteger(counter) || counter <= place.counter || counter > LAST_COUNTER) {
      throw new RangeError(`the next number may only go forwards, from ${place.counter} up to ${LAST_COUNTER}`);
    }
    this.#moveTo(kind, { epoch: place.epoch, counter });
  }

  /** Leaves an epoch whose numbers turned out to be used already, and begins in one that nobody has used. */
  skip(kind: SequenceKind): void {
    const place = this.#nextPlace(kind);
    const next = followingPlace(kind, place.epoch, new Set([...this.#usedEpochs(), place.epoch]));
    this.#log.warn('numbering.epoch_left', { kind, epoch: place.epoch, next: next.epoch });
    this.#moveTo(kind, next);
  }

  /** At an orderly end the reservations are given back, so that no number is left out. What is reserved and given stays. */
  release(): void {
    if (this.#fromAnchor.size > SEQUENCE_KINDS.length) return;
    const { state } = this.#anchor;
    const serials = { ...state.serials };
    for (const kind of SEQUENCE_KINDS) {
      const next = this.#counted(kind);
      if (next && !this.#fromAnchor.has(kind)) serials[kind] = { epoch: next.epoch, until: next.counter };
    }
    const receipt = this.#fromAnchor.has('receipt') ? undefined : this.#countedReceipt();
    this.#anchor.save({ ...state, serials, ...(receipt && { receipts: { day: receipt.day, until: receipt.running } }) });
  }

  #settings(kind: SequenceKind): SequenceSettings {
    const row = this.#database.get('SELECT prefix, suffix, style FROM sequence_settings WHERE kind = ?', kind);
    if (!row) return DEFAULT_SEQUENCES[kind];
    return { prefix: String(row['prefix']), suffix: String(row['suffix']), style: row['style'] === 'dated' ? 'dated' : 'serial' };
  }

  #moveTo(kind: SequenceKind, place: SerialPlace): void {
    this.#reserveSerial(kind, place);
    this.#count(kind, place.epoch, place.counter);
    this.#fromAnchor.delete(kind);
  }

  #count(kind: SequenceKind, epoch: number, next: number): void {
    // The epoch in which it stands was taken when it was begun.
    const hasMoved = this.#database.run('UPDATE sequence SET next = ? WHERE till = ? AND kind = ? AND epoch = ?', next, this.#till, kind, epoch) === 1;
    if (!hasMoved) this.#begin(kind, epoch, next);
  }

  #begin(kind: SequenceKind, epoch: number, next: number): void {
    this.#database.transaction(() => {
      this.#database.run('INSERT OR IGNORE INTO epoch (till, epoch, kind) VALUES (?, ?, ?)', this.#till, epoch, kind);
      this.#database.run(
        'INSERT INTO sequence (till, kind, epoch, next) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, next = excluded.next',
        this.#till, kind, epoch, next,
      );
    });
  }

  /** Where the database stands. */
  #counted(kind: SequenceKind): SerialPlace | undefined {
    const row = this.#database.get('SELECT epoch, next FROM sequence WHERE till = ? AND kind = ?', this.#till, kind);
    return row && { epoch: Number(row['epoch']), counter: Number(row['next']) };
  }

  #nextPlace(kind: SequenceKind): SerialPlace {
    const place = this.#fromAnchor.has(kind) ? this.#firstPlace(kind) : this.#counted(kind);
    if (!place) return freshPlace(kind, this.#clock.now(), this.#usedEpochs());
    return place.counter > LAST_COUNTER ? followingPlace(kind, place.epoch, this.#usedEpochs()) : place;
  }

  /** The first number after a start: behind everything that the anchor knows of, or from the calendar when it knows nothing. */
  #firstPlace(kind: SequenceKind): SerialPlace | undefined {
    const { serials, epochs } = this.#anchor.state;
    const reserved = serials[kind];
    const counted = this.#counted(kind);
    // An anchor that lacks an epoch of the database is older than the database: it was put back, and proves nothing.
    const isOlder = counted !== undefined && !epochs.some(({ epoch }) => epoch === counted.epoch);
    if (!reserved || isOlder) {
      this.#log.info('numbering.fresh_epoch', { kind, anchorIsOlder: isOlder });
      return undefined;
    }
    const counter = counted?.epoch === reserved.epoch ? Math.max(counted.counter, reserved.until) : reserved.until;
    return { epoch: reserved.epoch, counter };
  }

  #usedEpochs(): ReadonlySet<number> {
    const inDatabase = this.#database.all('SELECT epoch FROM epoch WHERE till = ?', this.#till).map((row) => Number(row['epoch']));
    return new Set([...inDatabase, ...this.#anchor.state.epochs.map(({ epoch }) => epoch)]);
  }

  #reserveSerial(kind: SequenceKind, { epoch, counter }: SerialPlace): void {
    const { state } = this.#anchor;
    const reserved = state.serials[kind];
    if (reserved?.epoch === epoch && counter < reserved.until) return;
    const until = Math.min(counter + SERIAL_BLOCK, LAST_COUNTER + 1);
    this.#anchor.save({
      ...state,
      epochs: [...state.epochs.filter((taken) => taken.epoch !== epoch), { epoch, kind }],
      serials: { ...state.serials, [kind]: { epoch, until } },
    });
  }

  #countedReceipt(): { readonly day: string; readonly running: number } | undefined {
    const row = this.#database.get('SELECT day, next FROM receipt_counter WHERE till = ?', this.#till);
    return row && { day: String(row['day']), running: Number(row['next']) };
  }

  #nextReceipt(): { readonly day: string; readonly running: number } {
    const now = this.#clock.now() + CHINA_OFFSET_MS;
    const today = new Date(now).toISOString().slice(2, 10).replaceAll('-', '');
    const counted = this.#countedReceipt();
    const { receipts } = this.#anchor.state;
    const isFirst = this.#fromAnchor.has('receipt');
    const day = [today, counted?.day ?? '', isFirst ? (receipts?.day ?? '') : ''].reduce((a, b) => (a > b ? a : b));
    const running = Math.max(
      1,
      counted?.day === day ? counted.running : 1,
      isFirst && receipts?.day === day ? receipts.until : 1,
      isFirst && !receipts ? Math.floor((now % (24 * 60 * MINUTE_MS)) / MINUTE_MS) * RECEIPTS_PER_MINUTE + 1 : 1,
    );
    return { day, running };
  }
}
