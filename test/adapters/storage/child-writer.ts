// Runs in a process of its own, to be killed: commits payments one after another and prints each id when its commit
// returned, numbers likewise. What it printed must be found again.
import { aPayment, aSale, entry, openTill, SetClock } from './support.ts';

const [folder = ''] = process.argv.slice(2);
const { ledger } = openTill(folder, new SetClock());

for (;;) {
  const { outSn, number } = ledger.takeSerial('micropay');
  const receiptNo = ledger.takeReceiptNo();
  const sale = aSale(`s-${outSn}`, { receiptNo });
  const payment = aPayment(outSn, sale.id, { outTradeNo: number });
  ledger.commit({ sales: [sale], payments: [payment], entries: [entry('sale', sale.id, 'opened'), entry('payment', payment.id, 'sent')] });
  process.stdout.write(`${outSn} ${receiptNo}\n`);
}
