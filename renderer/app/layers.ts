/**
 * Who gets a key. Windows lie in layers; the topmost that binds the key takes it, and a modal one lets nothing through.
 * A button prints the very key that it registers here, so what is printed is what works.
 */

export interface TypingTarget {
  begin(): void;
  add(char: string): void;
  /** What was typed since `begin` was a scan: take it back. */
  undo(): void;
}

export interface Layer {
  readonly depth: number;
  readonly modal: boolean;
  readonly hotkeys: Map<string, () => void>;
  typing: TypingTarget | null;
  /** Takes scans instead of the core, where a number is wanted (tracking, refund desk). */
  scan: ((text: string) => void) | null;
}

export interface LayerStack {
  open(depth: number, modal: boolean): Layer;
  close(layer: Layer): void;
  /** Runs the binding of a key; true when there was one. */
  press(hotkey: string): boolean;
  typing(): TypingTarget | null;
  scan(): ((text: string) => void) | null;
}

/** An empty stack. Deeper layers lie above; of the same depth, the later one. */
export function makeLayerStack(): LayerStack {
  let layers: Layer[] = [];
  /** From the top down to the first modal layer, that one included. */
  const reachable = (): Layer[] => {
    const fromTop = layers.map((layer, order) => ({ layer, order })).sort((a, b) => b.layer.depth - a.layer.depth || b.order - a.order).map(({ layer }) => layer);
    const wall = fromTop.findIndex((layer) => layer.modal);
    return wall === -1 ? fromTop : fromTop.slice(0, wall + 1);
  };
  return {
    open(depth, modal) {
      const layer: Layer = { depth, modal, hotkeys: new Map(), typing: null, scan: null };
      layers = [...layers, layer];
      return layer;
    },
    close(layer) {
      layers = layers.filter((other) => other !== layer);
    },
    press(hotkey) {
      const run = reachable().map((layer) => layer.hotkeys.get(hotkey)).find((handler) => handler !== undefined);
      run?.();
      return run !== undefined;
    },
    typing: () => reachable().find((layer) => layer.typing)?.typing ?? null,
    scan: () => reachable().find((layer) => layer.scan)?.scan ?? null,
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
