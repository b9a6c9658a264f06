/**
 * The goods that come back: whole pieces, or a weighed line as it was sold. What they come to is counted by the core, from what was
 * really paid for them; nothing is reckoned here.
 */
import { useEffect, useState } from 'react';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { useHotkey, useTyping } from '../app/keys.tsx';
import { useDesk } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { ONE_PIECE, thousandths } from '../money/quantity.ts';
import { useText } from '../text/text.tsx';

type Found = AskOutput<'refund.lookUp'>['found'][number];
type Left = Found['lines'][number];
export type GoodsBack = NonNullable<AskInput<'refund.start'>['lines']>;

interface LinesProps {
  readonly found: Found;
  readonly goods: GoodsBack;
  readonly onGoods: (goods: GoodsBack) => void;
}

/** `+`, `−` and figures work on the chosen row, as in the sale. */
export function RefundLines({ found, goods, onGoods }: LinesProps) {
  const { say } = useText();
  const [at, setAt] = useState(0);
  const rows = found.sale.lines.flatMap((line) => {
    const left = found.lines.find(({ lineId }) => lineId === line.id);
    return left ? [{ line, left }] : [];
  });
  const chosen = rows[at];
  const quantityOf = (lineId: string): number => goods.find((each) => each.lineId === lineId)?.quantity ?? 0;
  const setQuantity = ({ lineId, left, refusal }: Left, wanted: number): void => {
    if (refusal !== undefined) return;
    const quantity = Math.min(left, Math.max(0, wanted));
    if (quantity === quantityOf(lineId)) return;
    const others = goods.filter((each) => each.lineId !== lineId);
    onGoods(quantity === 0 ? others : [...others, { lineId, quantity }]);
  };
  /** Weighed goods come back whole: nobody weighs a returned half against the old label. */
  const stepOf = ({ line, left }: (typeof rows)[number]): number => (line.unit === 'piece' ? Math.min(ONE_PIECE, left.left) : left.left);
  useHotkey('ArrowUp', () => setAt(Math.max(0, at - 1)));
  useHotkey('ArrowDown', () => setAt(Math.min(rows.length - 1, at + 1)));
  const pieces = chosen?.line.unit === 'piece' ? quantityOf(chosen.left.lineId) / ONE_PIECE : 0;
  useTyping(pieces === 0 ? '' : String(pieces), (text) => chosen?.line.unit === 'piece' && setQuantity(chosen.left, Number(text) * ONE_PIECE), (before, char) => (/^\d$/.test(char) ? `${before}${char}`.slice(-4) : before));
  return (
    <ol className="rows refund-goods" aria-label={say('refund.goods')} data-testid="refund-goods">
      {rows.map((row, index) => (
        <Row
          key={row.left.lineId} row={row} current={index === at} quantity={quantityOf(row.left.lineId)}
          onStep={(by) => {
            setAt(index);
            setQuantity(row.left, quantityOf(row.left.lineId) + by * stepOf(row));
          }}
        />
      ))}
    </ol>
  );
}

interface RowProps {
  readonly row: { readonly line: Found['sale']['lines'][number]; readonly left: Left };
  readonly current: boolean;
  /** Thousandths that come back. */
  readonly quantity: number;
  readonly onStep: (by: 1 | -1) => void;
}

function Row({ row: { line, left }, current, quantity, onStep }: RowProps) {
  const { say, name, lookUp } = useText();
  const much = (thousandth: number): string => (line.unit === 'piece' ? `×${thousandths(thousandth)}` : `${thousandths(thousandth)} kg`);
  const refused = left.refusal === undefined ? undefined : (lookUp(`problem.${left.refusal}`) ?? left.refusal);
  const key = (hotkey: string) => (current ? { hotkey } : {});
  return (
    <li className="row" aria-current={current || undefined} data-testid={`refund-line-${left.lineId}`} data-quantity={quantity}>
      <span className="row-main">
        <strong>{name(line)}</strong>
        <span className="quiet">
          {say('refund.sold')} {much(left.sold)}
          {left.returned > 0 && <> / {say('refund.returned')} {much(left.returned)}</>} / <Amount fen={left.amountLeft} />
        </span>
        {refused !== undefined && left.left > 0 && <span className="quiet">{refused}</span>}
      </span>
      <Button label={say('line.less')} icon="minus" bare size="small" {...key('-')} dead={quantity === 0} onPress={() => onStep(-1)} testId={`refund-less-${left.lineId}`} />
      <strong className="figures refund-count">{much(quantity)}</strong>
      <Button label={say('line.more')} icon="plus" bare size="small" {...key('+')} dead={refused !== undefined || quantity >= left.left} onPress={() => onStep(1)} testId={`refund-more-${left.lineId}`} />
    </li>
  );
}

/** What the chosen goods come to, and why that may not be refunded; null while the core has not said. */
export function useAmountOf(paymentId: string, goods: GoodsBack): AskOutput<'refund.amountOf'> | null {
  const { ask } = useDesk();
  const [counted, setCounted] = useState<{ readonly of: GoodsBack; readonly answer: AskOutput<'refund.amountOf'> } | null>(null);
  useEffect(() => {
    if (goods.length === 0) return undefined;
    let stale = false;
    const count = async (): Promise<void> => {
      const answer = await ask('refund.amountOf', { paymentId, lines: goods });
      if (!stale && answer.ok) setCounted({ of: goods, answer: answer.value });
    };
    void count();
    return () => {
      stale = true;
    };
  }, [ask, paymentId, goods]);
  return counted?.of === goods ? counted.answer : null;
}
