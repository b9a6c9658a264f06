/** The devices' tab in every state it can be in, with invented devices. */
import type { ReactNode } from 'react';
import type { DevicesView, PluggedView, ScanTestView } from '../../preload/contract/device-views.ts';
import { FoundDevices } from '../settings/devices/Search.tsx';
import { PoleState } from '../settings/devices/PoleCard.tsx';
import { PrinterHealth, PrinterTestResult } from '../settings/devices/PrinterCard.tsx';
import { ScannerStates } from '../settings/devices/ScannersCard.tsx';
import { TestedScans } from '../settings/devices/ScanTest.tsx';
import { Devices } from '../settings/DevicesTab.tsx';
import { NOW } from './fixtures.ts';

const nothing = (): void => undefined;
const later = async (): Promise<void> => undefined;
const saved = async (): Promise<boolean> => true;

const SERIAL = { kind: 'serial', port: { vendorId: 0x1e_ab, productId: 0x1a_06, serialNumber: 'HR22-0042' }, line: { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 }, framing: { suffix: 'auto' } } as const;
const NOT_TRIED: ScanTestView = { open: false, scans: [] };

const SCANS: ScanTestView['scans'] = [
  { seq: 3, text: '**************1234', length: 18, source: 'serial:1eab:1a06:HR22-0042', at: NOW - 1_000, traits: { suffix: 'crlf', longestGapMs: 2 } },
  { seq: 2, text: '6901824000015', length: 13, source: 'hid:0c2e:0b87', at: NOW - 3_000, aim: 'E0' },
  { seq: 1, text: '6901824000015', length: 13, source: 'wedge', at: NOW - 9_000 },
];

function devices(more: Partial<DevicesView> = {}): DevicesView {
  return {
    editable: true, platform: 'linux', links: ['tcp', 'device', 'serial', 'usb', 'cups'],
    models: [
      { id: 'epson-tm-t20ii', maker: 'Epson', models: ['TM-T20II', 'TM-T82'], paper: 80, drawerPin: 2, buzzer: false, confirmation: 'process-id', serialBaud: 38_400 },
      { id: 'rongta-rp326', maker: 'Rongta 容大', models: ['RP326', 'RP80'], paper: 80, drawerPin: 2, buzzer: true, confirmation: 'status', serialBaud: 9600 },
    ],
    choice: { printer: { address: { kind: 'tcp', host: '192.0.2.7', port: 9100 }, model: 'rongta-rp326', found: { confirmation: 'status', autoStatus: true } }, scanners: [SERIAL], discoverScanners: true, display: { protocol: 'led8n', address: { kind: 'serial', port: { path: '/dev/ttyS0' }, baudRate: 2400, hardwareFlow: false } } },
    printer: { state: 'ready', paperNearEnd: false, waiting: 0 },
    scanners: [
      { source: 'serial:1eab:1a06:HR22-0042', name: 'Newland 新大陆 HR22 / HR3290', condition: 'open', unreadable: 0, chosen: true },
      { source: 'hid:0c2e:0b87', name: 'Honeywell Voyager 1400g', condition: 'open', unreadable: 3, chosen: false },
    ],
    display: { state: 'sent' }, drawer: true, scanTest: NOT_TRIED,
    ...more,
  };
}

const NOTHING = devices({ choice: { printer: null, scanners: [], discoverScanners: true, display: null }, printer: { state: 'none', paperNearEnd: false, waiting: 0 }, scanners: [], display: { state: 'none' }, drawer: false });

const FOUND: readonly PluggedView[] = [
  { bus: 'serial', path: '/dev/ttyACM0', identity: { vendorId: 0x1e_ab, productId: 0x1a_06, serialNumber: 'HR22-0042' }, name: 'Newland 新大陆 HR22', looksLike: 'scanner', forbidden: true, advice: 'linux_serial', scanner: SERIAL },
  { bus: 'device', path: '/dev/usb/lp0', identity: { vendorId: 0x0f_e6, productId: 0x81_1e, serialNumber: 'RT0042' }, name: 'Rongta 容大 RP326', looksLike: 'printer', forbidden: false, link: { kind: 'device', path: '/dev/usb/lp0' }, model: 'rongta-rp326' },
  { bus: 'hid', path: '/dev/hidraw3', identity: { vendorId: 0x0c_2e, productId: 0x0b_61 }, looksLike: 'typing_scanner', forbidden: false },
  { bus: 'serial', path: '/dev/ttyS0', looksLike: 'port', forbidden: false, scanner: { ...SERIAL, port: { path: '/dev/ttyS0' } }, link: { kind: 'serial', port: { path: '/dev/ttyS0' }, baudRate: 9600, hardwareFlow: false } },
];

const health = (printer: Partial<DevicesView['printer']>): (() => ReactNode) => () => <PrinterHealth printer={{ state: 'ready', paperNearEnd: false, waiting: 0, ...printer }} />;
const tab = (view: DevicesView): (() => ReactNode) => () => <Devices view={view} onSave={saved} onReload={later} />;

export const DEVICE_WINDOWS: Readonly<Record<string, () => ReactNode>> = {
  'settings-devices': tab(devices()),
  'settings-devices-nothing': tab(NOTHING),
  'settings-devices-demo': tab(devices({ editable: false, choice: { printer: { address: { kind: 'tcp', host: '127.0.0.1', port: 40_123 }, model: 80 }, scanners: [], discoverScanners: false, display: null }, scanners: [{ source: 'demo-scanner', condition: 'open', unreadable: 0, chosen: true }], display: { state: 'none' } })),
  'device-printer-near-end': health({ paperNearEnd: true }),
  'device-printer-unknown': health({ state: 'unknown' }),
  'device-printer-silent': health({ state: 'silent' }),
  'device-printer-no-answer': health({ state: 'no_answer', failure: 'timeout', waiting: 2 }),
  'device-printer-paper-out': health({ state: 'trouble', failure: 'paper_out', waiting: 1 }),
  'device-printer-unreachable': health({ state: 'trouble', failure: 'not_reachable', advice: 'network' }),
  'device-printer-no-permission': health({ state: 'trouble', failure: 'no_permission', advice: 'linux_printer' }),
  'device-printer-busy': health({ state: 'trouble', failure: 'busy', advice: 'windows_com' }),
  'device-printer-tested': () => (
    <>
      <PrinterTestResult test={{ probe: { kind: 'found', confirmation: 'process-id', autoStatus: true }, page: { kind: 'printed' } }} />
      <PrinterTestResult test={{ probe: { kind: 'found', confirmation: 'status', autoStatus: false }, page: { kind: 'sent' } }} />
      <PrinterTestResult test={{ probe: { kind: 'found', confirmation: 'none', autoStatus: false }, page: { kind: 'failed', reason: 'broken', partOnPaper: true } }} />
      <PrinterTestResult test={{ probe: { kind: 'trouble', reason: 'cover_open' }, page: null }} />
    </>
  ),
  'device-scanners': () => (
    <ScannerStates scanners={(['open', 'absent', 'no_permission', 'busy', 'broken'] as const).map((condition, index) => ({
      source: `serial:1eab:1a0${index}`, name: 'Newland 新大陆 HR22', condition, unreadable: index === 0 ? 3 : 0, chosen: true,
      ...({ open: {}, absent: { advice: 'plug_in' }, no_permission: { advice: 'linux_serial' }, busy: { advice: 'other_program' }, broken: { advice: 'replug' } } as const)[condition],
    }))} />
  ),
  'device-scan-wait': () => <div className="scan-test"><TestedScans scans={[]} /></div>,
  'device-scan-heard': () => <div className="scan-test"><TestedScans scans={SCANS} /></div>,
  'device-pole': () => (
    <>
      {([{ state: 'none' }, { state: 'unknown' }, { state: 'sent' }, { state: 'trouble', failure: 'no_permission', advice: 'linux_serial' }] as const).map((display) => <PoleState key={display.state} display={display} />)}
    </>
  ),
  'device-found': () => <FoundDevices found={{ found: [...FOUND], unseen: ['usb'] }} dead={false} onUse={nothing} />,
  'device-found-nothing': () => <FoundDevices found={{ found: [], unseen: [] }} dead={false} onUse={nothing} />,
};
