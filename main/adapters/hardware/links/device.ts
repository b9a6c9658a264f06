/**
 * A printer behind a device file, `/dev/usb/lp0` (Linux usblp). Opened without blocking: a printer that stops reading answers
 * "again" after a few kilobytes, where a blocking write would never return and hold one of Node's few threads for ever.
 */
import { close, constants, open, read, write } from 'node:fs';
import { promisify } from 'node:util';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkEvents, LinkOf } from './link.ts';
import { failureOf, orLate, pause } from './waiting.ts';

const openFile = promisify(open);
const closeFile = promisify(close);
const ANSWER_BYTES = 256;
const AGAIN_MS = 10;
const LISTEN_MS = 20;

export async function openDevice({ path }: LinkOf<'device'>, events: LinkEvents, waitMs: number): Promise<Link> {
  const opening = openFile(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return new DeviceLink(await orLate(opening, waitMs, 'timeout'), events);
  } catch (error) {
    if (!(error instanceof PrinterTrouble)) throw new PrinterTrouble(failureOf(error), { cause: error });
    opening.then((late) => closeFile(late), () => undefined);
    throw error;
  }
}

class DeviceLink implements Link {
  readonly isTwoWay = true;
  private readonly fd: number;
  private readonly events: LinkEvents;
  private isOurs = true;
  /** Calls on the file number that have not returned: it is closed after them, or it could be another file by then. */
  private calls = 0;
  private isFileOpen = true;

  constructor(fd: number, events: LinkEvents) {
    this.fd = fd;
    this.events = events;
    void this.listen();
  }

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      if (!this.isOurs) throw new PrinterTrouble('broken');
      const taken = await this.attempt((finish) => write(this.fd, bytes, done, bytes.length - done, null, finish));
      if (taken === 'again') await pause(AGAIN_MS);
      else if (taken === 'broken') throw this.ended();
      else done += taken;
    }
  }

  close(): Promise<void> {
    this.drop();
    return Promise.resolve();
  }

  drop(): void {
    this.isOurs = false;
    this.closeWhenIdle();
  }

  /** Answers are polled for: the driver has nothing that could be waited on without holding a thread. */
  private async listen(): Promise<void> {
    const answer = new Uint8Array(ANSWER_BYTES);
    while (this.isOurs) {
      const count = await this.attempt((finish) => read(this.fd, answer, 0, ANSWER_BYTES, null, finish));
      if (count === 'broken') {
        this.ended();
        return;
      }
      if (count === 'again' || count === 0) await pause(LISTEN_MS);
      else if (this.isOurs) this.events.onData(answer.slice(0, count));
    }
  }

  private attempt(call: (finish: (error: NodeJS.ErrnoException | null, count: number) => void) => void): Promise<number | 'again' | 'broken'> {
    this.calls += 1;
    return new Promise((resolve) => {
      call((error, count) => {
        this.calls -= 1;
        if (!this.isOurs) this.closeWhenIdle();
        if (!error) resolve(count);
        else resolve(error.code === 'EAGAIN' ? 'again' : 'broken');
      });
    });
  }

  private closeWhenIdle(): void {
    if (this.calls > 0 || !this.isFileOpen) return;
    this.isFileOpen = false;
    // The device has gone, or the job is over: there is nobody left to be told of a close that fails.
    close(this.fd, () => undefined);
  }

  private ended(): PrinterTrouble {
    if (this.isOurs) {
      this.drop();
      this.events.onEnd('broken');
    }
    return new PrinterTrouble('broken');
  }
}
