/** A printer on the network, raw TCP. One job is one connection, because cheap printers serve one client at a time. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkEvents, LinkOf } from './link.ts';
import { orLate } from './waiting.ts';

export async function openTcp({ host, port }: LinkOf<'tcp'>, events: LinkEvents, waitMs: number): Promise<Link> {
  const socket = connect({ host, port, noDelay: true });
  const link = new TcpLink(socket, events);
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('close', () => reject(new PrinterTrouble('not_reachable')));
  });
  try {
    await orLate(connected, waitMs, 'not_reachable');
    return link;
  } catch (error) {
    link.drop();
    throw error;
  }
}

class TcpLink implements Link {
  readonly isTwoWay = true;
  private readonly socket: Socket;
  private readonly events: LinkEvents;
  private isOurs = true;

  constructor(socket: Socket, events: LinkEvents) {
    this.socket = socket;
    this.events = events;
    socket.on('data', (bytes) => {
      if (this.isOurs) events.onData(bytes);
    });
    // 'close' follows and tells.
    socket.on('error', () => socket.destroy());
    socket.on('end', () => this.ended());
    socket.on('close', () => this.ended());
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(new PrinterTrouble('broken', { cause: error })) : resolve()));
    });
  }

  /** Ends with FIN: a reset could throw away what the printer has not read yet. */
  async close(waitMs: number): Promise<void> {
    this.isOurs = false;
    const closed = new Promise<void>((resolve) => {
      if (this.socket.closed) resolve();
      else this.socket.once('close', () => resolve());
    });
    this.socket.resume();
    this.socket.end();
    const timer = setTimeout(() => this.socket.destroy(), waitMs);
    await closed;
    clearTimeout(timer);
  }

  drop(): void {
    this.isOurs = false;
    this.socket.destroy();
  }

  private ended(): void {
    if (!this.isOurs) return;
    this.isOurs = false;
    this.events.onEnd('broken');
  }
}
