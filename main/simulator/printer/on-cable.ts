/**
 * The virtual printer on a cable of its own: a serial line, or the device file of a USB printer. Nothing tells it when a job
 * is over but the cut, or the quiet after it.
 */
import { layCable } from '../pty.ts';
import type { VirtualCable } from '../pty.ts';
import { PrinterMachine } from './machine.ts';
import type { MachineOptions } from './machine.ts';

/** After so much quiet the customer tears the paper off. */
const TEAR_OFF_MS = 120;

export interface CablePrinter {
  readonly machine: PrinterMachine;
  readonly cable: VirtualCable;
  close(): void;
}

/** Starts a printer whose cable ends at `path`. */
export function startCablePrinter(path: string, options: MachineOptions): CablePrinter {
  const machine = new PrinterMachine(options);
  let quiet: NodeJS.Timeout | undefined;
  const cable = layCable(path, (bytes) => {
    clearTimeout(quiet);
    machine.receive(bytes);
    quiet = setTimeout(() => machine.tearOff(), TEAR_OFF_MS);
  });
  machine.serve({
    answer: (bytes) => {
      if (cable.isPluggedIn) cable.send(bytes);
    },
    pause: () => cable.setReading(false),
    resume: () => cable.setReading(true),
    finished: () => undefined,
  });
  return {
    machine,
    cable,
    close: () => {
      clearTimeout(quiet);
      machine.stop();
      cable.unplug();
    },
  };
}
