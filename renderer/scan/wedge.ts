/**
 * Tells a scanner that types (a "keyboard wedge") from fingers, by timing alone, so that a scan reaches the core whatever
 * has the focus and a scanner's Enter never presses a button. Pure: key strokes with their times go in, effects come out.
 */
import { isFingerFirst } from './finger.ts';
import { scannedText } from './layout.ts';

export interface WedgeRules {
  /** Fewer characters are never called a scan. */
  readonly leastChars: number;
  /** Half of the gaps of a scan are at most this long, ms. People are mostly above 30–50, scanners at 1–15. */
  readonly medianGapMs: number;
  /** No gap inside a scan is longer, ms (Bluetooth scanners reach 60). */
  readonly longestGapMs: number;
  /** A scanner without a suffix has ended after this silence, ms. */
  readonly silenceMs: number;
}

export const DEFAULT_WEDGE: WedgeRules = { leastChars: 6, medianGapMs: 35, longestGapMs: 80, silenceMs: 100 };

export interface KeyStroke {
  /** As in `KeyboardEvent.key`; `Process` while an input method is composing. */
  readonly key: string;
  /** ms, any origin. */
  readonly at: number;
  readonly repeat: boolean;
  /** Ctrl, Alt or Meta is held. */
  readonly chord: boolean;
  /** What an American keyboard writes with this key; empty when that is not known. */
  readonly american?: string;
  readonly capsLock?: boolean;
}

export interface WedgeState {
  readonly chars: readonly string[];
  /** Key by key, what an American keyboard writes. */
  readonly american: readonly string[];
  readonly capsLock: boolean;
  readonly times: readonly number[];
  /** When Shift was pressed after the last character: a scanner that does that is still busy. */
  readonly shiftAt: number | null;
  /** An input method ate at least one key, or the beginning is missing: the text cannot be trusted. */
  readonly garbled: boolean;
  /** When the last scan ended, so that the second half of a CR LF suffix is known. */
  readonly scanEndedAt: number | null;
  /** What silence ended: on a busy machine keys may come late, and their own times then say that they belong to it. */
  readonly cut: WedgeState | null;
}

export const IDLE: WedgeState = { chars: [], american: [], capsLock: false, times: [], shiftAt: null, garbled: false, scanEndedAt: null, cut: null };

export type WedgeEffect =
  /** A character came in; whoever wants typing may show it at once and takes it back should `scan` follow. */
  | { readonly kind: 'char'; readonly char: string; readonly first: boolean }
  /** `finger`: the key that a finger had pressed right before it. */
  | { readonly kind: 'scan'; readonly text: string; readonly garbled: boolean; readonly finger?: string }
  /** What had been collected came from fingers; or, `asFast` as a scanner, it is too little for a scan: a torn one, perhaps. */
  | { readonly kind: 'typed'; readonly text: string; readonly asFast: boolean }
  /** This key came out of a scanner: it must not do anything. */
  | { readonly kind: 'swallow' }
  /** An ordinary key for whoever binds it. */
  | { readonly kind: 'pass' };

export interface WedgeStep {
  readonly state: WedgeState;
  readonly effects: readonly WedgeEffect[];
}

/** So long after a scan was torn, by a machine that stood still, the rest of it may come; no second scan comes so soon. */
const TORN_MS = 300;
/** With fewer keys left over, an input method is not known to have eaten a scan. */
const LEAST_GARBLED = 3;
/** How scanners type the separator of GS1 codes, control character 0x1D: Ctrl and this key. */
const SEPARATOR_KEY = ']';
const SEPARATOR = '\u001D';

/** These come before or between characters of a scan and mean nothing by themselves. */
const SILENT_KEYS = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph', 'Control', 'Alt', 'Meta']);

/** One key stroke. */
export function press(before: WedgeState, stroke: KeyStroke, rules: WedgeRules = DEFAULT_WEDGE): WedgeStep {
  const isEnd = stroke.key === 'Enter' || stroke.key === 'Tab';
  // The late end of a scan that has gone out already adds nothing to it.
  const state = before.cut && isBusy(before.cut, stroke, rules) && !(isEnd && before.scanEndedAt !== null) ? before.cut : before;
  if (SILENT_KEYS.has(stroke.key)) return { state: { ...state, shiftAt: isBusy(state, stroke, rules) ? stroke.at : null }, effects: [{ kind: 'pass' }] };
  if (stroke.repeat) return after(flush(state, rules), state, [{ kind: 'pass' }]);
  if (stroke.chord) return belongsToScanner(state, stroke, rules) ? control(state, stroke) : after(flush(state, rules), state, [{ kind: 'pass' }]);
  if (stroke.key === 'Process' || [...stroke.key].length === 1) return character(state, stroke, rules);
  if (isEnd) return terminator(state, stroke, rules);
  // Some scanners write a GS1 separator as a function key; inside a burst no finger pressed it.
  if (belongsToScanner(state, stroke, rules)) return { state, effects: [{ kind: 'swallow' }] };
  return after(flush(state, rules), state, [{ kind: 'pass' }]);
}

/** Nothing was pressed for a while. */
export function silence(state: WedgeState, at: number, rules: WedgeRules = DEFAULT_WEDGE): WedgeStep {
  const last = state.times.at(-1);
  if (last === undefined || at - last < rules.silenceMs) return { state, effects: [] };
  const effects = flush(state, rules);
  const scanned = effects.some((effect) => effect.kind === 'scan');
  // A scan that has gone out already cannot be made whole; a single key has done its work.
  const cut = state.chars.length < 2 ? null : { ...state, garbled: state.garbled || scanned };
  return { state: { ...IDLE, scanEndedAt: scanned ? at : null, cut }, effects };
}

/** No longer ago than a gap inside a scan may be, something was pressed that this could go on with. */
function isBusy({ times, shiftAt }: WedgeState, { at }: Pick<KeyStroke, 'at'>, rules: WedgeRules): boolean {
  const last = shiftAt ?? times.at(-1);
  return times.length > 0 && last !== undefined && at - last <= rules.longestGapMs;
}

/** A control character inside a scan. The separator is part of the code; others are frames. */
function control(state: WedgeState, { at, american }: KeyStroke): WedgeStep {
  const effects: WedgeEffect[] = [{ kind: 'swallow' }];
  if (american !== SEPARATOR_KEY) return { state, effects };
  return { state: { ...state, chars: [...state.chars, SEPARATOR], american: [...state.american, SEPARATOR], times: [...state.times, at], shiftAt: null }, effects };
}

function character(state: WedgeState, { key, at, american = '', capsLock = false }: KeyStroke, rules: WedgeRules): WedgeStep {
  const joins = isBusy(state, { at }, rules);
  const torn = !joins && isTorn(state.chars.length > 0 ? state : state.cut, at, rules);
  const before = joins ? state : IDLE;
  const garbled = before.garbled || torn || key === 'Process';
  const next: WedgeState = {
    chars: [...before.chars, key === 'Process' ? '' : key], american: [...before.american, american], capsLock, times: [...before.times, at], shiftAt: null, garbled, scanEndedAt: null, cut: null,
  };
  return { state: next, effects: [...(joins ? [] : flush(state, rules)), { kind: 'char', char: key === 'Process' ? '' : key, first: !joins && !torn }] };
}

/** What came last was as fast as a scanner, too short for a scan and had no end: this character may go on with it. */
function isTorn(fragment: WedgeState | null, at: number, rules: WedgeRules): boolean {
  const last = fragment?.times.at(-1);
  if (!fragment || last === undefined || at - last > TORN_MS) return false;
  return fragment.chars.length >= 2 && fragment.chars.length < rules.leastChars && medianGap(fragment.times) <= rules.medianGapMs;
}

function terminator(state: WedgeState, stroke: KeyStroke, rules: WedgeRules): WedgeStep {
  const { at } = stroke;
  if (state.scanEndedAt !== null && state.chars.length === 0 && at - state.scanEndedAt <= rules.longestGapMs) {
    return { state: { ...IDLE, scanEndedAt: at }, effects: [{ kind: 'swallow' }] };
  }
  const last = state.times.at(-1);
  const follows = last !== undefined && at - last <= rules.longestGapMs;
  const effects = flush(state, rules, follows ? LEAST_GARBLED : rules.leastChars);
  if (follows && effects.some((effect) => effect.kind === 'scan')) return { state: { ...IDLE, scanEndedAt: at }, effects: [...effects, { kind: 'swallow' }] };
  if (belongsToScanner(state, stroke, rules)) return { state: { ...IDLE, scanEndedAt: at }, effects: [...effects, { kind: 'swallow' }] };
  return { state: IDLE, effects: [...effects, { kind: 'pass' }] };
}

/** Too short for a scan perhaps, but faster than fingers: at least two characters, and this key right behind them. */
function belongsToScanner(state: WedgeState, { at }: KeyStroke, rules: WedgeRules): boolean {
  const last = state.times.at(-1);
  return last !== undefined && state.chars.length >= 2 && at - last <= rules.longestGapMs && medianGap(state.times) <= rules.medianGapMs;
}

/** `leastGarbled`: how many keys a scan has left when an input method ate the others. */
function flush({ chars, american, capsLock, times, garbled }: WedgeState, rules: WedgeRules, leastGarbled = rules.leastChars): WedgeEffect[] {
  if (chars.length === 0) return [];
  const asFast = medianGap(times) <= rules.medianGapMs;
  const isScan = asFast && chars.length >= (garbled ? leastGarbled : rules.leastChars);
  if (!isScan) return [{ kind: 'typed', text: chars.join(''), asFast }];
  const text = scannedText(chars, american, capsLock);
  if (garbled || !isFingerFirst(text, times)) return [{ kind: 'scan', text, garbled }];
  return [{ kind: 'scan', text: scannedText(chars.slice(1), american.slice(1), capsLock), garbled, finger: chars[0] ?? '' }];
}

function after(flushed: WedgeEffect[], state: WedgeState, then: WedgeEffect[]): WedgeStep {
  const scanned = flushed.some((effect) => effect.kind === 'scan');
  return { state: { ...IDLE, scanEndedAt: scanned ? (state.times.at(-1) ?? null) : null }, effects: [...flushed, ...then] };
}

/** The middle gap between strokes, ms; the longer one of two middles, so that a doubtful burst counts as fingers. */
export function medianGap(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time)).sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? Number.POSITIVE_INFINITY;
}
