/**
 * A serial cable without a wire: a pseudo-terminal of Linux, whose far end the till opens like any serial port or printer
 * device. The near end is ours to type into, to leave unread, and to pull out.
 */
import { closeSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import koffi from 'koffi';

const O_RDWR = 0o2;
const O_NOCTTY = 0o400;
const O_NONBLOCK = 0o4000;
/** A device process that is started later must not hold the near end: pulling the cable would go unnoticed. */
const O_CLOEXEC = 0o2000000;
const LONGEST_NAME = 128;

export interface VirtualCable {
  /** What the till opens; the same after every replug. */
  readonly path: string;
  readonly isPluggedIn: boolean;
  /** Sends bytes to the till. Throws when the cable is out. */
  send(bytes: Uint8Array | string): void;
  /** Pulls the cable: the till's end hangs up. */
  unplug(): void;
  /** Puts it in again; the operating system may give it another number, the path stays. */
  plugIn(): void;
  /** Stops or goes on taking what the till sends; while stopped, the kernel's few kilobytes fill up and then nothing moves. */
  setReading(isReading: boolean): void;
}

/** True where pseudo-terminals can be made: on Linux. */
export function hasPty(): boolean {
  return process.platform === 'linux';
}

/** Lays a cable with its till end at `path`, plugged in. `onBytes` hears what the till sends. */
export function layCable(path: string, onBytes: (bytes: Uint8Array) => void): VirtualCable {
  let line: PtyLine | undefined = plugged(path, onBytes);
  return {
    path,
    get isPluggedIn() {
      return line !== undefined;
    },
    send(bytes) {
      if (!line) throw new Error('the cable is unplugged');
      line.near.write(bytes);
    },
    unplug() {
      if (!line) return;
      rmSync(path, { force: true });
      line.near.destroy();
      closeSync(line.far);
      line = undefined;
    },
    plugIn() {
      line ??= plugged(path, onBytes);
    },
    setReading(isReading) {
      if (isReading) line?.near.resume();
      else line?.near.pause();
    },
  };
}

interface PtyLine {
  readonly near: ReadStream;
  /** Kept open by us, so that the till may close and open its end as on a real port. */
  readonly far: number;
}

interface PtyCalls {
  readonly open: (flags: number) => number;
  readonly grant: (fd: number) => number;
  readonly unlock: (fd: number) => number;
  readonly name: (fd: number, buffer: Uint8Array, length: number) => number;
  /** Turns echo and line editing off: a cable changes nothing. */
  readonly makeRaw: (fd: number) => void;
}

function plugged(path: string, onBytes: (bytes: Uint8Array) => void): PtyLine {
  const calls = ptyCalls();
  const near = calls.open(O_RDWR | O_NOCTTY | O_CLOEXEC);
  const name = new Uint8Array(LONGEST_NAME);
  if (near < 0 || calls.grant(near) !== 0 || calls.unlock(near) !== 0 || calls.name(near, name, LONGEST_NAME) !== 0) {
    throw new Error('this system gives no pseudo-terminal');
  }
  const device = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
  const far = openSync(device, O_RDWR | O_NOCTTY | O_NONBLOCK);
  calls.makeRaw(far);
  rmSync(path, { force: true });
  symlinkSync(device, path);
  const stream = new ReadStream(near);
  stream.on('data', onBytes);
  // Our own `unplug` ends the stream, and reading a line that has no far end is an error by design of the kernel.
  stream.on('error', () => stream.destroy());
  return { near: stream, far };
}

function ptyCalls(): PtyCalls {
  const libc = koffi.load('libc.so.6');
  const getAttributes = libc.func('int tcgetattr(int fd, _Out_ uint8_t *termios)');
  const setAttributes = libc.func('int tcsetattr(int fd, int actions, const uint8_t *termios)');
  const rawMode = libc.func('void cfmakeraw(_Inout_ uint8_t *termios)');
  return {
    open: libc.func('int posix_openpt(int flags)'),
    grant: libc.func('int grantpt(int fd)'),
    unlock: libc.func('int unlockpt(int fd)'),
    name: libc.func('int ptsname_r(int fd, _Out_ uint8_t *buffer, size_t length)'),
    makeRaw(fd) {
      // Larger than `struct termios` of any Linux.
      const termios = new Uint8Array(256);
      getAttributes(fd, termios);
      rawMode(termios);
      setAttributes(fd, 0, termios);
    },
  };
}
