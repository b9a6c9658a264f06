/**
 * A keyboard scanner as the system sees it: key codes through the X server's XTEST extension, as an American keyboard would
 * send them. What they become (layout, Caps Lock, input method) is up to the system, which is what is to be tested.
 */
import koffi from 'koffi';

/** X key codes of the keys of an American keyboard, by row. They do not depend on the layout. */
const ROWS: readonly (readonly [first: number, plain: string, shifted: string])[] = [
  [10, '1234567890-=', '!@#$%^&*()_+'],
  [24, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [38, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [51, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
];
interface Key {
  readonly code: number;
  readonly shift: boolean;
}

const CODES: ReadonlyMap<string, Key> = new Map(ROWS.flatMap(([first, plain, shifted]) => [
  ...Array.from(plain, (character, index): [string, Key] => [character, { code: first + index, shift: false }]),
  ...Array.from(shifted, (character, index): [string, Key] => [character, { code: first + index, shift: true }]),
]));
const NAMED = { Enter: 36, Tab: 23, CapsLock: 66, Shift: 50 } as const;

export type NamedKey = keyof typeof NAMED;

export class RealKeys {
  /** Presses or releases a key so many ms after the event before it: the server keeps the pace, whatever else the machine does. */
  private readonly send: (code: number, down: boolean, afterMs: number) => void;
  private readonly flush: () => void;
  readonly close: () => void;

  private constructor(send: (code: number, down: boolean, afterMs: number) => void, flush: () => void, close: () => void) {
    this.send = send;
    this.flush = flush;
    this.close = close;
  }

  /** Or a sentence that says why there are no real keys here. */
  static open(): RealKeys | string {
    if (process.platform !== 'linux' || !process.env['DISPLAY']) return 'real keys need an X server (DISPLAY is not set)';
    try {
      const x11 = koffi.load('libX11.so.6');
      const xtest = koffi.load('libXtst.so.6');
      const openDisplay = x11.func('void *XOpenDisplay(const char *name)');
      const sync = x11.func('int XSync(void *display, int discard)');
      const closeDisplay = x11.func('int XCloseDisplay(void *display)');
      const fakeKey = xtest.func('int XTestFakeKeyEvent(void *display, unsigned int code, int down, unsigned long delay)');
      const display: unknown = openDisplay(null);
      if (display === null) return 'real keys need an X server that can be reached';
      return new RealKeys(
        (code, down, afterMs) => void fakeKey(display, code, down ? 1 : 0, afterMs),
        () => void sync(display, 0),
        () => void closeDisplay(display),
      );
    } catch (error) {
      return `real keys need libX11 and libXtst: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** One key by its name, down and up. */
  key(name: NamedKey): void {
    this.stroke(NAMED[name], 10);
    this.flush();
  }

  /** A whole scan with its Enter; `gapMs` from key to key. Returns when the last key is up. */
  scan(text: string, gapMs: number, suffix: NamedKey | 'none' = 'Enter'): void {
    for (const character of text) {
      const key = CODES.get(character);
      if (!key) throw new Error(`no key for ${character}`);
      if (key.shift) this.send(NAMED.Shift, true, 0);
      this.stroke(key.code, gapMs);
      if (key.shift) this.send(NAMED.Shift, false, 0);
    }
    if (suffix !== 'none') this.stroke(NAMED[suffix], gapMs);
    this.flush();
  }

  private stroke(code: number, gapMs: number): void {
    const held = Math.floor(gapMs / 2);
    this.send(code, true, gapMs - held);
    this.send(code, false, held);
  }
}
