/** The devices behind a till: a real shop's own, as its settings say, or the demo's, which are given. */
import { DEFAULT_DEVICES, deviceSettingsSchema, openPrinter } from './adapters/hardware/devices.ts';
import type { DeviceSettings } from './adapters/hardware/devices.ts';
import { DevicePark } from './adapters/hardware/park.ts';
import type { StartDeviceProcess } from './adapters/hardware/process/messages.ts';
import { PRINTER_FACTS } from './adapters/hardware/profiles/printers.ts';
import type { SettingDefinition, SqliteSettings } from './adapters/storage/settings.ts';
import type { DemoWorld } from './composition-demo.ts';
import type { DeviceChoice, Platform } from './domain/devices.ts';
import type { DeviceWorkshop, Log } from './ports.ts';

export type { StartDeviceProcess } from './adapters/hardware/process/messages.ts';

/** Of this machine, not of the store: another till has another cable. */
export const DEVICES: SettingDefinition<DeviceSettings> = { key: 'devices', schema: deviceSettingsSchema, initial: DEFAULT_DEVICES };

const PLATFORM: Platform = process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'mac' : 'linux';

/**
 * Opens the shop's devices. Where no device process can be started (tools, tests), only what was set up is opened and nothing
 * is looked for by itself: native code in the till's own process is for people who asked for it.
 */
export function shopDevices(settings: SqliteSettings, log: Log, startProcess: StartDeviceProcess | undefined): DevicePark {
  const book = { read: () => settings.read(DEVICES), write: (choice: unknown) => settings.write(DEVICES, choice as DeviceSettings) };
  return new DevicePark({ book, log, platform: PLATFORM, ...(startProcess && { startProcess }) });
}

/** The demo's virtual printer and scanner: shown and tried like real ones, and not to be changed. */
export function demoDevices({ host, port, paperWidth }: DemoWorld['printer'], hasScanner: boolean, log: Log): DeviceWorkshop {
  const address = { kind: 'tcp', host, port } as const;
  const choice: DeviceChoice = { printer: { address, model: paperWidth, found: { confirmation: 'process-id' } }, scanners: [], discoverScanners: false, display: null };
  const { printer } = openPrinter({ address, model: paperWidth, found: { confirmation: 'process-id' } }, { log });
  return {
    platform: PLATFORM, editable: false, models: PRINTER_FACTS,
    choice: () => choice,
    save: () => {
      throw new TypeError("the demo's devices are given");
    },
    printer: () => printer,
    pole: () => undefined,
    scanners: () => (hasScanner ? [{ source: 'demo-scanner', condition: 'open', unreadable: 0, chosen: true }] : []),
    discover: () => Promise.resolve({ devices: [], unseen: [] }),
  };
}
