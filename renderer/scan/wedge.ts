/**
 * Tells a scanner that types (a "keyboard wedge") from fingers, by timing alone, so that a scan reaches the core whatever
 * has the focus and a scanner's Enter never presses a button. Pure: key strokes with their times go in, effects come out.
 */

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
}

export interface WedgeState {
  readonly chars: readonly string[];
  readonly times: readonly number[];
  /** An input method ate at least one key: the text cannot be trusted. */
  readonly garbled: boolean;
  /** When the last scan ended, so that the second half of a CR LF suffix is known. */
  readonly scanEndedAt: number | null;
}

export const IDLE: WedgeState = { chars: [], times: [], garbled: false, scanEndedAt: null };

export type WedgeEffect =
  /** A character came in; whoever wants typing may show it at once and takes it back should `scan` follow. */
  | { readonly kind: 'char'; readonly char: string; readonly first: boolean }
  | { readonly kind: 'scan'; readonly text: string; readonly garbled: boolean }
  /** What had been collected came from fingers. */
  | { readonly kind: 'typed'; readonly text: string }
  /** This key came out of a scanner: it must not do anything. */
  | { readonly kind: 'swallow' }
  /** An ordinary key for whoever binds it. */
  | { readonly kind: 'pass' };

export interface WedgeStep {
  readonly state: WedgeState;
  readonly effects: readonly WedgeEffect[];
}

/** These come before or between characters of a scan and mean nothing by themselves. */
const SILENT_KEYS = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph', 'Control', 'Alt', 'Meta']);

/** One key stroke. */
export function press(state: WedgeState, stroke: KeyStroke, rules: WedgeRules = DEFAULT_WEDGE): WedgeStep {
  if (SILENT_KEYS.has(stroke.key)) return { state, effects: [{ kind: 'pass' }] };
  if (stroke.repeat) return after(flush(state, rules), state, [{ kind: 'pass' }]);
  if (stroke.chord) return belongsToScanner(state, stroke, rules) ? { state, effects: [{ kind: 'swallow' }] } : after(flush(state, rules), state, [{ kind: 'pass' }]);
  if (stroke.key === 'Process' || [...stroke.key].length === 1) return character(state, stroke, rules);
  if (stroke.key === 'Enter' || stroke.key === 'Tab') return terminator(state, stroke, rules);
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
  return { state: { ...IDLE, scanEndedAt: scanned ? at : null }, effects };
}

function character(state: WedgeState, { key, at }: KeyStroke, rules: WedgeRules): WedgeStep {
  const last = state.times.at(-1);
  const joins = last !== undefined && at - last <= rules.longestGapMs;
  const before = joins ? state : IDLE;
  const garbled = before.garbled || key === 'Process';
  const next: WedgeState = { chars: [...before.chars, key === 'Process' ? '' : key], times: [...before.times, at], garbled, scanEndedAt: null };
  return { state: next, effects: [...(joins ? [] : flush(state, rules)), { kind: 'char', char: key === 'Process' ? '' : key, first: !joins }] };
}

function terminator(state: WedgeState, stroke: KeyStroke, rules: WedgeRules): WedgeStep {
  const { at } = stroke;
  if (state.scanEndedAt !== null && state.chars.length === 0 && at - state.scanEndedAt <= rules.longestGapMs) {
    return { state: { ...IDLE, scanEndedAt: at }, effects: [{ kind: 'swallow' }] };
  }
  const last = state.times.at(-1);
  const follows = last !== undefined && at - last <= rules.longestGapMs;
  const effects = flush(state, rules);
  if (follows && effects.some((effect) => effect.kind === 'scan')) return { state: { ...IDLE, scanEndedAt: at }, effects: [...effects, { kind: 'swallow' }] };
  if (belongsToScanner(state, stroke, rules)) return { state: { ...IDLE, scanEndedAt: at }, effects: [...effects, { kind: 'swallow' }] };
  return { state: IDLE, effects: [...effects, { kind: 'pass' }] };
}

/** Too short for a scan perhaps, but faster than fingers: at least two characters, and this key right behind them. */
function belongsToScanner(state: WedgeState, { at }: KeyStroke, rules: WedgeRules): boolean {
  const last = state.times.at(-1);
  return last !== undefined && state.chars.length >= 2 && at - last <= rules.longestGapMs && medianGap(state.times) <= rules.medianGapMs;
}

function flush(state: WedgeState, rules: WedgeRules): WedgeEffect[] {
  if (state.chars.length === 0) return [];
  const text = state.chars.join('');
  const isScan = state.chars.length >= rules.leastChars && medianGap(state.times) <= rules.medianGapMs;
  return [isScan ? { kind: 'scan', text, garbled: state.garbled } : { kind: 'typed', text }];
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
