// The model found these: later looks that were lost, and a payment that could never end. Each is the shortest way to it.
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decide, newPayment } from '../../main/domain/payment-decide.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { Payment, PaymentKind } from '../../main/domain/payment.ts';
import type { PaymentEvent } from '../../main/domain/payment-events.ts';

const BEGAN = 1_800_000_000_000;
const MINUTE = 60_000;
const SILENT = { kind: 'uncertain', failure: { code: 'timeout' } } as const;

function began(kind: PaymentKind): Payment {
  return newPayment({
    id: 'p', saleId: 's', wallet: 'alipay', kind, amount: fen(500), outTradeNo: 'GTM00110444007', outSn: '00110444007', subject: 'x',
    cashierId: 'c', tillId: 't', at: BEGAN,
  }, DEFAULT_RULES);
}

function after(payment: Payment, ...events: readonly PaymentEvent[]): Payment {
  return events.reduce((now, event) => decide(now, event, DEFAULT_RULES).payment, payment);
}

const at = BEGAN + 1_000;

/** A QR that nobody scanned, cancelled: the provider knows no such order, and is asked again three times. */
function unscanned(): Payment {
  return after(
    began('qr'), { type: 'started', at: BEGAN }, { type: 'precreate_answered', at, answer: { kind: 'ready', qrText: 'q' } },
    { type: 'cancel_asked', at, by: 'c' }, { type: 'query_answered', at, answer: { kind: 'absent' } },
    { type: 'cancel_answered', at, answer: { kind: 'done', effect: 'nothing_there' } }, { type: 'query_answered', at, answer: { kind: 'absent' } },
  );
}

describe('later looks at "no such order"', () => {
  it('a cashier who checks twice while the network is away does not use up the later looks', () => {
    const twice = after(
      unscanned(), { type: 'check_asked', at, by: 'c' }, { type: 'query_answered', at, answer: SILENT },
      { type: 'check_asked', at, by: 'c' }, { type: 'query_answered', at, answer: { kind: 'absent' } },
    );
    expect(twice.rechecksLeft).toBe(DEFAULT_RULES.alipay.qr.recheckMs.length);
    expect(twice.wakeAt).toBe(at + MINUTE);
  });

  it('a till that dies during a check does not lose the later looks', () => {
    const again = after(
      unscanned(), { type: 'check_asked', at, by: 'c' }, { type: 'restarted', at }, { type: 'check_asked', at, by: 'c' },
      { type: 'query_answered', at, answer: { kind: 'absent' } },
    );
    expect(again.wakeAt).toBe(at + MINUTE);
  });
});

describe('a cancel that is on its way while the bill says paid', () => {
  const cancelling = after(
    began('barcode'), { type: 'started', at: BEGAN }, { type: 'cancel_asked', at, by: 'c' }, { type: 'pay_answered', at, answer: { kind: 'waiting' } },
  );
  const proved = after(cancelling, { type: 'bill_read', at, evidence: { kind: 'paid', tradeNo: '1' } });
  const stale = { type: 'query_answered', at: at + 1, answer: { kind: 'paid', tradeNo: '1' } } as const;

  it('a cancel that took the money back unseen is found by a look a minute later', () => {
    expect(cancelling.call).toBe('cancel');
    const lagged = after(proved, { type: 'cancel_answered', at, answer: SILENT }, { type: 'woke', at: at + MINUTE }, stale);
    expect(lagged.wakeAt).toBe(at + 1 + MINUTE);
    const seen = after(lagged, { type: 'woke', at: at + 2 * MINUTE }, { type: 'query_answered', at: at + 2 * MINUTE, answer: { kind: 'closed', wasPaid: true } });
    expect(seen.exceptions.contradicted).toBeDefined();
  });

  it('so is one whose answer died with the till', () => {
    const lagged = after(proved, { type: 'restarted', at }, { type: 'woke', at }, stale);
    expect(lagged.wakeAt).toBe(at + 1 + MINUTE);
  });
});

it('a request that was turned away at the door, like every query after it, does not keep the sale frozen', () => {
  const answer = { kind: 'refused', failure: { code: 'merchant_config' }, unprocessed: true } as const;
  const ended = after(began('barcode'), { type: 'started', at: BEGAN }, { type: 'pay_answered', at, answer });
  expect(ended).toMatchObject({ phase: 'not_charged', proof: 'refused', call: null, wakeAt: null });
});

describe('a forced payment that the bill has ended', () => {
  const ended = after(
    began('barcode'), { type: 'started', at: BEGAN }, { type: 'pay_answered', at, answer: SILENT }, { type: 'query_answered', at, answer: SILENT },
    { type: 'check_asked', at, by: 'c' }, { type: 'query_answered', at, answer: SILENT }, { type: 'forced', at, by: 'c', approvalId: 'a' }, { type: 'bill_read', at: at + 86_400_000, evidence: { kind: 'not_on_bill' } },
  );
  const later = at + 86_401_000;

  it.each([{ kind: 'waiting' }, { kind: 'failed', failure: { code: 'busy' } }] as const)('is not asked for until the end of days because a look finds it still unpaid (%j)', (answer) => {
    const looked = after(ended, { type: 'check_asked', at: later, by: 'c' }, { type: 'query_answered', at: later, answer });
    expect(looked).toMatchObject({ phase: 'not_charged', call: null, wakeAt: null });
    expect(looked.exceptions.contradicted).toBeDefined();
  });
});
