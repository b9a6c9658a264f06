/** X of the open shift, or the Z of a closed one: the same figures that are printed, with nothing unsettled left out. */
import { useEffect, useState } from 'react';
import type { ShiftReportView } from '../../preload/contract/shift-views.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { EmptyState, groupedOutSn } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { useText } from '../text/text.tsx';
import { useBarred } from './barred.ts';

export function ShiftReport({ shiftId }: { readonly shiftId?: string }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [report, setReport] = useState<ShiftReportView | null>(null);
  const { busy, run } = useOnce();
  const of = shiftId ?? '';
  const barred = useBarred('reports') !== undefined;
  useEffect(() => {
    if (barred) return undefined;
    let stale = false;
    const load = async (): Promise<void> => {
      const answer = await ask('shift.report', of === '' ? {} : { shiftId: of });
      if (!stale && answer.ok) setReport(answer.value.report);
    };
    void load();
    return () => {
      stale = true;
    };
  }, [ask, of, barred]);
  if (barred) return <EmptyState icon="list" title={say('report.barred')}>{say('report.barredText')}</EmptyState>;
  if (!report) return null;
  return (
    <div className="report-frame">
      <ReportFigures report={report} />
      <div className="acts"><Button label={report.kind === 'z' ? say('shift.z') : say('shift.x')} icon="printer" hotkey="Ctrl+P" dead={busy} onPress={() => run(() => ask('shift.print', of === '' ? {} : { shiftId: of }))} testId="shift-print" /></div>
    </div>
  );
}

export function ReportFigures({ report }: { readonly report: ShiftReportView }) {
  const { say, dateTime } = useText();
  const { sales, drawer, voids } = report;
  const money = (name: string, fen: number | null) => <div key={name}><dt>{name}</dt><dd>{fen === null ? <span className="quiet">{say('report.hidden')}</span> : <Amount fen={fen} />}</dd></div>;
  const count = (name: string, figure: number) => <div key={name}><dt>{name}</dt><dd className="figures">{figure}</dd></div>;
  return (
    <div className="report" data-testid="shift-report" data-kind={report.kind}>
      <h3>{report.number === null ? 'X' : say('shift.number', { number: report.number })} <span className="quiet">{say('shift.since', { name: report.openedBy, time: dateTime(report.openedAt) })}</span></h3>
      <Unsettled report={report} />
      <div className="report-columns">
        <section>
          <h4>{say('report.sales')} <span className="quiet">{say('report.count', { count: sales.count })}</span></h4>
          <dl className="figures-list">
            {money(say('report.gross'), sales.gross)}
            {money(say('report.discounts'), -(sales.lineDiscounts + sales.saleDiscounts))}
            {sales.rounding > 0 && money(say('report.rounding'), -sales.rounding)}
            {money(say('report.total'), sales.total)}
            {count(say('report.voids'), voids.count)}
            {count(say('report.removed'), sales.linesRemoved)}
            {count(say('report.dropped'), sales.dropped)}
            {count(say('report.copies'), sales.copies)}
          </dl>
        </section>
        <section>
          <h4>{say('report.drawer')}</h4>
          <dl className="figures-list">
            {money(say('shift.float'), drawer.float)}
            {money(say('report.in'), drawer.in)}
            {money(say('report.out'), -drawer.out)}
            {money(say('shift.expected'), drawer.expected)}
            {drawer.counted !== null && money(say('shift.counted'), drawer.counted)}
            {drawer.difference !== null && money(say('shift.difference'), drawer.difference)}
            {count(say('report.openings'), drawer.openings)}
          </dl>
        </section>
      </div>
      <table className="report-methods">
        <thead><tr><th scope="col">{say('report.methods')}</th><th scope="col">{say('report.total')}</th><th scope="col">{say('report.refunded')}</th><th scope="col">{say('report.net')}</th></tr></thead>
        <tbody>
          {report.methods.map(({ method, count: times, amount, refunded, net }) => (
            <tr key={method}>
              <th scope="row"><MethodMark method={method} size={1.25} /> {say(`method.${method}`)} <span className="quiet">×{times}</span></th>
              <td>{amount === null ? say('report.hidden') : <Amount fen={amount} />}</td><td><Amount fen={-refunded} /></td><td>{net === null ? say('report.hidden') : <Amount fen={net} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">{say('report.anchor')} <span className="code">{report.anchor}</span></p>
    </div>
  );
}

/** What is not settled has a place of its own, also when it is empty: nothing can hide here. */
function Unsettled({ report }: { readonly report: ShiftReportView }) {
  const { say, time } = useText();
  const groups = [
    ['report.forced', report.forced, 'check'], ['report.unfinished', report.unfinished, 'check'], ['report.late', report.late, 'alarm'], ['report.inherited', report.inherited, 'neutral'],
  ] as const satisfies readonly (readonly [string, ShiftReportView['forced'], Tone])[];
  return (
    <div className="report-unsettled">
      {groups.map(([name, payments, tone]) => (
        <section key={name}>
          <h4>{say(name)}</h4>
          {payments.length === 0 ? <p className="quiet">{say('report.nothing')}</p> : (
            <ul>{payments.map((payment) => <li key={payment.paymentId}><StateBadge tone={tone} word={say(`method.${payment.wallet}`)} /> <Amount fen={payment.amount} /> <span className="code quiet">{groupedOutSn(payment.outSn)} {time(payment.at)}</span></li>)}</ul>
          )}
        </section>
      ))}
      {report.openRefunds.length > 0 && (
        <section>
          <h4>{say('report.openRefunds')}</h4>
          <ul>{report.openRefunds.map((refund) => <li key={refund.refundId}><StateBadge tone="check" word={say(`method.${refund.wallet}`)} /> <Amount fen={refund.amount} /> <span className="code quiet">{refund.outRefundNo}</span></li>)}</ul>
        </section>
      )}
    </div>
  );
}
