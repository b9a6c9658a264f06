/** Keys as a window tells of them: what a quick finger presses is neither lost nor pressed twice. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenToKeys } from '../../renderer/scan/listen.ts';

/** As much of a window as the listener looks at: events, timers, and a document in which no field has the focus. */
class BareWindow extends EventTarget {
  readonly document = { activeElement: null };
  readonly setTimeout = (run: () => void, ms: number): NodeJS.Timeout => setTimeout(run, ms);
  readonly clearTimeout = (timer: NodeJS.Timeout): void => clearTimeout(timer);
}

class Stroke extends Event {
  readonly key: string;
  readonly code = '';
  readonly repeat = false;
  readonly isComposing = false;
  readonly ctrlKey = false;
  readonly altKey = false;
  readonly metaKey = false;
  readonly shiftKey = false;
  readonly getModifierState = (): boolean => false;

  constructor(key: string) {
    super('keydown', { cancelable: true });
    this.key = key;
    Object.defineProperty(this, 'timeStamp', { value: performance.now() });
  }
}

let window: BareWindow;
let pressed: string[];
let written: string;
let scans: string[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  // Nothing here is one.
  for (const name of ['HTMLInputElement', 'HTMLTextAreaElement']) vi.stubGlobal(name, Map);
  window = new BareWindow();
  [pressed, written, scans] = [[], '', []];
  let before = '';
  stop = listenToKeys(window as unknown as Window, {
    scan: (text) => void scans.push(text),
    scanRefused: () => undefined,
    typingBegins() {
      before = written;
    },
    // As where a figure is wanted.
    typed(char) {
      if (/^\d$/.test(char)) written += char;
      return /^\d$/.test(char);
    },
    typingWasScan() {
      written = before;
    },
    loneKey: (char) => void pressed.push(char),
    key: () => false,
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const press = (keys: string, gapMs: number): void => {
  for (const key of keys) {
    vi.advanceTimersByTime(gapMs);
    window.dispatchEvent(new Stroke(key));
  }
};
const pause = (): void => void vi.advanceTimersByTime(500);

describe('two keys of one finger', () => {
  it.each([45, 60, 79, 80, 85, 99, 105, 111, 200])('%i ms apart are two presses, in order', (gapMs) => {
    press('++', gapMs);
    pause();
    expect(pressed).toEqual(['+', '+']);
    press('+-', gapMs);
    pause();
    expect(pressed).toEqual(['+', '+', '+', '-']);
    expect(scans).toEqual([]);
  });

  it('of which one is written down are typing: the other is no shortcut', () => {
    press('12+', 60);
    pause();
    expect(written).toBe('12');
    expect(pressed).toEqual([]);
    // Nor does that hold for the next ones.
    press('--', 60);
    pause();
    expect(pressed).toEqual(['-', '-']);
  });

  it('that came as fast as a scanner types are a piece of a scan, perhaps, and press nothing', () => {
    press('+', 900);
    pause();
    press('++-', 5);
    pause();
    expect(pressed).toEqual(['+']);
  });

  it('that begin a scan do not press anything but the finger\'s own', () => {
    press('+', 900);
    press('6', 60);
    press('901824000013', 5);
    pause();
    expect(scans).toEqual(['6901824000013']);
    expect(pressed).toEqual(['+']);
    expect(written).toBe('');
  });
});
