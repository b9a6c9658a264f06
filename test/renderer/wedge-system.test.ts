/** What the system does to a scanner's keys on their way (layout, Caps Lock, input method, a machine that stands still), and that no wrong code comes of it. */
import { describe, expect, it } from 'vitest';
import { americanCharacter, scannedText } from '../../renderer/scan/layout.ts';
import { StrokeTimes } from '../../renderer/scan/stroke-times.ts';
import { IDLE, press, silence } from '../../renderer/scan/wedge.ts';
import type { KeyStroke, WedgeEffect, WedgeState } from '../../renderer/scan/wedge.ts';

/** Plays strokes and moments of silence in the order in which the window hears of them. */
function play(events: readonly (Partial<KeyStroke> & { readonly key: string; readonly at: number } | { readonly silentAt: number })[]): WedgeEffect[] {
  let state: WedgeState = IDLE;
  return events.flatMap((event) => {
    const step = 'silentAt' in event ? silence(state, event.silentAt) : press(state, { repeat: false, chord: false, ...event });
    state = step.state;
    return step.effects;
  });
}

const run = (text: string, from: number, gap = 6) => Array.from(text, (key, index) => ({ key, at: from + index * gap }));
const scans = (effects: readonly WedgeEffect[]) => effects.filter((effect) => effect.kind === 'scan');

describe('the keys of an American keyboard', () => {
  it('are known by their place', () => {
    const shifted = [['KeyA', false], ['KeyA', true], ['Digit7', false], ['Digit7', true], ['Semicolon', true], ['BracketRight', false], ['Numpad5', false]] as const;
    expect(shifted.map(([code, shift]) => americanCharacter(code, shift))).toEqual(['a', 'A', '7', '&', ':', ']', '5']);
    expect(americanCharacter('IntlBackslash', false)).toBe('');
  });
});

describe('a scanner behind another layout', () => {
  const text = (written: string, american: string, capsLock = false) => scannedText(Array.from(written), Array.from(american), capsLock);

  it('French: figures, letters and signs are what the scanner meant', () => {
    expect(text('-çà&_é\'àààà&"', '6901824000013')).toBe('6901824000013');
    expect(text('GT&Màà&à&àà&è"\'', 'GT1:00101001734')).toBe('GT1:00101001734');
  });

  it('set up as a French keyboard itself, is believed as written', () => {
    expect(text('6901824000013', '^()!*@$))))!#')).toBe('6901824000013');
  });

  it('Cyrillic or German: letters that no code has are taken back, plain ones are not guessed at', () => {
    expect(text('ПЕ1Ж00101', 'GT1:00101')).toBe('GT1:00101');
    expect(text('GT1Ö00101', 'GT1:00101')).toBe('GT1:00101');
    expect(text('PAZ2026', 'PAY2026')).toBe('PAZ2026');
  });

  it('with Caps Lock on: capitals are the scanner\'s', () => {
    expect(text('y2026AB1', 'Y2026ab1', true)).toBe('Y2026ab1');
    expect(text('GT1:S:A-7', 'gt1:s:a-7', false)).toBe('GT1:S:A-7');
  });

  it('with a key that is not known, is believed as written', () => {
    expect(scannedText(['é', '2'], ['', '2'], false)).toBe('é2');
  });
});

describe('an input method', () => {
  it('hands keys back under old stamps: ten zeros by fingers are ten slow strokes', () => {
    const times = new StrokeTimes();
    const at = Array.from({ length: 10 }, (_, index) => times.of(1_000, 'Digit0', 1_000 + index * 120, false));
    expect(at).toEqual(Array.from({ length: 10 }, (_, index) => 1_000 + index * 120));
  });

  it('makes a scanner\'s keys run backwards: no stroke is before the one before it', () => {
    const times = new StrokeTimes();
    const stamps: readonly (readonly [number, string])[] = [[6015, 'Digit2'], [5418, 'Digit0'], [6015, 'Digit2'], [6034, 'Digit6'], [5465, 'Enter']];
    const at = stamps.map(([stamp, key], index) => times.of(stamp, key, 6_020 + index * 6, false));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThan(40);
  });

  it('tells late of the key that it ate: those that it left over keep their own times', () => {
    const times = new StrokeTimes();
    times.of(4417, 'ShiftLeft', 4417, false);
    const eaten = times.of(4448, 'KeyB', 4450, true);
    expect(times.of(4431, 'Digit0', 4455, false)).toBe(eaten);
    expect(times.of(4455, 'Enter', 4530, false)).toBe(4455);
  });

  it('that left three keys of a scan and its Enter: nothing is sold, and Enter presses nothing', () => {
    const effects = play([{ key: 'Process', at: 1_000 }, { key: '0', at: 1_004 }, { key: '2', at: 1_008 }, { key: 'Enter', at: 1_016 }]);
    expect(scans(effects)).toMatchObject([{ garbled: true }]);
    expect(effects.at(-1)).toEqual({ kind: 'swallow' });
  });

  it('under fingers is left alone: a quick syllable and Enter are typing', () => {
    const effects = play([{ key: 'Process', at: 1_000 }, { key: 'Process', at: 1_060 }, { key: 'Process', at: 1_130 }, { key: 'Enter', at: 1_200 }]);
    expect(scans(effects)).toEqual([]);
    expect(effects.at(-1)).toEqual({ kind: 'pass' });
  });
});

describe('a machine that stands still in the middle of a scan', () => {
  it('hears late of keys that were in time: the scan is whole', () => {
    const code = run('690182400001', 1_000);
    const effects = play([...code.slice(0, 3), { silentAt: 1_200 }, ...code.slice(3), { key: 'Enter', at: 1_074 }]);
    expect(scans(effects)).toEqual([{ kind: 'scan', text: '690182400001', garbled: false }]);
    expect(effects.filter((effect) => effect.kind === 'char' && effect.first)).toHaveLength(1);
  });

  it('had already let the first half go as a code: the second half is no code', () => {
    const code = run('281234567890123456', 1_000);
    const effects = play([...code.slice(0, 9), { silentAt: 1_200 }, ...code.slice(9), { key: 'Enter', at: 1_110 }]);
    expect(scans(effects)).toEqual([{ kind: 'scan', text: '281234567', garbled: false }, expect.objectContaining({ garbled: true })]);
  });

  it('had already let the whole code go: its late Enter presses nothing', () => {
    const effects = play([...run('6901824000013', 1_000), { silentAt: 1_200 }, { key: 'Enter', at: 1_080 }]);
    expect(scans(effects)).toEqual([{ kind: 'scan', text: '6901824000013', garbled: false }]);
    expect(effects.at(-1)).toEqual({ kind: 'swallow' });
  });

  it('stamps the keys late itself: the rest is not sold as a code of its own', () => {
    const effects = play([...run('690', 1_000), { silentAt: 1_120 }, ...run('1824000013', 1_144), { key: 'Enter', at: 1_206 }]);
    expect(scans(effects)).toMatchObject([{ text: '1824000013', garbled: true }]);
  });

  it('between a capital and its Shift does not tear the scan', () => {
    const effects = play([...run(']C1PA', 1_000), { key: 'Shift', at: 1_086 }, ...run('Y2026ab1', 1_107), { key: 'Enter', at: 1_160 }]);
    expect(scans(effects)).toEqual([{ kind: 'scan', text: ']C1PAY2026ab1', garbled: false }]);
  });
});

describe('a GS1 code', () => {
  it('keeps its separator, which scanners type with Ctrl', () => {
    const separator = [{ key: 'Control', at: 1_096 }, { key: ']', at: 1_097, chord: true, american: ']' }];
    const effects = play([...run('0106901824000013', 1_000), ...separator, ...run('10AB', 1_103), { key: 'Enter', at: 1_127 }]);
    expect(scans(effects)).toEqual([{ kind: 'scan', text: '0106901824000013\u001D10AB', garbled: false }]);
  });
});
