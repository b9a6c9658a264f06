/**
 * Ties the layers of keys to React: a screen or window opens a layer, a button binds its key in it. All in the very commit that changes the
 * screen (layout effects): a key pressed right after a window is gone must not be that window's any more.
 */
import { createContext, useContext, useLayoutEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { listenToKeys } from '../scan/listen.ts';
import type { ScanRefusal } from '../scan/listen.ts';
import { hotkeyName, makeLayer, makeLayerStack } from './layers.ts';
import type { Layer, LayerStack, TypingTarget } from './layers.ts';

const StackContext = createContext<LayerStack | null>(null);
const LayerContext = createContext<{ readonly layer: Layer | null; readonly depth: number }>({ layer: null, depth: 0 });

interface KeyboardProps {
  readonly children: ReactNode;
  readonly onScan: (text: string) => void;
  /** A scan came whole, whoever takes it: what was said of an earlier one is over. */
  readonly onScanWhole?: () => void;
  /** A scan came while somebody was writing in a field, or not whole. */
  readonly onScanRefused: (because: ScanRefusal) => void;
}

/** Listens to the keys of the window and shares them out among the layers below. */
export function Keyboard({ children, onScan, onScanWhole, onScanRefused }: KeyboardProps) {
  const stack = useMemo(() => makeLayerStack(), []);
  const handlers = useRef({ onScan, onScanWhole, onScanRefused });
  useLayoutEffect(() => {
    handlers.current = { onScan, onScanWhole, onScanRefused };
  });
  useLayoutEffect(() => {
    let typing: TypingTarget | undefined;
    return listenToKeys(window, {
      scan(text) {
        handlers.current.onScanWhole?.();
        (stack.scan() ?? handlers.current.onScan)(text);
      },
      scanRefused: (because) => handlers.current.onScanRefused(because),
      typingBegins() {
        typing = stack.typing();
        typing?.begin();
      },
      typed: (char) => typing?.add(char) ?? false,
      typingWasScan: () => typing?.undo(),
      // Drawn before the next key is looked at, which may come in the same moment: it finds what this one did.
      loneKey: (char) => flushSync(() => void stack.press(char)),
      key: (event) => offerKey(event, stack),
    });
  }, [stack]);
  return <StackContext value={stack}>{children}</StackContext>;
}

/** Decides about a key that is no character: bound keys, and those of the browser's that a till must not have. */
function offerKey(event: KeyboardEvent, stack: LayerStack): boolean {
  const name = hotkeyName(event);
  if (!name) return false;
  const isFunctionKey = /^F\d+$/.test(event.key);
  const active = document.activeElement;
  const writing = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
  if (writing && !isFunctionKey && name !== 'Escape' && !event.ctrlKey && !event.altKey) return false;
  if (writing && event.ctrlKey && /^Ctrl\+[ACVXZ]$/.test(name)) return false;
  // Enter belongs to the control that was chosen with Tab; only without one is it the window's own.
  if (name === 'Enter' && active instanceof HTMLElement && active.matches('button, a, select, summary, [role="option"]')) return false;
  if (writing && name === 'Escape') {
    active.blur();
    return true;
  }
  const steps = name === 'ArrowUp' || name === 'ArrowDown' || name === 'Backspace';
  // One press, one act, however long the key is held.
  if (event.repeat && !steps) return true;
  return stack.press(name) || isFunctionKey || name === 'Escape' || /^Ctrl\+[RWPN]$/.test(name);
}

const ABOVE_ALL = 1_000;

interface LayerProps {
  /** Hides what is below it from the keyboard. */
  readonly modal?: boolean;
  /** Lies over every other, wherever it stands in the tree. */
  readonly above?: boolean;
  /** Keys of the screen's frame, which no window hides. */
  readonly frame?: boolean;
  readonly children: ReactNode;
}

/** A layer of keys. */
export function KeyLayer({ modal = false, above = false, frame = false, children }: LayerProps) {
  const stack = useContext(StackContext);
  const { depth: below } = useContext(LayerContext);
  const depth = above ? ABOVE_ALL : below + 1;
  const layer = useMemo(() => makeLayer(depth, modal, frame), [depth, modal, frame]);
  useLayoutEffect(() => {
    if (!stack) return undefined;
    stack.open(layer);
    return () => stack.close(layer);
  }, [stack, layer]);
  const value = useMemo(() => ({ layer, depth }), [layer, depth]);
  return <LayerContext value={value}>{children}</LayerContext>;
}

/** Binds a key for as long as the component is there. `undefined` binds none. */
export function useHotkey(hotkey: string | undefined, run: () => void): void {
  const { layer } = useContext(LayerContext);
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  useLayoutEffect(() => {
    if (!layer || hotkey === undefined) return undefined;
    return layer.bind(hotkey, () => latest.current());
  }, [layer, hotkey]);
}

/**
 * Takes what fingers type while no field is in focus; a text that turns out to be a scan is taken back by itself. Where the text is drawn
 * later than it is set, `text` is asked for: on a busy machine the next key may come before the drawing.
 */
export function useTyping(text: string | (() => string), setText: (text: string) => void, accept: (text: string, char: string) => string): void {
  const { layer } = useContext(LayerContext);
  const latest = useRef({ text, setText, accept });
  useLayoutEffect(() => {
    latest.current = { text, setText, accept };
  });
  useLayoutEffect(() => {
    if (!layer) return undefined;
    let before = '';
    let grown = '';
    const show = (next: string): void => {
      grown = next;
      latest.current.setText(next);
    };
    return layer.takeTyping({
      begin() {
        before = nowOf(latest.current.text);
        grown = before;
      },
      add(char) {
        const was = grown;
        show(latest.current.accept(grown, char));
        return grown !== was;
      },
      undo: () => show(before),
    });
  }, [layer]);
  useHotkey('Backspace', () => setText(nowOf(text).slice(0, -1)));
}

const nowOf = (text: string | (() => string)): string => (typeof text === 'string' ? text : text());

/** Takes scans for as long as the component is there, where a number is wanted and not goods. */
export function useScanTarget(onScan: (text: string) => void): void {
  const { layer } = useContext(LayerContext);
  const latest = useRef(onScan);
  useLayoutEffect(() => {
    latest.current = onScan;
  });
  useLayoutEffect(() => {
    if (!layer) return undefined;
    return layer.takeScans((text) => latest.current(text));
  }, [layer]);
}

/** The same as a component, for a window whose layer begins below the place where its text is kept. */
export function Typing({ text, setText, accept }: { readonly text: string; readonly setText: (text: string) => void; readonly accept: (text: string, char: string) => string }) {
  useTyping(text, setText, accept);
  return null;
}
