/**
 * The devices of a till from its settings: which printer on which wire, which scanners, whether unknown ones are looked for.
 * Native code runs in device processes where the shell can start them, and here where there is none (tools, tests).
 */
import { z } from 'zod';
import type { CustomerPole, Log, ScanEvent, Scanner } from '../../ports.ts';
import { openDisplay, displaySettingSchema } from './displays/display.ts';
import type { EncodeWarning, PrinterProfile } from './escpos.ts';
import { PROFILE_58MM, PROFILE_80MM } from './escpos.ts';
import { linkAddressSchema } from './links/link.ts';
import type { OpenLink } from './links/link.ts';
import { openLink } from './links/open-link.ts';
import { openTcp } from './links/tcp.ts';
import { EscPosPrinter } from './printers/printer.ts';
import { DeviceHost } from './process/host.ts';
import type { StartDeviceProcess } from './process/messages.ts';
import { RemoteScanners, remoteLinks } from './process/remote.ts';
import { buzzerCommand, printerModel } from './profiles/printers.ts';
import { printerProfileSchema } from './profiles/schema.ts';
import { recogniseScanner } from './profiles/scanners.ts';
import { hidBus, serialBus } from './scanners/buses.ts';
import { ScannerHub } from './scanners/hub.ts';
import { scannerSettingSchema } from './scanners/scanner-types.ts';
import type { ScannerState } from './scanners/scanner-types.ts';
import { steadyClock } from './steady-clock.ts';

export const printerSettingSchema = z.strictObject({
  address: linkAddressSchema,
  /** A model of `native-config/devices/printers.json`, or just the paper's width. */
  model: z.union([z.string().regex(/^[a-z0-9-]{3,40}$/), z.literal(58), z.literal(80)]),
  /** What the set-up test found out about this very printer; it outdoes the model's profile. */
  found: z.strictObject({
    confirmation: printerProfileSchema.shape.confirmation.exactOptional(), autoStatus: z.boolean().exactOptional(), clearsBuffer: z.boolean().exactOptional(),
  }).exactOptional(),
  drawerPin: z.union([z.literal(2), z.literal(5), z.literal('none')]).exactOptional(),
  /** False keeps a buzzer quiet that the model has. */
  buzzer: z.boolean().exactOptional(),
});

export const deviceSettingsSchema = z.strictObject({
  printer: printerSettingSchema.nullable(),
  scanners: z.array(scannerSettingSchema).max(16),
  /** Open known scanners that nobody has set up. */
  discoverScanners: z.boolean(),
  display: displaySettingSchema.nullable(),
});

export type PrinterSetting = z.infer<typeof printerSettingSchema>;
export type DeviceSettings = z.infer<typeof deviceSettingsSchema>;

/** A shop that has set up nothing: scanners work as soon as they are plugged in. */
export const DEFAULT_DEVICES: DeviceSettings = { printer: null, scanners: [], discoverScanners: true, display: null };

export interface DeviceDeps {
  readonly log: Log;
  /** Starts a device process; absent, native code runs in this process. */
  readonly startProcess?: StartDeviceProcess;
  readonly onScannerStates?: (states: readonly ScannerState[]) => void;
}

export interface OpenScanners extends Scanner {
  states(): readonly ScannerState[];
  close(): void;
}

/** Opens the scanners of the settings as one source. They come and go while it is open; close it to free the ports. */
export function openScanners(settings: Pick<DeviceSettings, 'scanners' | 'discoverScanners'>, deps: DeviceDeps): OpenScanners {
  const onStates = deps.onScannerStates ?? ((): void => undefined);
  if (deps.startProcess) {
    const host = new DeviceHost('scanner', { start: deps.startProcess, clock: steadyClock, log: deps.log });
    const remote = new RemoteScanners(host, settings.scanners, settings.discoverScanners, onStates);
    return { listen: (onScan) => remote.listen(onScan), states: () => remote.states(), close: () => host.stop() };
  }
  const listeners = new Set<(scan: ScanEvent) => void>();
  const hub = new ScannerHub({ scanners: settings.scanners, ...(settings.discoverScanners && { recognise: recogniseScanner }) }, {
    serial: serialBus, hid: hidBus, clock: steadyClock, now: Date.now, log: deps.log, onStates,
    onScan: (scan) => {
      for (const listener of listeners) listener(scan);
    },
  });
  hub.start();
  return {
    listen: (onScan) => {
      listeners.add(onScan);
      return () => listeners.delete(onScan);
    },
    states: () => hub.states(),
    close: () => hub.stop(),
  };
}

export interface OpenPrinter {
  readonly printer: EscPosPrinter;
  readonly close: () => void;
}

/** The printer of the settings. Nothing is opened before the first job; a network printer needs no process of its own. */
export function openPrinter(setting: PrinterSetting, deps: DeviceDeps): OpenPrinter {
  const model = typeof setting.model === 'string' ? printerModel(setting.model) : undefined;
  const base: PrinterProfile = model?.profile ?? (setting.model === 58 ? PROFILE_58MM : PROFILE_80MM);
  const { confirmation = model?.confirmation ?? 'none', autoStatus = model?.autoStatus ?? false, clearsBuffer = model?.clearsBuffer ?? false } = setting.found ?? {};
  const profile: PrinterProfile = { ...base, ...(setting.drawerPin !== undefined && { drawerPin: setting.drawerPin }) };
  const { open, close } = linksFor(setting.address.kind, deps);
  const buzzer = setting.buzzer === false || !model ? undefined : buzzerCommand(model.buzzer);
  const warn = (warning: EncodeWarning): void => deps.log.warn('printer.encoding', { kind: warning.kind });
  return { printer: new EscPosPrinter({ address: setting.address, profile, confirmation, autoStatus, clearsBuffer, ...(buzzer && { buzzer }) }, open, warn), close };
}

/** The customer display of the settings, or undefined. */
export function openCustomerDisplay(settings: DeviceSettings, deps: DeviceDeps): { readonly display: CustomerPole; readonly close: () => void } | undefined {
  if (!settings.display) return undefined;
  const { open, close } = linksFor(settings.display.address.kind, deps);
  const display = openDisplay(settings.display, open, steadyClock, deps.log);
  return {
    display,
    close: () => {
      display.stop();
      close();
    },
  };
}

function linksFor(kind: PrinterSetting['address']['kind'], deps: DeviceDeps): { readonly open: OpenLink; readonly close: () => void } {
  const nothing = (): void => undefined;
  if (kind === 'tcp') return { open: (address, events, waitMs) => (address.kind === 'tcp' ? openTcp(address, events, waitMs) : openLink(address, events, waitMs)), close: nothing };
  if (!deps.startProcess) return { open: openLink, close: nothing };
  const host = new DeviceHost('printer', { start: deps.startProcess, clock: steadyClock, log: deps.log });
  return { open: remoteLinks(host), close: () => host.stop() };
}
