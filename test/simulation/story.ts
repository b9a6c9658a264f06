/** What happened to one sale, from the journal and from the providers' own records, for whoever has to find the mistake. */
import type { JournalSubject, Ledger } from '../../main/ports.ts';
import type { Providers } from './judge.ts';

export function tellStory(ledger: Ledger, providers: Providers, saleId: string): string[] {
  const payments = ledger.paymentsOfSale(saleId);
  const subjects: [JournalSubject, string][] = [['sale', saleId]];
  for (const payment of payments) {
    subjects.push(['payment', payment.id], ...ledger.refundsOfPayment(payment.id).map((refund): [JournalSubject, string] => ['refund', refund.id]));
  }
  const entries = subjects.flatMap(([subject, id]) => ledger.history(subject, id)).sort((a, b) => a.seq - b.seq);
  const lines = entries.map(({ seq, at, subject, subjectId, by, note, event }) => `${seq} ${clock(at)} ${subject} ${subjectId} ${note} by ${by} ${shortened(event)}`);
  for (const payment of payments) {
    const order = providers[payment.wallet].orders.get(payment.outTradeNo);
    lines.push(`books    ${payment.id} ${payment.wallet} ${payment.kind} ${payment.amount} ${JSON.stringify(pick(payment))}`);
    lines.push(`provider ${payment.id} ${order ? JSON.stringify({ ...order, refunds: [...order.refunds] }) : 'knows no such order'}`);
    for (const refund of ledger.refundsOfPayment(payment.id)) lines.push(`books    refund ${refund.id} ${refund.amount} ${refund.reason} ${refund.phase}`);
  }
  lines.push(`books    sale ${JSON.stringify(ledger.sale(saleId))}`);
  return lines;
}

function pick({ phase, proof, exceptions, released, voided, asks, cancels, cancelsDone, call, wakeAt }: ReturnType<Ledger['paymentsOfSale']>[number]) {
  return { phase, proof, exceptions, released, voided, asks, cancels, cancelsDone, call, wakeAt };
}

function shortened(event: unknown): string {
  return event === undefined ? '' : JSON.stringify(event).slice(0, 160);
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
