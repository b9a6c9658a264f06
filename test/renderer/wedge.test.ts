/** What scanners and fingers do to a keyboard, and that the till never takes the one for the other. */
import { describe, expect, it } from 'vitest';
import { IDLE, medianGap, press, silence } from '../../renderer/scan/wedge.ts';
import type { KeyStroke, WedgeEffect, WedgeState } from '../../renderer/scan/wedge.ts';

interface Typed {
  readonly key: string;
  /** ms since the key before. */
  readonly gap: number;
  readonly repeat?: boolean;
  readonly chord?: boolean;
}

/** Plays keys and, at the end, a long silence. Returns what came out, without the single characters. */
function play(keys: readonly Typed[], endSilence = 500): WedgeEffect[] {
  let state: WedgeState = IDLE;
  let at = 1_000;
  const effects: WedgeEffect[] = [];
  for (const { key, gap, repeat = false, chord = false } of keys) {
    at += gap;
    const stroke: KeyStroke = { key, at, repeat, chord };
    const step = press(state, stroke);
    state = step.state;
    effects.push(...step.effects);
  }
  const end = silence(state, at + endSilence);
  return [...effects, ...end.effects].filter((effect) => effect.kind !== 'char');
}

const burst = (text: string, gap = 8): Typed[] => Array.from(text, (key) => ({ key, gap }));
const scans = (effects: readonly WedgeEffect[]): string[] => effects.flatMap((effect) => (effect.kind === 'scan' ? [effect.text] : []));

describe('a scanner that types', () => {
  it('is recognised, and its Enter presses nothing', () => {
    expect(play([...burst('6901824000012'), { key: 'Enter', gap: 6 }])).toEqual([{ kind: 'scan', text: '6901824000012', garbled: false }, { kind: 'swallow' }]);
  });

  it('may end with Tab, with nothing, or with CR LF: neither half of the suffix presses a button', () => {
    expect(play([...burst('134567890123456789'), { key: 'Tab', gap: 9 }])).toEqual([{ kind: 'scan', text: '134567890123456789', garbled: false }, { kind: 'swallow' }]);
    expect(scans(play(burst('134567890123456789')))).toEqual(['134567890123456789']);
    expect(play([...burst('6901824000012'), { key: 'Enter', gap: 6 }, { key: 'Enter', gap: 6 }]).at(-1)).toEqual({ kind: 'swallow' });
  });

  it('over Bluetooth comes in jerks of up to 60 ms and is still one scan', () => {
    const jerky = Array.from('6901824000012', (key, index) => ({ key, gap: index % 4 === 0 ? 60 : 22 }));
    expect(scans(play([...jerky, { key: 'Enter', gap: 60 }]))).toEqual(['6901824000012']);
  });

  it('sends capitals with Shift between the characters', () => {
    expect(scans(play([{ key: 'Shift', gap: 5 }, ...burst('G'), { key: 'Shift', gap: 3 }, ...burst('T1:00101001734'), { key: 'Enter', gap: 5 }]))).toEqual(['GT1:00101001734']);
  });

  it('read twice in a row gives two scans, not one long one', () => {
    const one = [...burst('6901824000012'), { key: 'Enter', gap: 8 }];
    expect(scans(play([...one, { key: '6', gap: 400 }, ...burst('901824000029'), { key: 'Enter', gap: 8 }]))).toEqual(['6901824000012', '6901824000029']);
    expect(scans(play([...burst('6901824000012'), { key: '6', gap: 90 }, ...burst('901824000029')]))).toEqual(['6901824000012', '6901824000029']);
  });

  it('with a code too short for a scan still presses nothing with its Enter', () => {
    expect(play([...burst('2201'), { key: 'Enter', gap: 6 }])).toEqual([{ kind: 'typed', text: '2201', asFast: true }, { kind: 'swallow' }]);
  });

  it('that writes its separator as a function key does not cancel a payment', () => {
    const effects = play([...burst('0106901824000012'), { key: 'F8', gap: 7 }, ...burst('10AB'), { key: 'Enter', gap: 7 }]);
    expect(effects.filter((effect) => effect.kind === 'pass')).toEqual([]);
    expect(effects.filter((effect) => effect.kind === 'swallow')).toHaveLength(2);
  });

  it('whose keys an input method ate is not trusted', () => {
    const eaten = [...burst('PAY2026').slice(0, 3), { key: 'Process', gap: 9 }, ...burst('026ab1')];
    expect(play(eaten).find((effect) => effect.kind === 'scan')).toMatchObject({ garbled: true });
  });
});

describe('fingers', () => {
  it('typing a code quickly are never a scan, and their Enter works', () => {
    const effects = play([...burst('6901824000012', 70), { key: 'Enter', gap: 78 }]);
    expect(scans(effects)).toEqual([]);
    expect(effects.at(-1)).toEqual({ kind: 'pass' });
  });

  it('drumming on the number pad in irregular haste are never a scan', () => {
    const haste = Array.from('20000', (key, index) => ({ key, gap: [80, 48, 51, 46, 49][index] ?? 50 }));
    expect(scans(play([...haste, { key: 'Enter', gap: 60 }]))).toEqual([]);
  });

  it('holding a key down are not a scanner', () => {
    const held = Array.from({ length: 30 }, (_, index) => ({ key: '1', gap: 30, repeat: index > 0 }));
    expect(scans(play(held))).toEqual([]);
  });

  it('holding Enter down press once', () => {
    const effects = play([{ key: 'Enter', gap: 500 }, { key: 'Enter', gap: 30, repeat: true }]);
    expect(effects).toEqual([{ kind: 'pass' }, { kind: 'pass' }]);
  });

  it('pressing one key give that key, so that it can be a shortcut', () => {
    expect(play([{ key: '+', gap: 500 }])).toEqual([{ kind: 'typed', text: '+', asFast: false }]);
  });

  it('pressing Enter well after a scan press it for real', () => {
    expect(play([...burst('6901824000012'), { key: 'Enter', gap: 6 }, { key: 'Enter', gap: 700 }]).at(-1)).toEqual({ kind: 'pass' });
  });

  it('using shortcuts with Ctrl or Alt never begin a scan', () => {
    expect(play([{ key: 'l', gap: 300, chord: true }, { key: '1', gap: 10, chord: true }])).toEqual([{ kind: 'pass' }, { kind: 'pass' }]);
  });
});

describe('a finger right before a scanner', () => {
  const after = (finger: string, gap: number, text: string, pace = 5): Typed[] => [{ key: finger, gap: 900 }, ...burst(text, pace).map((stroke, index) => (index === 0 ? { ...stroke, gap } : stroke)), { key: 'Enter', gap: pace }];

  it('spoils no number: its key is a key, and the scan is the scan', () => {
    expect(play(after('+', 60, '6901824000013'))).toEqual([{ kind: 'scan', text: '6901824000013', garbled: false, finger: '+' }, { kind: 'swallow' }]);
    expect(play(after('3', 45, '134567890123456789'))[0]).toMatchObject({ text: '134567890123456789', finger: '3' });
    expect(play(after('7', 79, '28763443825664394'))[0]).toMatchObject({ text: '28763443825664394', finger: '7' });
    expect(play(after('*', 50, 'GT1:00101001734'))[0]).toMatchObject({ text: 'GT1:00101001734', finger: '*' });
  });

  it('is never guessed: a whole number that proves itself stays whole, and so does one that nothing proves', () => {
    expect(scans(play(after('6', 60, '901824000013')))).toEqual(['6901824000013']);
    expect(scans(play(after('A', 60, 'B-1734-99')))).toEqual(['AB-1734-99']);
  });

  it('is not seen in the jerks of Bluetooth, nor where the first key is hardly further off than the others', () => {
    const jerky = Array.from('96901824000013', (key, index) => ({ key, gap: index % 4 === 1 ? 60 : 22 }));
    expect(scans(play(jerky))).toEqual(['96901824000013']);
    expect(scans(play(after('9', 24, '6901824000013', 15)))).toEqual(['96901824000013']);
  });
});

describe('the middle gap', () => {
  it('is the longer one of two middles, so that a doubtful burst counts as fingers', () => {
    expect(medianGap([0, 10, 60])).toBe(50);
    expect(medianGap([0])).toBe(Number.POSITIVE_INFINITY);
  });
});
