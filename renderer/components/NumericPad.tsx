/** Figures for fingers: every key at least 48 px. The keyboard's own figures work without it. */
import { useText } from '../text/text.tsx';
import { keepFocus } from './Button.tsx';
import { Icon } from './Icon.tsx';

const ROWS = ['7', '8', '9', '4', '5', '6', '1', '2', '3'] as const;

interface PadProps {
  readonly onKey: (key: string) => void;
  /** `amount` has a dot and a double nought; `code` has figures only. */
  readonly kind: 'amount' | 'code';
}

export function NumericPad({ onKey, kind }: PadProps) {
  const { say } = useText();
  const last = kind === 'amount' ? ['00', '0', '.'] : ['Clear', '0', 'Backspace'];
  return (
    <div className="pad" role="group" aria-label={say('pad.name')}>
      {[...ROWS, ...last].map((key) => <PadKey key={key} name={key} onKey={onKey} />)}
      {kind === 'amount' && <PadKey name="Clear" onKey={onKey} wide />}
      {kind === 'amount' && <PadKey name="Backspace" onKey={onKey} />}
    </div>
  );
}

function PadKey({ name, onKey, wide = false }: { readonly name: string; readonly onKey: (key: string) => void; readonly wide?: boolean }) {
  const { say } = useText();
  return (
    <button type="button" className={`pad-key${wide ? ' pad-wide' : ''}`} onMouseDown={keepFocus} onClick={() => onKey(name)} aria-label={name === 'Backspace' ? say('pad.backspace') : undefined}>
      {name === 'Backspace' ? <Icon name="backspace" size={1.5} /> : name === 'Clear' ? say('pad.clear') : name}
    </button>
  );
}
