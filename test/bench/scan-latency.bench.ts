/**
 * From the last byte of a code on the serial line to the till's event, through `serialport`, framing, bounce filter and, in the
 * second row, the device process: `node test/bench/scan-latency.bench.ts`. Target: 99 of 100 under 5 ms.
 */
import { DEFAULT_SCAN_RULES, classifyScan } from '../../main/domain/scan.ts';
import { openScanners } from '../../main/adapters/hardware/devices.ts';
import { nodeProcesses } from '../../main/adapters/hardware/process/node-process.ts';
import type { StartDeviceProcess } from '../../main/adapters/hardware/process/messages.ts';
import { DEFAULT_LINE } from '../../main/adapters/hardware/scanners/scanner-types.ts';
import { startSerialScanner } from '../../main/simulator/scanner/serial-scanner.ts';
import { quietLog } from '../support/quiet-log.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const SCANS = 2000;
const ENTRY = new URL('../../main/adapters/hardware/process/entry.ts', import.meta.url).pathname;

async function measure(name: string, startProcess: StartDeviceProcess | undefined): Promise<void> {
  const folder = scratchFolder();
  const scanner = startSerialScanner(folder.path('tty'));
  const scanners = openScanners(
    { scanners: [{ kind: 'serial', port: { path: scanner.cable.path }, line: DEFAULT_LINE, framing: { suffix: 'crlf' } }], discoverScanners: false },
    { log: quietLog, ...(startProcess && { startProcess }) },
  );
  while (scanners.states()[0]?.condition !== 'open') await new Promise((resolve) => setTimeout(resolve, 20));
  const times: number[] = [];
  let arrived: (text: string) => void = () => undefined;
  scanners.listen((scan) => {
    classifyScan(scan.text, 'payment', DEFAULT_SCAN_RULES);
    arrived(scan.text);
  });
  for (let index = 0; index < SCANS; index += 1) {
    const code = `28${String(index).padStart(16, '0')}`;
    const heard = new Promise<string>((resolve) => { arrived = resolve; });
    const start = performance.now();
    await scanner.scan(code);
    if ((await heard) !== code) throw new Error('another code arrived');
    times.push(performance.now() - start);
  }
  scanners.close();
  scanner.cable.unplug();
  folder.remove();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(SCANS - 1, Math.floor(SCANS * share))] ?? 0).toFixed(2);
  console.log(`${name.padEnd(24)} ${SCANS} scans  p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  p99 ${at(0.99)} ms  worst ${at(1)} ms`);
}

await measure('in the till\'s process', undefined);
await measure('in a device process', nodeProcesses(ENTRY));
process.exit(0);
