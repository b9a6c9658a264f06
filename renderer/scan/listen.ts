/**
 * The one listener for keys, in the capture phase of the window, so that it sees every key before any control does. It feeds
 * the burst detector, keeps a scan out of whatever field has the focus, and hands ordinary keys on.
 */
import { americanCharacter } from './layout.ts';
import { StrokeTimes } from './stroke-times.ts';
import { DEFAULT_WEDGE, IDLE, press, silence } from './wedge.ts';
import type { WedgeEffect, WedgeState } from './wedge.ts';

export type ScanRefusal = 'typing' | 'torn';

export interface KeySink {
  /** A whole scan, to be decided by the core. */
  scan(text: string): void;
  /** A scan is not used: it came while a text field was being written in and was taken out again, or it did not arrive whole. */
  scanRefused(because: ScanRefusal): void;
  /** Typing with no field in focus: begins, goes on, and is taken back when it was a scan after all. */
  typingBegins(): void;
  /** True when somebody wrote it down. */
  typed(char: string): boolean;
  typingWasScan(): void;
  /** A printable key pressed by a finger, with no field in focus: alone, or so soon after another that both came together, and nobody wrote them down. */
  loneKey(char: string): void;
  /** Any other key. True when somebody used it. */
  key(event: KeyboardEvent): boolean;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** A machine that is busier than this has other troubles. */
const LONGEST_LAG_MS = 400;
/** So long after a scan was taken out of a field, an input method may still write what it made of the scan's last keys. */
const STRAGGLERS_MS = 300;

/** The text field that has the focus and would take characters, if any. */
export function editableIn(document: Document): TextField | null {
  const active = document.activeElement;
  if (active instanceof HTMLTextAreaElement) return active.readOnly ? null : active;
  if (!(active instanceof HTMLInputElement) || active.readOnly || active.disabled) return null;
  return ['text', 'search', 'password', 'tel', 'url', 'email', 'number'].includes(active.type) ? active : null;
}

/** Starts listening; the returned function ends it. */
export function listenToKeys(window: Window, sink: KeySink): () => void {
  const times = new StrokeTimes();
  let state: WedgeState = IDLE;
  let timer = 0;
  let field: TextField | null = null;
  let fieldBefore = '';
  /** Of the characters that came together, at least one was written down. */
  let written = false;
  /** An input method may write before its first key is told of. */
  let composed: { readonly field: TextField; readonly before: string; readonly at: number } | null = null;
  let cleared: { readonly field: TextField; readonly value: string; readonly at: number } | null = null;

  const carryOut = (effect: WedgeEffect, event: KeyboardEvent | null): void => {
    switch (effect.kind) {
      case 'char':
        if (effect.first) {
          written = false;
          field = editableIn(window.document);
          fieldBefore = field && composed?.field === field && performance.now() - composed.at < DEFAULT_WEDGE.silenceMs ? composed.before : (field?.value ?? '');
          if (!field) sink.typingBegins();
        }
        if (!field && event) {
          if (event.key === ' ' && !effect.first) event.preventDefault();
          written = sink.typed(effect.char) || written;
        }
        return;
      case 'scan':
        if (field) restore(field, fieldBefore + (effect.finger ?? ''));
        else sink.typingWasScan();
        composed = null;
        cleared = field && effect.garbled ? { field, value: field.value, at: performance.now() } : null;
        if (!field && effect.finger !== undefined) byFinger(effect.finger);
        if (field && (effect.garbled || field.dataset['scan'] !== 'safe')) sink.scanRefused('typing');
        else if (effect.garbled) sink.scanRefused('torn');
        else sink.scan(effect.text);
        return;
      case 'typed':
        if (!field && !effect.asFast) pressEach([...effect.text]);
        return;
      case 'swallow':
        event?.preventDefault();
        event?.stopPropagation();
        return;
      case 'pass':
        if (!event) return;
        // A held key is one press: it must not press a button again and again.
        if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
        if (sink.key(event)) {
          event.preventDefault();
          event.stopPropagation();
        }
    }
  };

  /** One key is a shortcut, whoever wrote it down as well; several are typing, unless nobody wanted any: then a quick finger pressed one after the other. */
  const pressEach = (chars: readonly string[]): void => {
    if (chars.length > 1 && written) return;
    for (const char of chars) sink.loneKey(char);
  };

  /** It came first and was written by hand: it does what it does without a scan behind it. */
  const byFinger = (char: string): void => {
    sink.typingBegins();
    sink.typed(char);
    sink.loneKey(char);
  };

  const take = (step: { state: WedgeState; effects: readonly WedgeEffect[] }, event: KeyboardEvent | null): void => {
    state = step.state;
    for (const effect of step.effects) carryOut(effect, event);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    window.clearTimeout(timer);
    const key = event.isComposing ? 'Process' : event.key;
    take(press(state, {
      key, at: times.of(event.timeStamp, event.code, performance.now(), key === 'Process'), repeat: event.repeat,
      chord: event.ctrlKey || event.altKey || event.metaKey, american: americanCharacter(event.code, event.shiftKey), capsLock: event.getModifierState('CapsLock'),
    }), event);
    // Where keys come late, silence is believed late.
    const lag = Math.min(LONGEST_LAG_MS, Math.max(0, performance.now() - event.timeStamp));
    if (state.chars.length > 0) timer = window.setTimeout(settle, DEFAULT_WEDGE.silenceMs + lag);
  };

  const onComposition = (event: CompositionEvent): void => {
    const target = editableIn(window.document);
    if (target && target === event.target) composed = { field: target, before: target.value, at: performance.now() };
  };

  // Keys that wait behind a busy moment carry their true times; they are let in before silence is believed.
  const settle = (): void => {
    timer = window.setTimeout(() => take(silence(state, performance.now()), null), 10);
  };

  const onInput = (event: Event): void => {
    if (!event.isTrusted || !cleared || event.target !== cleared.field) return;
    if (performance.now() - cleared.at < STRAGGLERS_MS) restore(cleared.field, cleared.value);
    else cleared = null;
  };

  window.addEventListener('keydown', onKeyDown, { capture: true });
  window.addEventListener('input', onInput, { capture: true });
  window.addEventListener('compositionstart', onComposition, { capture: true });
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, { capture: true });
    window.removeEventListener('input', onInput, { capture: true });
    window.removeEventListener('compositionstart', onComposition, { capture: true });
  };
}

/** Puts back what stood in a field, in a way that its owner notices. */
function restore(field: TextField, value: string): void {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'value');
  descriptor?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
