/** One row for each sale, payment or refund: what it is, how it stands, how much, when, and its number. */
import type { RefundRow, TrackRow } from '../../preload/contract/tracking-views.ts';
import type { PaymentView, SaleView } from '../../preload/contract/views.ts';
import { Amount } from '../components/Amount.tsx';
import { keepFocus } from '../components/Button.tsx';
import { groupedOutSn } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { MethodMark, WalletMark } from '../components/WalletMark.tsx';
import { stateWord, toneOf } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';

export const SALE_TONES: Readonly<Record<SaleView['status'], Tone>> = { open: 'wait', parked: 'check', settled: 'neutral', dropped: 'neutral' };
/** A finished refund is proved: the only green besides payments. */
export const REFUND_TONES: Readonly<Record<RefundRow['phase'], Tone>> = { sending: 'wait', unknown: 'check', accepted: 'check', done: 'proven', refused: 'neutral', abnormal: 'alarm' };

export function idOf(row: TrackRow): string {
  switch (row.kind) {
    case 'order': return row.sale.id;
    case 'payment': return row.payment.id;
    case 'refund': return row.refund.id;
  }
}

export function subjectOf(row: TrackRow): 'sale' | 'payment' | 'refund' {
  return row.kind === 'order' ? 'sale' : row.kind;
}

interface ListProps {
  readonly rows: readonly TrackRow[];
  readonly opened: string | null;
  readonly onOpen: (row: TrackRow) => void;
}

export function TrackList({ rows, opened, onOpen }: ListProps) {
  const { say } = useText();
  return (
    <ul className="payments" aria-label={say('tracking.list')}>
      {rows.map((row) => {
        const id = idOf(row);
        return (
          <li key={id}>
            <button type="button" className="payment-row" aria-current={id === opened || undefined} onMouseDown={keepFocus} onClick={() => onOpen(row)} data-testid={`tracked-${id}`}><RowFace row={row} /></button>
          </li>
        );
      })}
    </ul>
  );
}

function RowFace({ row }: { readonly row: TrackRow }) {
  switch (row.kind) {
    case 'order': return <SaleFace sale={row.sale} cashier={row.cashier} />;
    case 'payment': return <PaymentFace payment={row.payment} />;
    case 'refund': return <RefundFace refund={row.refund} />;
  }
}

function SaleFace({ sale, cashier }: { readonly sale: SaleView; readonly cashier: string }) {
  const { say, name, dateTime } = useText();
  const [first] = sale.lines;
  return (
    <>
      <span className="row-line"><StateBadge tone={SALE_TONES[sale.status]} word={say(`sale.state.${sale.status}`)} />{[...new Set(sale.tenders.map(({ method }) => method))].map((method) => <MethodMark key={method} method={method} size={1.25} />)}</span>
      <Amount fen={sale.totals.total} />
      <span className="quiet payment-row-goods"><span className="code">{sale.receiptNo}</span>{first && <> / {name(first)}</>}</span>
      <span className="quiet">{cashier} {dateTime(sale.openedAt)}</span>
    </>
  );
}

function PaymentFace({ payment }: { readonly payment: PaymentView }) {
  const texts = useText();
  return (
    <>
      <span className="row-line"><WalletMark wallet={payment.wallet} size={1.25} /><StateBadge tone={toneOf(payment)} word={stateWord(payment, texts)} /></span>
      <Amount fen={payment.amount} />
      <span className="quiet payment-row-numbers"><span className="code">{groupedOutSn(payment.outSn)}</span> / {payment.receiptNo}</span>
      <span className="quiet">{texts.dateTime(payment.createdAt)}</span>
    </>
  );
}

function RefundFace({ refund }: { readonly refund: RefundRow }) {
  const { say, dateTime } = useText();
  return (
    <>
      <span className="row-line"><WalletMark wallet={refund.wallet} size={1.25} /><StateBadge tone={refund.unresolvedAt === undefined ? REFUND_TONES[refund.phase] : 'alarm'} word={say(`refundPhase.${refund.phase}`)} /></span>
      <Amount fen={-refund.amount} />
      <span className="quiet payment-row-numbers"><span className="code">{refund.outRefundNo}</span> / {say(`refundReason.${refund.reason}`)}</span>
      <span className="quiet">{dateTime(refund.createdAt)}</span>
    </>
  );
}
