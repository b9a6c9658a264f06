/**
 * A printer behind a device file, `/dev/usb/lp0` (Linux usblp). Opened without blocking: a printer that stops reading answers
 * "again" after a few kilobytes, where a blocking write would never return and hold one of Node's few threads for ever.
 */
import { close, constants, open, read, write } from 'node:fs';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkEvents, LinkOf } from './link.ts';
import { failureOf, orLate, pause } from './waiting.ts';

/** The system's calls, so that a driver's ways can be tested where there is none. */
export interface DeviceFiles {
  open(path: string, flags: number, done: (error: NodeJS.ErrnoException | null, fd: number) => void): void;
  read(fd: number, into: Uint8Array, done: (error: NodeJS.ErrnoException | null, count: number) => void): void;
  write(fd: number, bytes: Uint8Array, done: (error: NodeJS.ErrnoException | null, count: number) => void): void;
  close(fd: number, done: (error: NodeJS.ErrnoException | null) => void): void;
}

const SYSTEM: DeviceFiles = {
  open, close,
  read: (fd, into, done) => read(fd, into, 0, into.length, null, done),
  write: (fd, bytes, done) => write(fd, bytes, 0, bytes.length, null, done),
};
const ANSWER_BYTES = 256;
const AGAIN_MS = 10;
const LISTEN_MS = 20;
const TAKEN_MS = 100;
const NOTHING = new Uint8Array();

/** A file that is taken may be our own of a moment ago, whose last block is still being written: it is asked again until `waitMs`. */
export async function openDevice({ path }: LinkOf<'device'>, events: LinkEvents, waitMs: number, files: DeviceFiles = SYSTEM): Promise<Link> {
  const end = performance.now() + waitMs;
  for (;;) {
    const leftMs = end - performance.now();
    try {
      return new DeviceLink(await openFile(path, leftMs, files), events, files);
    } catch (error) {
      const isTaken = error instanceof PrinterTrouble && error.reason === 'busy';
      if (!isTaken || leftMs < 2 * TAKEN_MS) throw error;
      await pause(TAKEN_MS);
    }
  }
}

async function openFile(path: string, waitMs: number, files: DeviceFiles): Promise<number> {
  const opening = new Promise<number>((resolve, reject) => {
    files.open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY, (error, fd) => (error ? reject(new PrinterTrouble(failureOf(error), { cause: error })) : resolve(fd)));
  });
  try {
    return await orLate(opening, waitMs, 'timeout');
  } catch (error) {
    // A file that opens too late is closed again at once.
    opening.then((late) => files.close(late, ignored), ignored);
    throw error;
  }
}

function ignored(): void {
  // The device has gone, or the job is over: there is nobody left to be told of a close that fails.
}

class DeviceLink implements Link {
  readonly isTwoWay = true;
  private readonly fd: number;
  private readonly events: LinkEvents;
  private readonly files: DeviceFiles;
  private isOurs = true;
  private isClosing = false;
  /** Calls on the file number that have not returned: it is closed after them, or it could be another file by then. */
  private calls = 0;
  private isFileOpen = true;

  constructor(fd: number, events: LinkEvents, files: DeviceFiles) {
    this.fd = fd;
    this.events = events;
    this.files = files;
    void this.listen();
  }

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      if (!this.isOurs) throw new PrinterTrouble('broken');
      const taken = await this.attempt((finish) => this.files.write(this.fd, bytes.subarray(done), finish));
      if (taken === 'again') await pause(AGAIN_MS);
      else if (taken === 'broken') throw this.ended();
      else done += taken;
    }
  }

  /**
   * A write that does not block returns while the driver still writes its last block, and closing the file breaks that off: the end of a
   * receipt would be missing, with the cut and the drawer. A write of nothing is refused until the block is out.
   */
  async close(waitMs: number): Promise<void> {
    this.isClosing = true;
    const end = performance.now() + waitMs;
    while (this.isOurs && performance.now() < end) {
      if ((await this.attempt((finish) => this.files.write(this.fd, NOTHING, finish))) !== 'again') break;
      await pause(AGAIN_MS);
    }
    this.drop();
  }

  drop(): void {
    this.isOurs = false;
    this.closeWhenIdle();
  }

  /** Answers are polled for: the driver has nothing that could be waited on without holding a thread. */
  private async listen(): Promise<void> {
    const answer = new Uint8Array(ANSWER_BYTES);
    while (this.isOurs) {
      const count = await this.attempt((finish) => this.files.read(this.fd, answer, finish));
      if (count === 'broken') {
        this.ended();
        return;
      }
      if (count === 'again' || count === 0) await pause(LISTEN_MS);
      else if (this.isOurs && !this.isClosing) this.events.onData(answer.slice(0, count));
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
    this.files.close(this.fd, ignored);
  }

  private ended(): PrinterTrouble {
    if (this.isOurs) {
      this.drop();
      if (!this.isClosing) this.events.onEnd('broken');
    }
    return new PrinterTrouble('broken');
  }
}
