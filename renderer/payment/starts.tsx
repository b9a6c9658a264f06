/** Starting a tender at a wallet, with the question that comes up when the same amount was paid a moment ago. */
import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { PaymentView, TenderView } from '../../preload/contract/views.ts';
import { newRequestId, useDesk } from '../app/till.tsx';
import { Duplicate } from './Duplicate.tsx';

type Wallet = Exclude<TenderView['method'], 'cash'>;

/** `mobile`: the pay window waits for the customer's payment code. Otherwise a QR of this wallet is shown. */
interface Wish {
  readonly by: 'mobile' | Wallet;
  /** Fen. */
  readonly amount: number;
}

export interface Starts {
  readonly start: (wish: Wish) => Promise<unknown>;
  /** The same tender once more, under a new number. */
  readonly again: (payment: PaymentView) => Promise<unknown>;
}

/** The ways to start, and the question to be drawn while one is open. */
export function useStarts(): readonly [starts: Starts, question: ReactNode] {
  const { ask } = useDesk();
  const [doubted, setDoubted] = useState<Wish | null>(null);
  const send = useCallback(
    async ({ by, amount }: Wish, evenIfDuplicate: boolean): Promise<void> => {
      const answer = by === 'mobile'
        ? await ask('payment.askCode', { amount, evenIfDuplicate }, ['duplicate_suspected'])
        : await ask('payment.startQr', { requestId: newRequestId(), wallet: by, amount, evenIfDuplicate }, ['duplicate_suspected']);
      setDoubted(!answer.ok && answer.code === 'duplicate_suspected' ? { by, amount } : null);
    },
    [ask],
  );
  const starts = useMemo<Starts>(() => ({
    start: (wish) => send(wish, false),
    again: async ({ kind, wallet, amount }) => {
      const hidden = await ask('payment.show', { paymentId: null });
      if (hidden.ok) await send({ by: kind === 'barcode' ? 'mobile' : wallet, amount }, false);
    },
  }), [ask, send]);
  const question = doubted && <Duplicate amount={doubted.amount} onNo={() => setDoubted(null)} onYes={() => send(doubted, true)} />;
  return [starts, question];
}
