/** The devices of a real shop: what its settings say hangs on this machine, and where native code may run. */
import { DEFAULT_DEVICES, deviceSettingsSchema, openPrinter, openScanners } from './adapters/hardware/devices.ts';
import type { DeviceSettings } from './adapters/hardware/devices.ts';
import type { StartDeviceProcess } from './adapters/hardware/process/messages.ts';
import type { SettingDefinition, SqliteSettings } from './adapters/storage/settings.ts';
import type { Log, Printer, Scanner } from './ports.ts';

export type { StartDeviceProcess } from './adapters/hardware/process/messages.ts';

/** Of this machine, not of the store: another till has another cable. Read at the start; a change is in force after the next one. */
export const DEVICES: SettingDefinition<DeviceSettings> = { key: 'devices', schema: deviceSettingsSchema, initial: DEFAULT_DEVICES };

export interface ShopDevices {
  readonly printer: Printer | undefined;
  readonly scanners: readonly Scanner[];
  readonly close: () => void;
}

/**
 * Opens the shop's devices. Where no device process can be started (tools, tests), only what was set up is opened and nothing
 * is looked for: native code in the till's own process is for people who asked for it.
 */
export function shopDevices(settings: SqliteSettings, log: Log, startProcess: StartDeviceProcess | undefined): ShopDevices {
  const chosen = settings.read(DEVICES);
  const deps = { log, ...(startProcess && { startProcess }) };
  const discoverScanners = chosen.discoverScanners && startProcess !== undefined;
  const scanners = chosen.scanners.length > 0 || discoverScanners ? openScanners({ ...chosen, discoverScanners }, deps) : undefined;
  const printer = chosen.printer ? openPrinter(chosen.printer, deps) : undefined;
  return {
    printer: printer?.printer,
    scanners: scanners ? [scanners] : [],
    close: () => {
      scanners?.close();
      printer?.close();
    },
  };
}
