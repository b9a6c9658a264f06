/** The customer's second screen, cut out of the till's own picture: what the customer may know, and nothing else. */
import type { Till } from './till.ts';

type TillPicture = ReturnType<Till['picture']['till']>;
type PaymentPicture = ReturnType<Till['picture']['payment']>;

/** What the customer sees now. */
export function displayPicture({ picture, ledger, session }: Till) {
  const whole = picture.till();
  const { revision, now, profile, shop, prefs, sale, ways } = whole;
  // Hidden by the cashier or not: a payment of this sale that runs is what the customer must see.
  const running = sale?.tenders.find((tender) => tender.state === 'open');
  const found = running && 'paymentId' in running ? ledger.payment(running.paymentId) : undefined;
  const shown = whole.payment !== null && whole.payment.saleId === sale?.id ? whole.payment : undefined;
  return { revision, now, profile, shop, prefs, ways, inches: session.saved.till.displayInches, scene: sceneOf(whole, found ? picture.payment(found) : shown) };
}

function sceneOf({ sale, finished, awaitingCode }: TillPicture, payment: PaymentPicture | undefined) {
  if (payment) {
    const { id, wallet, kind, amount, stage, qrText, expiresAt } = payment;
    return { name: 'payment' as const, id, wallet, kind, amount, stage, ...(qrText !== undefined && { qrText }), expiresAt };
  }
  if (awaitingCode) return { name: 'code' as const, amount: awaitingCode.amount };
  if (finished) return doneScene(finished);
  if (!sale) return { name: 'idle' as const };
  const { totals, pieces } = sale;
  return {
    name: 'basket' as const, pieces, discount: totals.lineDiscounts + totals.saleDiscount, total: totals.total, covered: totals.covered, due: totals.due,
    lines: sale.lines.map(({ id, nameZh, nameEn, quantity, unit, total }) => ({ id, nameZh, nameEn, quantity, unit, total })),
  };
}

function doneScene({ sale, payments, checkDigits }: NonNullable<TillPicture['finished']>) {
  const proven = sale.tenders.every((tender) => tender.state !== 'unproven');
  const covering = sale.tenders.filter((tender) => tender.state === 'proven' || tender.state === 'unproven');
  return {
    name: 'done' as const, saleId: sale.id, proven, amount: sale.totals.total, change: sale.totals.change,
    at: Math.max(sale.openedAt, ...payments.map((payment) => payment.paidAt ?? payment.finishedAt ?? 0)),
    methods: [...new Set(covering.map((tender) => tender.method))],
    ...(proven && payments.length > 0 && { checkDigits }),
  };
}
