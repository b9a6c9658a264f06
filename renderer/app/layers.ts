/**
 * Who gets a key. Windows lie in layers; the topmost that binds the key takes it, and a modal one lets nothing through.
 * A button prints the very key that it registers here, so what is printed is what works.
 */

export interface TypingTarget {
  begin(): void;
  /** True when it was written down. */
  add(char: string): boolean;
  /** What was typed since `begin` was a scan: take it back. */
  undo(): void;
}

type ScanTarget = (text: string) => void;
/** Ends what was begun. */
type Release = () => void;

export interface Layer {
  readonly depth: number;
  readonly modal: boolean;
  /** The frame of the screen (language, look): its keys work behind a modal layer too, unless a layer above binds them. */
  readonly frame: boolean;
  /** Binds a key until released; whoever bound it before has it again then. */
  readonly bind: (hotkey: string, run: () => void) => Release;
  /** Takes what fingers type while no field has the focus, until released. */
  readonly takeTyping: (target: TypingTarget) => Release;
  /** Takes scans instead of the core, where a number is wanted (tracking, refund desk), until released. */
  readonly takeScans: (target: ScanTarget) => Release;
  readonly bound: (hotkey: string) => (() => void) | undefined;
  readonly typing: () => TypingTarget | undefined;
  readonly scan: () => ScanTarget | undefined;
}

export interface LayerStack {
  open(layer: Layer): void;
  close(layer: Layer): void;
  /** Runs the binding of a key; true when there was one. */
  press(hotkey: string): boolean;
  typing(): TypingTarget | undefined;
  scan(): ScanTarget | undefined;
}

/** A layer that binds nothing yet. Deeper ones lie above; a modal one hides from the keys what is below it. */
export function makeLayer(depth: number, modal: boolean, frame = false): Layer {
  const hotkeys = new Map<string, Set<() => void>>();
  const typing = new Set<TypingTarget>();
  const scans = new Set<ScanTarget>();
  const add = <Target>(targets: Set<Target>, target: Target): Release => {
    targets.add(target);
    return () => targets.delete(target);
  };
  return {
    depth, modal, frame,
    bind(hotkey, run) {
      const runs = hotkeys.get(hotkey) ?? new Set();
      hotkeys.set(hotkey, runs);
      return add(runs, run);
    },
    takeTyping: (target) => add(typing, target),
    takeScans: (target) => add(scans, target),
    bound: (hotkey) => [...(hotkeys.get(hotkey) ?? [])].at(-1),
    typing: () => [...typing].at(-1),
    scan: () => [...scans].at(-1),
  };
}

/** An empty stack. Of layers of the same depth, the later one lies above. */
export function makeLayerStack(): LayerStack {
  let layers: Layer[] = [];
  /** From the top down to the first modal layer, that one included. */
  const reachable = (): Layer[] => {
    const fromTop = layers.map((layer, order) => ({ layer, order })).sort((a, b) => b.layer.depth - a.layer.depth || b.order - a.order).map(({ layer }) => layer);
    const wall = fromTop.findIndex((layer) => layer.modal);
    return wall === -1 ? fromTop : fromTop.slice(0, wall + 1);
  };
  return {
    open(layer) {
      layers = [...layers, layer];
    },
    close(layer) {
      layers = layers.filter((other) => other !== layer);
    },
    press(hotkey) {
      const run = [...reachable(), ...layers.filter((layer) => layer.frame)].map((layer) => layer.bound(hotkey)).find((handler) => handler !== undefined);
      run?.();
      return run !== undefined;
    },
    typing: () => reachable().map((layer) => layer.typing()).find((target) => target !== undefined),
    scan: () => reachable().map((layer) => layer.scan()).find((target) => target !== undefined),
  };
}

interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** The name of a key as buttons print it: `F9`, `Escape`, `Ctrl+L`, `Alt+1`; undefined for what may never be bound. */
export function hotkeyName({ key, code, ctrlKey, altKey, metaKey, shiftKey }: Stroke): string | undefined {
  // Alt with the number pad writes characters by their number; some scanners do that.
  if (altKey && code.startsWith('Numpad')) return undefined;
  if (metaKey) return undefined;
  const base = key.length === 1 ? key.toUpperCase() : key;
  const shifted = shiftKey && key.length > 1 ? 'Shift+' : '';
  return `${ctrlKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shifted}${base}`;
}

/** As printed on a key cap. */
export function keyCap(hotkey: string): string {
  return hotkey.replace('Escape', 'Esc').replace('Delete', 'Del').replace('ArrowUp', '↑').replace('ArrowDown', '↓').replaceAll(/(?<=.)\+(?=.)/g, ' ').replace(/^-$/, '−');
}
