/** The sale: goods on the left, ways to add goods on the right, what is due and how to pay it at the foot. */
import { useCallback, useMemo, useState } from 'react';
import type { NoticeView, ProductView, TenderView } from '../../preload/contract/views.ts';
import type { Till } from '../app/feed.ts';
import { newRequestId, useDesk, useOnce, useTime } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { ProblemStrip } from '../components/Toast.tsx';
import { yuanText } from '../money/yuan.ts';
import { AskFirst } from '../payment/AskFirst.tsx';
import { CashWindow } from '../payment/CashWindow.tsx';
import type { Starts } from '../payment/starts.tsx';
import { useText } from '../text/text.tsx';
import { Basket } from './Basket.tsx';
import type { BasketActs } from './Basket.tsx';
import { NoticeLine } from './NoticeLine.tsx';
import { AmountWindow, DiscountWindow, QuantityWindow } from './NumberWindows.tsx';
import { Parked } from './Parked.tsx';
import { PartWindow } from './PartWindow.tsx';
import { Products } from './Products.tsx';
import { TenderBar } from './TenderBar.tsx';
import { Tenders } from './Tenders.tsx';

type Open =
  | { readonly what: 'cash' | 'part' | 'amount' | 'discount' | 'parked' | 'drop' }
  | { readonly what: 'quantity' | 'lineDiscount'; readonly lineId: string }
  | { readonly what: 'weight'; readonly product: ProductView }
  | { readonly what: 'void'; readonly tender: TenderView };

/** How long a notice stays beside the goods, ms. */
const NOTICE_MS = 15_000;
const NO_LINES: readonly never[] = [];

export function Checkout({ till, starts }: { readonly till: Till; readonly starts: Starts }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { run, busy } = useOnce();
  const [open, setOpen] = useState<Open | null>(null);
  const close = useCallback(() => setOpen(null), []);
  const { sale } = till;
  const lines = sale?.lines ?? NO_LINES;
  const frozen = sale?.frozen !== undefined;
  const [chosen, choose] = useChosen(lines);

  const acts = useMemo<BasketActs>(() => ({
    choose,
    stepQuantity: (lineId, by) => void ask('sale.stepQuantity', { lineId, by }),
    askQuantity: (lineId) => setOpen({ what: 'quantity', lineId }),
    askDiscount: (lineId) => setOpen({ what: 'lineDiscount', lineId }),
    remove: (lineId) => void ask('sale.removeLine', { lineId }),
  }), [ask, choose]);

  const due = sale?.totals.due ?? 0;
  const onTender = useCallback(async (method: Till['methods'][number]['method']): Promise<unknown> => {
    if (method === 'cash') return setOpen({ what: 'cash' });
    return starts.start({ by: method, amount: due });
  }, [starts, due]);
  const onVoid = useCallback((tender: TenderView) => setOpen({ what: 'void', tender }), []);
  const onPart = useCallback(() => setOpen({ what: 'part' }), []);
  const onKeyAmount = useCallback(() => setOpen({ what: 'amount' }), []);
  const onWeigh = useCallback((product: ProductView) => setOpen({ what: 'weight', product }), []);

  return (
    <main className="checkout">
      <section className="sale" aria-label={say('sale.name')}>
        <div className="sale-head">
          <h2>{sale ? say('sale.receipt', { number: sale.receiptNo }) : say('sale.none')}</h2>
          <Button label={say('sale.discount')} kind="quiet" size="small" hotkey="Ctrl+D" dead={lines.length === 0 || frozen} onPress={() => setOpen({ what: 'discount' })} testId="sale-discount" />
          <Button label={say('sale.park')} kind="quiet" size="small" hotkey="F6" dead={!sale?.can.park || busy} onPress={() => run(() => ask('sale.park', {}))} testId="park" />
          <Button label={till.parked.length > 0 ? say('sale.recallCount', { count: till.parked.length }) : say('sale.recall')} kind="quiet" size="small" hotkey="F7" onPress={() => setOpen({ what: 'parked' })} testId="recall" />
          <Button label={say('sale.drop')} kind="quiet" size="small" hotkey="Ctrl+Delete" dead={!sale?.can.drop} onPress={() => setOpen({ what: 'drop' })} testId="drop" />
        </div>
        <Basket lines={lines} chosen={chosen} frozen={sale?.frozen} acts={acts} />
        {sale && <Tenders tenders={sale.tenders} voidable={sale.status === 'open'} onVoid={onVoid} />}
        <FreshNotice notice={till.notice} />
        <ProblemStrip />
      </section>
      <Products quickKeys={till.quickKeys} frozen={frozen && sale?.status === 'open'} onKeyAmount={onKeyAmount} onWeigh={onWeigh} />
      <TenderBar sale={sale} methods={till.methods} onTender={onTender} onPart={onPart} blocked={open !== null || till.awaitingCode !== null || sale?.frozen === 'payment_running'} />
      <OpenWindow open={open} till={till} starts={starts} onClose={close} />
    </main>
  );
}

/** The row that the keys work on: the one chosen since the last row came or went, otherwise the newest. */
function useChosen(lines: readonly { readonly id: string }[]): [string | null, (lineId: string) => void] {
  const [choice, setChoice] = useState<{ readonly lineId: string; readonly newest: string | null; readonly count: number } | null>(null);
  const newest = lines.at(-1)?.id ?? null;
  const count = lines.length;
  const choose = useCallback((lineId: string) => setChoice({ lineId, newest, count }), [newest, count]);
  return [choice?.newest === newest && choice.count === count ? choice.lineId : newest, choose];
}

function FreshNotice({ notice }: { readonly notice: NoticeView | null }) {
  const now = useTime(1000);
  return <div className="sale-notice">{notice && now - notice.at < NOTICE_MS && <NoticeLine notice={notice} />}</div>;
}

interface OpenProps {
  readonly open: Open | null;
  readonly till: Till;
  readonly starts: Starts;
  readonly onClose: () => void;
}

function OpenWindow({ open, till, starts, onClose }: OpenProps) {
  const { ask } = useDesk();
  const { say, name } = useText();
  const { sale } = till;
  if (!open) return null;
  const then = async (work: Promise<{ readonly ok: boolean }>): Promise<void> => {
    if ((await work).ok) onClose();
  };
  const startPart = async (by: Parameters<Starts['start']>[0]['by'], amount: number): Promise<void> => {
    onClose();
    await starts.start({ by, amount });
  };
  switch (open.what) {
    case 'cash':
      return sale && sale.totals.due > 0 ? <CashWindow due={sale.totals.due} onClose={onClose} /> : null;
    case 'part':
      return sale && sale.totals.due > 0 ? <PartWindow due={sale.totals.due} methods={till.methods} onClose={onClose} onPart={startPart} /> : null;
    case 'amount':
      return <AmountWindow title={say('keyAmount.title')} onClose={onClose} onAmount={(amount) => then(ask('sale.keyAmount', { amount, name: '' }))} />;
    case 'weight':
      return <QuantityWindow title={say('weight.title', { name: name(open.product) })} unit="kg" onClose={onClose} onQuantity={(quantity) => then(ask('sale.addProduct', { productId: open.product.id, quantity }))} />;
    case 'discount':
      return <DiscountWindow title={say('discount.sale')} now={sale?.totals.saleDiscount ?? 0} onClose={onClose} onDiscount={(discount) => then(ask('sale.setDiscount', { discount }))} />;
    case 'parked':
      return <Parked parked={till.parked} onClose={onClose} />;
    case 'drop':
      return (
        <AskFirst title={say('drop.title')} yes={say('drop.yes')} no={say('drop.no')} tone="alarm" onNo={onClose} onYes={() => then(ask('sale.drop', {}))}>
          <p>{say('drop.text', { count: sale?.lines.length ?? 0, amount: yuanText(sale?.totals.total ?? 0) })}</p>
        </AskFirst>
      );
    case 'quantity':
    case 'lineDiscount': {
      const line = sale?.lines.find(({ id }) => id === open.lineId);
      if (!line) return null;
      const { id: lineId } = line;
      return open.what === 'quantity'
        ? <QuantityWindow title={say('quantity.title', { name: name(line) })} unit={line.unit} onClose={onClose} onQuantity={(quantity) => then(ask('sale.setQuantity', { lineId, quantity }))} />
        : <DiscountWindow title={say('discount.line', { name: name(line) })} now={line.discount} onClose={onClose} onDiscount={(discount) => then(ask('sale.setLineDiscount', { lineId, discount }))} />;
    }
    case 'void':
      return <VoidQuestion tender={open.tender} onClose={onClose} />;
  }
}

/** Says what a void does before it is asked for. One opening of the question is one wish, sent under one id. */
function VoidQuestion({ tender, onClose }: { readonly tender: TenderView; readonly onClose: () => void }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [requestId] = useState(newRequestId);
  const { id: cashId, paymentId, amount, method } = tender;
  const giveBack = async (): Promise<void> => {
    if (paymentId === undefined) await ask('payment.giveBackCash', { cashId });
    else await ask('payment.void', { requestId, paymentId });
    onClose();
  };
  return (
    <AskFirst title={say('void.title')} amount={amount} yes={say('void.yes')} no={say('void.no')} tone="alarm" onNo={onClose} onYes={giveBack}>
      {method === 'cash' ? <p>{say('void.cash', { amount: yuanText(amount) })}</p> : (
        <>
          <p>{say('void.text', { amount: yuanText(amount), wallet: say(`method.${method}`) })}</p>
          <p>{say('void.text2')}</p>
        </>
      )}
    </AskFirst>
  );
}
