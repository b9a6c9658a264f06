// A till that is killed at any moment loses no money and takes none twice: real processes, real SIGKILL, the real file, real
// HTTP against providers that live on. `npm run test:kill` does the same two hundred times.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Books } from './books.ts';
import { compare } from './comparison.ts';
import type { ProvidersTruth, Verdict } from './comparison.ts';
import { cutPower } from './power-cuts.ts';
import type { Outcome } from './power-cuts.ts';

const KILLS = 10;

let outcome: Outcome;
beforeAll(async () => {
  outcome = await cutPower({ kills: KILLS, seed: 'every test run' });
}, 120_000);

describe('a till killed ten times in the middle of its work', () => {
  it('has lost nothing, taken nothing twice and left nothing open', () => {
    expect(outcome.findings).toEqual([]);
    expect(outcome.kills).toHaveLength(KILLS);
    expect(outcome.books.payments.filter(({ phase }) => phase === 'paid').length).toBeGreaterThan(0);
  });

  it('had a whole file, a whole chain and true states after every kill and every restart', () => {
    // Each kill leaves a body; a life that was killed before it opened has no restart to prove.
    expect(outcome.proofs).toBeGreaterThan(KILLS);
    expect(outcome.audit).toMatchObject({ integrity: 'ok', chainBreak: undefined, differing: [] });
  });
});

describe('the comparison can fail', () => {
  const verdicts = (books: Books, truth: ProvidersTruth): Verdict[] => [...new Set(compare(books, truth).map(({ verdict }) => verdict))];

  it('a till that forgot an hour of its books is caught: the providers hold money that it does not know', async () => {
    const { findings } = await cutPower({ kills: 2, seed: 'forgets', forget: true });
    expect(findings.map(({ verdict }) => verdict)).toContain('lost');
  }, 60_000);

  it('one payment missing in the books is lost money', () => {
    const { books, truth } = outcome;
    const kept = truth.trades[firstKept(truth)]?.outTradeNo;
    expect(verdicts({ ...books, payments: books.payments.filter(({ outTradeNo }) => outTradeNo !== kept) }, truth)).toEqual(['lost']);
  });

  it('one order taken a second time under another number is caught', () => {
    const { books, truth } = outcome;
    const trades = truth.trades.flatMap((trade, index) => (index === firstKept(truth) ? [trade, { ...trade, outTradeNo: `${trade.outTradeNo}B` }] : [trade]));
    expect(verdicts(books, { ...truth, trades })).toEqual(['lost']);
  });

  it('a second charge that the books do know is still a doubled sale', () => {
    const { books, truth } = outcome;
    const number = truth.trades[firstKept(truth)]?.outTradeNo;
    const twice = <T extends { readonly outTradeNo: string }>(list: readonly T[]): T[] =>
      list.flatMap((item) => (item.outTradeNo === number ? [item, { ...item, id: 'twin', outTradeNo: `${number}B` }] : [item]));
    expect(verdicts({ ...books, payments: twice(books.payments) }, { ...truth, trades: twice(truth.trades) })).toEqual(['doubled']);
  });

  it('money that went back and is still claimed is caught', () => {
    const { books, truth } = outcome;
    const trades = truth.trades.map((trade, index) => (index === firstKept(truth) ? { ...trade, refundedFen: trade.refundedFen + 1 } : trade));
    expect(verdicts(books, { ...truth, trades })).toEqual(['lost']);
  });

  it('a payment that nobody looks after any more is unresolved', () => {
    const { books, truth } = outcome;
    const payments = books.payments.map((payment, index) => (index === 0 ? { ...payment, wakeAt: 1 } : payment));
    expect(verdicts({ ...books, payments }, truth)).toEqual(['unresolved']);
  });

  it('a receipt that came out twice is caught', () => {
    const { books, truth } = outcome;
    const [receiptNo = ''] = truth.printed.keys();
    expect(verdicts(books, { ...truth, printed: new Map([[receiptNo, 2]]) })).toEqual(['doubled']);
  });

  /** Place of an order that was paid and of which nothing was given back. */
  function firstKept({ trades }: ProvidersTruth): number {
    return trades.findIndex((trade) => trade.capturedFen > 0 && trade.refundedFen === 0);
  }
});
