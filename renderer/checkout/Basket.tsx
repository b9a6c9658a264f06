/** The goods of the sale. One row is chosen; `+`, `−`, `*` and Delete work on it, and a new row is chosen when it comes. */
import { memo, useCallback, useEffect, useRef } from 'react';
import type { LineView, SaleView } from '../../preload/contract/views.ts';
import { useHotkey } from '../app/keys.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button, keepFocus } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { EmptyState } from '../components/small.tsx';
import { ONE_PIECE, thousandths } from '../money/quantity.ts';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

export interface BasketActs {
  readonly choose: (lineId: string) => void;
  /** One piece more or less than there are when it arrives: quick presses add up. */
  readonly stepQuantity: (lineId: string, by: 1 | -1) => void;
  readonly askQuantity: (lineId: string) => void;
  readonly askDiscount: (lineId: string) => void;
  readonly remove: (lineId: string) => void;
}

interface BasketProps {
  readonly lines: readonly LineView[];
  readonly chosen: string | null;
  /** Why the goods may not be changed now. */
  readonly frozen: SaleView['frozen'];
  readonly acts: BasketActs;
}

export const Basket = memo(function Basket({ lines, chosen, frozen, acts }: BasketProps) {
  const { say } = useText();
  const list = useRef<HTMLOListElement>(null);
  const at = lines.findIndex((line) => line.id === chosen);
  const line = lines[at];
  const step = useCallback((by: number) => {
    const next = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
    if (next) acts.choose(next.id);
  }, [lines, at, acts]);
  useHotkey('ArrowUp', () => step(-1));
  useHotkey('ArrowDown', () => step(1));
  useEffect(() => {
    if (chosen === null) return undefined;
    const frame = requestAnimationFrame(() => list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }));
    return () => cancelAnimationFrame(frame);
  }, [chosen]);
  if (lines.length === 0) return <EmptyState icon="basket" title={say('basket.empty')}>{say('basket.emptyText')}</EmptyState>;
  return (
    <>
      <ol className="lines" data-testid="lines" data-count={lines.length} ref={list} aria-label={say('basket.name')}>
        {lines.map((each, index) => <Row key={each.id} line={each} number={index + 1} chosen={each.id === chosen} onChoose={acts.choose} />)}
      </ol>
      {frozen !== undefined && <p className="line-why"><Icon name="clock" size={1} />{say(`frozen.${frozen}`)}</p>}
      {line && frozen === undefined && <LineActs line={line} acts={acts} />}
    </>
  );
});

interface RowProps {
  readonly line: LineView;
  readonly number: number;
  readonly chosen: boolean;
  readonly onChoose: (lineId: string) => void;
}

const Row = memo(function Row({ line, number, chosen, onChoose }: RowProps) {
  const texts = useText();
  return (
    <li className="line" aria-current={chosen || undefined} data-testid={`line-${line.id}`}>
      <button type="button" className="line-press" onMouseDown={keepFocus} onClick={() => onChoose(line.id)}>
        <span className="line-number">{number}</span>
        <span className="line-name">
          <span className="line-title">{texts.name(line)}</span>
          {line.restricted && <span className="line-restricted">{texts.say('line.restricted')}</span>}
          <span className="line-price">
            {line.unit === 'piece' ? texts.say('line.each', { price: yuanText(line.unitPrice) }) : `¥ ${yuanText(line.unitPrice)} / kg`}
            {line.discount > 0 && <span className="line-discount">{texts.say('line.discount')} −¥ {yuanText(line.discount)}</span>}
          </span>
        </span>
        <span className="line-quantity">{line.unit === 'piece' ? `×${thousandths(line.quantity)}` : `${thousandths(line.quantity)} kg`}</span>
        <Amount fen={line.total} />
      </button>
    </li>
  );
});

/** The keys of the chosen row, below the list, where they do not move when rows come and go. */
const LineActs = memo(function LineActs({ line, acts }: { readonly line: LineView; readonly acts: BasketActs }) {
  const { say, name } = useText();
  const pieces = line.unit === 'piece';
  return (
    <div className="line-acts" role="group" aria-label={name(line)}>
      <Button label={say('line.less')} icon="minus" bare size="small" hotkey="-" dead={!pieces || line.quantity <= ONE_PIECE} onPress={() => acts.stepQuantity(line.id, -1)} testId="line-less" />
      <Button label={say('line.more')} icon="plus" bare size="small" hotkey="+" dead={!pieces} onPress={() => acts.stepQuantity(line.id, 1)} testId="line-more" />
      <Button label={say('line.quantity')} size="small" hotkey="*" onPress={() => acts.askQuantity(line.id)} testId="line-quantity" />
      <Button label={say('line.discountKey')} size="small" hotkey="%" onPress={() => acts.askDiscount(line.id)} testId="line-discount" />
      <Button label={say('line.remove')} icon="drop" size="small" hotkey="Delete" onPress={() => acts.remove(line.id)} testId="line-remove" />
    </div>
  );
});
