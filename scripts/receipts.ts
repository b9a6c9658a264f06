/**
 * `npm run receipts`: prints one of every slip, in both languages and on both paper widths, on the virtual printer and
 * leaves the pictures in artifacts/receipts. The quickest way to see what a change of the templates does. `npm run receipts -- sale 58mm`
 * takes only what has one of these in its name.
 */
import { EventEmitter, once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILE_58MM, PROFILE_80MM } from '../main/adapters/hardware/escpos.ts';
import { openLink } from '../main/adapters/hardware/links/open-link.ts';
import { EscPosPrinter } from '../main/adapters/hardware/printers/printer.ts';
import { startVirtualPrinter } from '../main/simulator/printer/server.ts';
import type { PrintedReceipt } from '../main/simulator/printer/server.ts';
import { receiptPng } from '../test/support/receipt-png.ts';
import { sampleDocuments } from '../test/support/receipt-samples.ts';

const folder = join(import.meta.dirname, '..', 'artifacts', 'receipts');
const PICTURE_SCALE = 1.5;
const DEADLINE_MS = 10_000;
const only = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

let faults = 0;
let printed = 0;
for (const profile of [PROFILE_58MM, PROFILE_80MM]) {
  const width = profile.dots === 384 ? '58mm' : '80mm';
  const arrivals = new EventEmitter<{ receipt: [PrintedReceipt] }>();
  const nextReceipt = async (): Promise<PrintedReceipt> => (await once(arrivals, 'receipt'))[0];
  const machine = await startVirtualPrinter({
    port: 0,
    host: '127.0.0.1',
    dots: profile.dots,
    onReceipt: (receipt) => arrivals.emit('receipt', receipt),
  });
  const printer = new EscPosPrinter({ address: { kind: 'tcp', host: '127.0.0.1', port: machine.port }, profile, confirmation: 'process-id' }, openLink, console.warn);
  for (const language of ['zh', 'en'] as const) {
    for (const [name, document] of Object.entries(sampleDocuments(language))) {
      const file = `${name}-${width}-${language}.png`;
      if (only.length > 0 && !only.some((part) => file.includes(part))) continue;
      const paper = nextReceipt();
      const outcome = await printer.print(document, DEADLINE_MS);
      if (outcome.kind !== 'printed') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
      const receipt = await paper;
      faults += receipt.faults.length;
      printed += 1;
      writeFileSync(join(folder, file), receiptPng(receipt.drawn.svg, PICTURE_SCALE));
      console.log(file, outcome.kind, `${receipt.bytes.length} bytes`, ...receipt.faults);
    }
  }
  await machine.close();
}
if (printed === 0) console.error(`No slip has ${only.join(' or ')} in its name; \`npm run receipts\` alone prints and names them all.`);
if (faults > 0 || printed === 0) process.exitCode = 1;
