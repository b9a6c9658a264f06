/** The life of a sale, a payment or a refund, step by step: when, who, what, and the provider's own words for support. */
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { TimelineRow, TrackRow } from '../../preload/contract/tracking-views.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Fact } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { WalletMark } from '../components/WalletMark.tsx';
import { PaymentNumbers } from '../payment/PaymentNumbers.tsx';
import { stateWord, toneOf } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';
import { idOf, REFUND_TONES, SALE_TONES } from './TrackList.tsx';

const NOTE_TONES: Readonly<Record<string, Tone>> = {
  paid: 'proven', paid_after_all: 'proven', proved: 'proven', late: 'alarm', contradicted: 'alarm', mismatch: 'alarm', unknown: 'check', no_answer: 'check',
  refused: 'check', cancel_unproved: 'check', not_found_yet: 'check', forced: 'check', abnormal: 'alarm', unresolved: 'alarm', failed: 'check', given_up: 'alarm',
};

interface TimelineProps {
  readonly row: TrackRow;
  readonly history: AskOutput<'tracking.timeline'>;
  readonly onRefund: (number: string) => void;
  /** Something was asked for that may change what is shown. */
  readonly onChange: () => void;
}

export function Timeline({ row, history, onRefund, onChange }: TimelineProps) {
  const { say } = useText();
  return (
    <section className="timeline" aria-label={say('timeline.name')} data-testid="timeline" data-kind={row.kind} data-id={idOf(row)}>
      <Head row={row} />
      <div className="acts acts-start"><Acts row={row} onRefund={onRefund} onChange={onChange} /></div>
      <ol className="history">{history.rows.map((line) => <Step key={line.seq} line={line} />)}</ol>
    </section>
  );
}

function Head({ row }: { readonly row: TrackRow }) {
  const texts = useText();
  const { say, lookUp, name, dateTime } = texts;
  switch (row.kind) {
    case 'payment': {
      const { payment } = row;
      return (
        <>
          <div className="timeline-head"><WalletMark wallet={payment.wallet} /><Amount fen={payment.amount} size="large" /><StateBadge tone={toneOf(payment)} word={stateWord(payment, texts)} large /></div>
          <PaymentNumbers payment={payment} dated />
        </>
      );
    }
    case 'order': {
      const { sale } = row;
      return (
        <>
          <div className="timeline-head"><Amount fen={sale.totals.total} size="large" /><StateBadge tone={SALE_TONES[sale.status]} word={say(`sale.state.${sale.status}`)} large /></div>
          <dl className="facts"><Fact name={say('refund.sale')} code>{sale.receiptNo}</Fact><Fact name={say('fact.startedAt')}>{dateTime(sale.openedAt)}</Fact></dl>
          <ul className="refund-lines">{sale.lines.map((line) => <li key={line.id}><span>{name(line)}</span><Amount fen={line.total} /></li>)}</ul>
        </>
      );
    }
    case 'refund': {
      const { refund } = row;
      return (
        <>
          <div className="timeline-head"><WalletMark wallet={refund.wallet} /><Amount fen={-refund.amount} size="large" /><StateBadge tone={REFUND_TONES[refund.phase]} word={say(`refundPhase.${refund.phase}`)} large /></div>
          <dl className="facts"><Fact name={say('fact.outRefundNo')} code>{refund.outRefundNo}</Fact><Fact name={say('fact.outTradeNo')} code>{refund.outTradeNo}</Fact><Fact name={say('refund.sale')} code>{refund.receiptNo}</Fact></dl>
          {refund.failureCode !== undefined && <p className="why">{lookUp(`failure.${refund.failureCode}`) ?? refund.failureCode}</p>}
        </>
      );
    }
  }
}

function Acts({ row, onRefund, onChange }: Pick<TimelineProps, 'row' | 'onRefund' | 'onChange'>) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  switch (row.kind) {
    case 'order':
      return <>{row.can.print && <Button label={say('tracking.print')} icon="printer" hotkey="Ctrl+P" dead={busy} onPress={() => run(() => ask('receipt.print', { saleId: row.sale.id }))} testId="tracking-print" />}</>;
    case 'payment': {
      const { payment } = row;
      const check = async (): Promise<void> => {
        await ask('payment.check', { paymentId: payment.id });
        onChange();
      };
      return (
        <>
          {payment.can.check && <Button label={say('act.check')} hotkey="F5" dead={busy} onPress={() => run(check)} testId="tracking-check" />}
          {payment.can.refund && <Button label={say('act.refund')} hotkey="F4" icon="back" onPress={() => onRefund(payment.outTradeNo)} testId="tracking-refund" />}
        </>
      );
    }
    case 'refund': {
      const { refund } = row;
      const retry = async (): Promise<void> => {
        await ask('refund.retry', { refundId: refund.id });
        onChange();
      };
      return (
        <>
          {refund.can.retry && <Button label={say('tracking.retry')} hotkey="F5" dead={busy} onPress={() => run(retry)} testId="tracking-retry" />}
          <Button label={say('tracking.printRefund')} icon="printer" hotkey="Ctrl+P" dead={busy} onPress={() => run(() => ask('receipt.printRefund', { refundId: refund.id }))} testId="tracking-print-refund" />
        </>
      );
    }
  }
}

function Step({ line }: { readonly line: TimelineRow }) {
  const texts = useText();
  const { say, time } = texts;
  const provider = [line.providerCode, line.providerText].filter((word) => word !== undefined).join(' ');
  return (
    <li className="history-step" data-tone={NOTE_TONES[bareNote(line.note)] ?? 'neutral'}>
      <time className="figures">{time(line.at)}</time>
      <div>
        <p className="history-note">{noteWords(line.note, texts, line.subject)}</p>
        <p className="quiet history-trace">
          <span>{line.byName === '' ? say('by.till') : line.byName}</span>
          {line.call !== undefined && <span>{say(`call.${line.call}`)}</span>}
          {line.ms !== undefined && <span className="figures">{line.ms} ms</span>}
          {line.status !== undefined && <span className="code">HTTP {line.status}</span>}
          {provider !== '' && <span className="code">{provider}</span>}
          {line.requestId !== undefined && <span className="code">{line.requestId}</span>}
        </p>
      </div>
    </li>
  );
}

/** Notes of refunds come as `refund_<note>`, all others bare. */
function bareNote(note: string): string {
  return note.replace(/^(refund|payment)[._]/, '');
}

const TABLES: Readonly<Record<TimelineRow['subject'], string>> = { sale: 'saleNote', payment: 'note', refund: 'refundNote', print: 'printNote' };

/** The sentence of a step; a word that has none is shown as it is, because history hides nothing. */
export function noteWords(note: string, { lookUp }: Pick<Texts, 'lookUp'>, subject: TimelineRow['subject'] = 'payment'): string {
  const bare = bareNote(note);
  const table = note.startsWith('refund') && bare !== note ? 'refundNote' : TABLES[subject];
  return lookUp(`${table}.${bare}`) ?? lookUp(`note.${bare}`) ?? lookUp(`refundNote.${bare}`) ?? note;
}
