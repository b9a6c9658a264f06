/**
 * The virtual printer on a TCP port of this machine: for the demo's paper on the screen, and for tests of everything that
 * goes wrong between a till and its paper. Who comes while another is served waits, as at cheap boards.
 */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { DrawerKick } from './commands.ts';
import { PrinterMachine } from './machine.ts';
import type { MachineOptions, PrintedReceipt } from './machine.ts';
import type { PrinterState } from './state.ts';

export type { PrintedReceipt } from './machine.ts';

export interface VirtualPrinterOptions extends MachineOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: '127.0.0.1';
}

export interface VirtualPrinter {
  readonly port: number;
  /** The last hundred, oldest first. */
  receipts(): readonly PrintedReceipt[];
  /** Pulses that would have opened the drawer. */
  kicks(): readonly DrawerKick[];
  state(): PrinterState;
  /** Changes the mood, at once or after so many more bytes have been printed. */
  setState(state: PrinterState, afterBytes?: number): void;
  close(): Promise<void>;
}

/** Starts a printer; resolves when it listens. Close it to free the port. */
export async function startVirtualPrinter(options: VirtualPrinterOptions): Promise<VirtualPrinter> {
  const machine = new PrinterMachine(options);
  const line = new WaitingLine(machine);
  const server = createServer({ allowHalfOpen: true }, (socket) => line.join(socket));
  await listening(server, options);
  return {
    port: portOf(server),
    receipts: () => machine.receipts(),
    kicks: () => machine.kicks(),
    state: () => machine.state(),
    setState: (state, afterBytes) => machine.setState(state, afterBytes),
    close: () => {
      machine.stop();
      line.sendAway();
      return closed(server);
    },
  };
}

/** Connections in the order of their coming; the first is served. */
class WaitingLine {
  private readonly machine: PrinterMachine;
  private readonly sockets = new Set<Socket>();
  private readonly line: Socket[] = [];

  constructor(machine: PrinterMachine) {
    this.machine = machine;
  }

  join(socket: Socket): void {
    this.sockets.add(socket);
    this.line.push(socket);
    socket.pause();
    // A sender that resets the connection has gone like any other: 'close' follows and ends its job.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.leave(socket));
    socket.on('data', (chunk) => this.machine.receive(chunk));
    socket.on('end', () => this.machine.senderEnded());
    if (this.line.length === 1) this.serve(socket);
  }

  sendAway(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket): void {
    this.machine.serve({
      answer: (bytes) => {
        if (!socket.destroyed) socket.write(bytes);
      },
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      finished: () => {
        socket.end();
        this.line.shift();
        const next = this.line[0];
        if (next) this.serve(next);
      },
    });
  }

  private leave(socket: Socket): void {
    this.sockets.delete(socket);
    const place = this.line.indexOf(socket);
    if (place === 0) this.machine.senderEnded();
    if (place > 0) this.line.splice(place, 1);
  }
}

async function listening(server: Server, { port, host }: VirtualPrinterOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the virtual printer does not listen');
  return address.port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
