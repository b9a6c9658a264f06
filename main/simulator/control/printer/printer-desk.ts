// The printer on the demo's counter: keeps what it has printed for the page, and can be given another roll of paper.
import { startVirtualPrinter } from '../../printer/server.ts';
import type { PrintedReceipt, VirtualPrinter } from '../../printer/server.ts';
import type { PrinterState } from '../../printer/state.ts';

/** Older papers fall into the bin: a demo that runs for weeks must not fill the memory. */
const PAPERS_KEPT = 60;

export type PaperWidth = 58 | 80;

export interface PaperView {
  readonly id: number;
  /** Epoch ms of the simulated world. */
  readonly at: number;
  /** Size in dots. */
  readonly width: number;
  readonly height: number;
  /** What the printer could not do, in words; empty for a flawless receipt. */
  readonly faults: readonly string[];
}

export interface PrinterView {
  readonly port: number;
  readonly state: PrinterState;
  readonly paperWidth: PaperWidth;
  /** How often the drawer was opened since the start. */
  readonly kicks: number;
  /** Newest first. */
  readonly papers: readonly PaperView[];
}

interface KeptPaper extends PaperView {
  readonly receipt: PrintedReceipt;
}

export class PrinterDesk {
  private machine: VirtualPrinter;
  private width: PaperWidth;
  private readonly papers: KeptPaper[] = [];
  private readonly now: () => number;
  private kicksBefore = 0;
  private lastId = 0;

  private constructor(machine: VirtualPrinter, width: PaperWidth, now: () => number) {
    this.machine = machine;
    this.width = width;
    this.now = now;
  }

  /** Port 0 takes a free one, which stays the same when the roll is changed. */
  static async start(port: number, width: PaperWidth, now: () => number): Promise<PrinterDesk> {
    // The machine reports to a desk that is made from it; nothing can print before this function has returned.
    const made: { desk?: PrinterDesk } = {};
    const machine = await startMachine(port, width, (receipt) => made.desk?.keep(receipt));
    made.desk = new PrinterDesk(machine, width, now);
    return made.desk;
  }

  get port(): number {
    return this.machine.port;
  }

  get paperWidth(): PaperWidth {
    return this.width;
  }

  /** Receipts since the start, newest first, at most sixty. */
  receipts(): readonly PrintedReceipt[] {
    return this.papers.map((paper) => paper.receipt).toReversed();
  }

  view(): PrinterView {
    return {
      port: this.port,
      state: this.machine.state(),
      paperWidth: this.width,
      kicks: this.kicksBefore + this.machine.kicks().length,
      papers: this.papers.map(({ id, at, width, height, faults }) => ({ id, at, width, height, faults })).toReversed(),
    };
  }

  svg(id: number): string | undefined {
    return this.papers.find((paper) => paper.id === id)?.receipt.drawn.svg;
  }

  setState(state: PrinterState): void {
    this.machine.setState(state);
  }

  /** Puts in a roll of another width: like at a real printer, whatever is being printed in that moment is lost. */
  async setPaperWidth(width: PaperWidth): Promise<void> {
    if (width === this.width) return;
    const { port } = this;
    const state = this.machine.state();
    this.kicksBefore += this.machine.kicks().length;
    await this.machine.close();
    this.machine = await startMachine(port, width, (receipt) => this.keep(receipt));
    this.machine.setState(state);
    this.width = width;
  }

  /** Tears off and throws away everything on the page. */
  clear(): void {
    this.papers.length = 0;
  }

  close(): Promise<void> {
    return this.machine.close();
  }

  private keep(receipt: PrintedReceipt): void {
    this.lastId += 1;
    const { width, height } = receipt.drawn;
    const faults = receipt.faults.map((fault) => `${fault.kind}: ${fault.detail}`);
    this.papers.push({ id: this.lastId, at: this.now(), width, height, faults, receipt });
    if (this.papers.length > PAPERS_KEPT) this.papers.shift();
  }
}

function startMachine(port: number, width: PaperWidth, onReceipt: (receipt: PrintedReceipt) => void): Promise<VirtualPrinter> {
  return startVirtualPrinter({ port, host: '127.0.0.1', dots: width === 58 ? 384 : 576, onReceipt });
}
