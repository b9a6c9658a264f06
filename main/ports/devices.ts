/** Printers, scanners and the customer's small display, and how they are set up while the till runs. */
import type { DeviceChoice, DeviceCondition, Platform, PluggedDevices, PrinterModelFact, PrinterWord } from '../domain/devices.ts';
import type { Fen } from '../domain/money.ts';
import type { ReceiptDocument } from '../domain/receipt.ts';

export type PrintOutcome =
  /** The printer itself said that printing is completed. */
  | { readonly kind: 'printed'; readonly paperNearEnd?: true }
  /** Everything was handed over; the printer does not say more. */
  | { readonly kind: 'sent'; readonly paperNearEnd?: true }
  /** `partOnPaper`: bytes had been handed over, so some or all of it may be on the paper; what is printed again is a copy. */
  | { readonly kind: 'failed'; readonly reason: PrintFailure; readonly partOnPaper?: true };

/** `no_permission`: the operating system does not let the till; `busy`: another program has the device. Both are matters for IT. */
export type PrintFailure =
  | 'not_reachable' | 'timeout' | 'paper_out' | 'cover_open' | 'offline' | 'cutter' | 'broken' | 'no_permission' | 'busy';

export type PrinterHealth =
  | { readonly kind: 'ready'; readonly paperNearEnd: boolean }
  /** It could be reached and tells no more: not "ready", and not trouble. */
  | { readonly kind: 'reachable' }
  | { readonly kind: 'trouble'; readonly reason: PrintFailure };

export interface Printer {
  /** Prints one document; gives up at the deadline (ms from now). Never throws for the printer's sake. */
  print(document: ReceiptDocument, deadlineMs: number): Promise<PrintOutcome>;
  /** Asks how it is, without printing, where that can be asked: before a sale begins, and on the set-up page. */
  check?(deadlineMs: number): Promise<PrinterHealth>;
  /** Sounds the buzzer after the jobs before it, where the printer has one; false when it could not. Never throws for the printer's sake. */
  buzz?(deadlineMs: number): Promise<boolean>;
  /** The set-up test: finds out what this very printer answers. A test page follows it, because an unknown question may be printed. */
  probe?(): Promise<PrinterProbe>;
}

export type PrinterProbe =
  | { readonly kind: 'found'; readonly confirmation: PrinterWord; readonly autoStatus: boolean }
  | { readonly kind: 'trouble'; readonly reason: PrintFailure };

/** A receipt to be printed, kept until it came out or was given up. */
export interface PrintJob {
  readonly id: string;
  readonly saleId: string;
  readonly document: ReceiptDocument;
  readonly copyNumber: number;
  /** `unconfirmed`: the program ended while it was printed. It may have come out or not; what is printed again is a copy. */
  readonly state: 'waiting' | 'printing' | 'printed' | 'sent' | 'unconfirmed' | 'given_up';
  readonly failure?: PrintFailure;
  readonly createdAt: number;
  /** After this moment it does not come out by itself any more; a person may still ask for it. Epoch ms. */
  readonly staleAt: number;
  readonly tries: number;
  readonly revision: number;
}

export interface ScanEvent {
  readonly text: string;
  readonly source: string;
  readonly at: number;
  /** How it arrived, where the wire tells. */
  readonly traits?: ScanTraits;
}

export interface ScanTraits {
  /** What ended it; `none`: silence did. */
  readonly suffix: 'cr' | 'lf' | 'crlf' | 'none';
  /** The longest pause inside it, ms. */
  readonly longestGapMs: number;
}

export interface Scanner {
  /** Calls back for every scan until the returned function is called. */
  listen(onScan: (scan: ScanEvent) => void): () => void;
}

/** What a small display that faces the customer shows. */
export type PoleShown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'price' | 'total' | 'collected' | 'change'; readonly amount: Fen };

/** It answers nothing: nobody can know that it shows anything, only that what was sent to it was taken. */
export interface CustomerPole {
  /** Shows something soon; what is overtaken meanwhile is left out. */
  show(shown: PoleShown): void;
  /** Shows something and tells whether it was handed over; undefined when it was. */
  attempt(shown: PoleShown): Promise<PrintFailure | undefined>;
  /** How the last one went; `unknown` before the first. */
  state(): PrintFailure | 'sent' | 'unknown';
}

export interface ScannerFact {
  /** The name under which its scans are known. */
  readonly source: string;
  /** Maker and model, where the till knows them. */
  readonly name?: string;
  readonly condition: DeviceCondition;
  /** So many of its latest scans were no code. */
  readonly unreadable: number;
  /** Set up by somebody; otherwise it was found. */
  readonly chosen: boolean;
}

/** The devices of this machine: what is set up, exchanged while the till runs, looked for. */
export interface DeviceWorkshop {
  readonly platform: Platform;
  /** False where devices are given, as in the demo: they are shown and tried, and cannot be changed. */
  readonly editable: boolean;
  readonly models: readonly PrinterModelFact[];
  choice(): DeviceChoice;
  /** Durable first, then in use: only what changed is closed and opened again, and a printer after its last job. Throws TypeError when it does not fit, and `LedgerUnavailableError`. */
  save(choice: DeviceChoice): void;
  /** The printer that is in use. */
  printer(): Printer | undefined;
  pole(): CustomerPole | undefined;
  scanners(): readonly ScannerFact[];
  /** What is plugged in now. Rejects when the system does not answer. */
  discover(): Promise<PluggedDevices>;
}
