/** The foot of the sale: what is to be paid, as large as it can be, and the ways to pay it, each with its key. */
import { memo } from 'react';
import type { SaleView } from '../../preload/contract/views.ts';
import type { Till } from '../app/feed.ts';
import { useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

/** The keys of the ways to pay, wherever they are offered. */
export const TENDER_KEYS = { mobile: 'F9', alipay: 'F10', wechat: 'F11', cash: 'F12' } as const;

interface BarProps {
  readonly sale: SaleView | null;
  readonly methods: Till['methods'];
  readonly onTender: (method: keyof typeof TENDER_KEYS) => Promise<unknown>;
  /** Only a part of what is due. */
  readonly onPart: () => void;
  /** Something is open over the sale, or a payment runs. */
  readonly blocked: boolean;
}

export const TenderBar = memo(function TenderBar({ sale, methods, onTender, onPart, blocked }: BarProps) {
  const { say } = useText();
  const { busy, run } = useOnce();
  const payable = sale?.can.pay ?? false;
  return (
    <footer className="tender-bar">
      <div className="totals-side">
        <Totals sale={sale} />
        <Button label={say('part.title')} kind="quiet" hotkey="F5" dead={!payable || blocked} onPress={onPart} testId="pay-part" />
      </div>
      <div className="tender-keys" role="group" aria-label={say('tender.name')}>
        {methods.map(({ method, enabled, why }) => {
          const reason = enabled ? undefined : say(`why.${why ?? 'not_set_up'}`);
          return (
            <Button
              key={method} label={say(`method.${method}`)} note={say(`method.${method}.note`)} hotkey={TENDER_KEYS[method]} size="tile" kind={method === 'mobile' ? 'primary' : 'plain'}
              mark={<MethodMark method={method} />} dead={!payable || busy || blocked} {...(reason === undefined ? {} : { why: reason })}
              onPress={() => run(() => onTender(method))} testId={`tender-${method}`}
            />
          );
        })}
      </div>
    </footer>
  );
});

function Totals({ sale }: { readonly sale: SaleView | null }) {
  const { say } = useText();
  const totals = sale?.totals;
  const discount = (totals?.lineDiscounts ?? 0) + (totals?.saleDiscount ?? 0);
  const partly = totals !== undefined && totals.covered > 0;
  return (
    <div className="totals">
      <div className="totals-small">
        <span>{say('totals.pieces', { count: sale?.pieces ?? 0 })}</span>
        {discount > 0 && <span>{say('totals.discount')} −¥ {yuanText(discount)}</span>}
        {totals !== undefined && totals.rounding > 0 && <span>{say('totals.rounding')} −¥ {yuanText(totals.rounding)}</span>}
        {partly && <span>{say('totals.total')} ¥ {yuanText(totals.total)}</span>}
        {partly && <span>{say('totals.covered')} ¥ {yuanText(totals.covered)}</span>}
      </div>
      <div className="totals-due">
        <span className="totals-word">{partly ? say('totals.due') : say('totals.total')}</span>
        <Amount fen={partly ? totals.due : (totals?.total ?? 0)} size="huge" testId="total" />
      </div>
    </div>
  );
}
