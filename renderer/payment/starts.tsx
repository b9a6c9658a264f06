/** Starting a tender at a wallet, with the question that comes up when the same amount was paid a moment ago. */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import type { PaymentView, TenderView } from '../../preload/contract/views.ts';
import { newRequestId, useDesk } from '../app/till.tsx';
import { Duplicate } from './Duplicate.tsx';

type Wallet = Exclude<TenderView['method'], 'cash'>;

export interface Starts {
  /** Opens the pay window that waits for the customer's payment code. Amount in fen; what is due when absent. */
  mobile(amount?: number): Promise<unknown>;
  qr(wallet: Wallet, due: number, amount?: number): Promise<unknown>;
  again(payment: PaymentView): Promise<unknown>;
  /** The question to be drawn, if one is open. */
  readonly question: ReactNode;
}

export function useStarts(): Starts {
  const { ask } = useDesk();
  const [doubted, setDoubted] = useState<{ readonly wallet: Wallet; readonly due: number; readonly amount: number | undefined } | null>(null);
  const mobile = useCallback((amount?: number) => ask('payment.askCode', amount === undefined ? {} : { amount }), [ask]);
  const start = useCallback(
    async (wallet: Wallet, due: number, amount: number | undefined, evenIfDuplicate: boolean) => {
      const answer = await ask('payment.startQr', { requestId: newRequestId(), wallet, ...(amount === undefined ? {} : { amount }), evenIfDuplicate }, ['duplicate_suspected']);
      setDoubted(!answer.ok && answer.code === 'duplicate_suspected' ? { wallet, due, amount } : null);
    },
    [ask],
  );
  const qr = useCallback((wallet: Wallet, due: number, amount?: number) => start(wallet, due, amount, false), [start]);
  const again = useCallback(
    async (payment: PaymentView) => {
      const hidden = await ask('payment.show', { paymentId: null });
      if (!hidden.ok) return;
      await (payment.kind === 'barcode' ? mobile(payment.amount) : qr(payment.wallet, payment.amount, payment.amount));
    },
    [ask, mobile, qr],
  );
  const question = doubted && (
    <Duplicate amount={doubted.amount ?? doubted.due} onNo={() => setDoubted(null)} onYes={() => start(doubted.wallet, doubted.due, doubted.amount, true)} />
  );
  return { mobile, qr, again, question };
}
