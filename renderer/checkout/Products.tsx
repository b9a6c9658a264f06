/** The right half of the sale: the type-and-search box, what it found, and the quick keys. */
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ProductView } from '../../preload/contract/views.ts';
import { useHotkey, useTyping } from '../app/keys.tsx';
import { useDesk } from '../app/till.tsx';
import { Button, KeyCap, keepFocus } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { EmptyState } from '../components/small.tsx';
import { ONE_PIECE } from '../money/quantity.ts';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

/** The quick keys' own keys, pressed together with Alt. */
const QUICK = Array.from('1234567890QWERTYUIOP');
const SEARCH_AFTER_MS = 120;

interface ProductsProps {
  readonly quickKeys: readonly ProductView[];
  readonly frozen: boolean;
  readonly onKeyAmount: () => void;
  /** Goods sold by weight: the weight is asked for first. */
  readonly onWeigh: (product: ProductView) => void;
}

export const Products = memo(function Products({ quickKeys, frozen, onKeyAmount, onWeigh }: ProductsProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const { text, newest, setText, setTextSoon } = useCalmText();
  const { products: found, isExact } = useSearch(text);
  const box = useRef<HTMLInputElement>(null);
  const sell = useCallback((product: ProductView) => {
    if (product.unit === 'kg') onWeigh(product);
    else void ask('sale.addProduct', { productId: product.id, quantity: ONE_PIECE });
  }, [ask, onWeigh]);
  const leave = useCallback(() => {
    setText('');
    box.current?.blur();
  }, [setText]);
  const add = useCallback((product: ProductView) => {
    leave();
    sell(product);
  }, [leave, sell]);
  const accept = (before: string, char: string): string => (/^[0-9A-Za-z]$/.test(char) ? `${before}${char}`.slice(0, 60) : before);
  useTyping(newest, setTextSoon, accept);
  const submit = async (): Promise<void> => {
    const typed = newest().trim();
    if (typed === '') return;
    leave();
    const first = /^\d{6,}$/.test(typed) ? undefined : await best(typed);
    if (first) sell(first);
    else void ask('sale.scan', { text: typed, source: 'typed' });
  };
  /** A quick hand presses Enter before the list has its answer: what was typed is looked for all the same. */
  const best = async (typed: string): Promise<ProductView | undefined> => {
    if (isExact && typed === text.trim()) return found?.[0];
    const answer = await ask('catalogue.search', { text: typed });
    return answer.ok ? answer.value.products[0] : undefined;
  };
  useHotkey('F2', () => box.current?.focus());
  useHotkey('Enter', () => void submit());
  useHotkey('Escape', () => setText(''));
  return (
    <section className="products" aria-label={say('products.name')}>
      <div className="search">
        <Icon name="search" />
        <input
          ref={box} className="search-input" type="text" autoComplete="off" spellCheck={false} maxLength={60} data-scan="safe" placeholder={say('search.hint')} aria-label={say('search.name')}
          value={text} onChange={(event) => setText(event.target.value)} data-testid="search"
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) void submit();
          }}
        />
        <KeyCap hotkey="F2" />
        <Button label={say('search.keyAmount')} icon="pad" hotkey="/" size="small" dead={frozen} onPress={onKeyAmount} testId="key-amount" />
      </div>
      {found === null ? <QuickKeys products={quickKeys} frozen={frozen} onAdd={add} /> : <Found products={found} isExact={isExact} onAdd={add} />}
    </section>
  );
});

interface CalmText {
  readonly text: string;
  /** What was typed, drawn or not yet. */
  readonly newest: () => string;
  readonly setText: (text: string) => void;
  /** Draws with the next frame, and only the last of what came until then. */
  readonly setTextSoon: (text: string) => void;
}

/** A text that a scanner's burst is typed into and taken out of again: drawing every character of it would hold up the scan's own answer. */
function useCalmText(): CalmText {
  const [text, draw] = useState('');
  const newest = useRef('');
  const frame = useRef(0);
  const setText = useCallback((next: string) => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
    newest.current = next;
    draw(next);
  }, []);
  const setTextSoon = useCallback((next: string) => {
    newest.current = next;
    // Drawn inside the frame: a finger's key is seen no later than if it had been drawn at once.
    if (frame.current === 0) frame.current = requestAnimationFrame(() => flushSync(() => setText(newest.current)));
  }, [setText]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return { text, newest: () => newest.current, setText, setTextSoon };
}

interface Search {
  /** What to show; null until the first answer, so that a scan's own characters do not take the quick keys away and bring them back. */
  readonly products: readonly ProductView[] | null;
  /** They are the answer to this very text and not to its beginning. */
  readonly isExact: boolean;
}

/** Asks the catalogue a moment after the last key. What was found before stays until the next answer is there. */
function useSearch(text: string): Search {
  const { ask } = useDesk();
  const [found, setFound] = useState<{ readonly text: string; readonly products: readonly ProductView[] } | null>(null);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return undefined;
    let stale = false;
    const search = async (): Promise<void> => {
      const answer = await ask('catalogue.search', { text: wanted });
      if (!stale && answer.ok) setFound({ text: wanted, products: answer.value.products });
    };
    const timer = window.setTimeout(() => void search(), SEARCH_AFTER_MS);
    return () => {
      stale = true;
      window.clearTimeout(timer);
    };
  }, [ask, wanted]);
  if (wanted === '' && found !== null) setFound(null);
  return wanted === '' || found === null ? { products: null, isExact: false } : { products: found.products, isExact: found.text === wanted };
}

interface ListProps {
  readonly onAdd: (product: ProductView) => void;
}

export const QuickKeys = memo(function QuickKeys({ products, frozen, onAdd }: ListProps & { readonly products: readonly ProductView[]; readonly frozen: boolean }) {
  const { say, name } = useText();
  if (products.length === 0) return <EmptyState icon="scan" title={say('quick.empty')}>{say('quick.emptyText')}</EmptyState>;
  return (
    <div className="quick" role="group" aria-label={say('quick.name')}>
      {products.map((product, index) => {
        const key = QUICK[index];
        return (
          <Button
            key={product.id} label={name(product)} note={product.unit === 'kg' ? `¥ ${yuanText(product.price)} / kg` : `¥ ${yuanText(product.price)}`} dead={frozen}
            {...(key === undefined ? {} : { hotkey: `Alt+${key}`, cap: `Alt ${key}` })} onPress={() => onAdd(product)} testId={`product-${product.id}`}
          />
        );
      })}
    </div>
  );
});

function Found({ products, isExact, onAdd }: ListProps & { readonly products: readonly ProductView[]; readonly isExact: boolean }) {
  const { say, name } = useText();
  if (products.length === 0) return <EmptyState icon="search" title={say('search.none')}>{say('search.noneText')}</EmptyState>;
  return (
    <ul className="found" data-testid="search-results" aria-busy={!isExact}>
      {products.map((product, index) => (
        <li key={product.id}>
          <button type="button" className="found-row" onMouseDown={keepFocus} onClick={() => onAdd(product)} data-testid={`found-${product.id}`}>
            <span className="found-name">{name(product)}</span>
            <span className="code quiet">{product.code}</span>
            <span className="figures">¥ {yuanText(product.price)}{product.unit === 'kg' ? ' / kg' : ''}</span>
            {index === 0 && isExact && <KeyCap hotkey="Enter" />}
          </button>
        </li>
      ))}
    </ul>
  );
}
