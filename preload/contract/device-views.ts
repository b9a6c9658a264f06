/**
 * The devices of this machine: what is set up (one shape, in and out), how each is doing, what is plugged in, and what the tests
 * found out. A state that is not known has a word of its own.
 */
import { z } from 'zod';
import type { DeviceAdvice, DeviceBus, DeviceCondition, LinkKind, Platform, PrinterWord } from '../../main/domain/devices.ts';
import { words } from './words.ts';

const hex16 = z.int().min(0).max(0xffff);
const baud = z.int().min(300).max(921_600);

const identitySchema = z.strictObject({ vendorId: hex16, productId: hex16.exactOptional(), serialNumber: z.string().min(1).max(128).exactOptional() });
const portSchema = z.union([z.strictObject({ path: z.string().min(1).max(256) }), identitySchema]);

export const linkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host: z.string().trim().min(1).max(253), port: z.int().min(1).max(65_535) }),
  z.strictObject({ kind: z.literal('serial'), port: portSchema, baudRate: baud, hardwareFlow: z.boolean() }),
  z.strictObject({ kind: z.literal('device'), path: z.string().startsWith('/dev/').max(256) }),
  z.strictObject({ kind: z.literal('usb'), device: identitySchema }),
  z.strictObject({ kind: z.literal('winspool'), printer: z.string().trim().min(1).max(220) }),
  z.strictObject({ kind: z.literal('cups'), queue: z.string().regex(/^[^\s/#-][^\s/#]{0,126}$/) }),
]);

const printerWordSchema = words<PrinterWord>()(['process-id', 'status', 'none']);
const drawerPinSchema = z.union([z.literal(2), z.literal(5), z.literal('none')]);

const printerChoice = z.strictObject({
  address: linkSchema,
  /** A model of the list, or just the paper's width, mm. */
  model: z.union([z.string().regex(/^[a-z0-9-]{3,40}$/), z.literal(58), z.literal(80)]),
  /** What the test found out about this very printer; a change of wire or model forgets it. */
  found: z.strictObject({ confirmation: printerWordSchema.exactOptional(), autoStatus: z.boolean().exactOptional(), clearsBuffer: z.boolean().exactOptional() }).exactOptional(),
  drawerPin: drawerPinSchema.exactOptional(),
  buzzer: z.boolean().exactOptional(),
});

const offset = z.int().min(1).max(63);

const scannerChoice = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'), port: portSchema,
    line: z.strictObject({ baudRate: baud, dataBits: z.union([z.literal(7), z.literal(8)]), parity: z.enum(['none', 'even', 'odd']), stopBits: z.union([z.literal(1), z.literal(2)]) }),
    framing: z.strictObject({ suffix: z.enum(['cr', 'lf', 'crlf', 'none', 'auto']), prefix: z.string().max(16).exactOptional() }),
  }),
  z.strictObject({
    kind: z.literal('hid'), device: identitySchema,
    layout: z.strictObject({ reportId: z.int().min(0).max(255), lengthAt: offset, dataAt: offset, dataBytes: offset, aimAt: offset.exactOptional(), moreAt: offset.exactOptional() }),
    wakeUp: z.array(z.int().min(0).max(255)).max(64).exactOptional(),
  }),
]);

export const deviceChoiceSchema = z.strictObject({
  printer: printerChoice.nullable(),
  scanners: z.array(scannerChoice).max(16),
  /** Known scanners that nobody has set up are opened too. */
  discoverScanners: z.boolean(),
  display: z.strictObject({ protocol: z.enum(['led8n', 'vfd220']), address: linkSchema }).nullable(),
});

const busSchema = words<DeviceBus>()(['serial', 'hid', 'device', 'usb', 'queue']);
const conditionSchema = words<DeviceCondition>()(['open', 'absent', 'no_permission', 'busy', 'broken']);
/** What to do next: the sentence is `devices.advice.<word>`. */
const adviceSchema = words<DeviceAdvice>()([
  'linux_serial', 'linux_hid', 'linux_printer', 'linux_usb', 'windows_com', 'windows_hid', 'windows_usb', 'windows_queue', 'mac_serial', 'mac_hid', 'mac_usb', 'queue',
  'other_program', 'plug_in', 'network', 'replug',
]).optional();

/** The last scans of the test field, newest first. Payment codes are masked. */
export const scanTestView = z.object({
  open: z.boolean(),
  scans: z.array(z.object({
    seq: z.int(), text: z.string(), length: z.int(), source: z.string(), at: z.number(), aim: z.string().optional(),
    /** How it arrived, where the wire tells. */
    traits: z.object({ suffix: z.enum(['cr', 'lf', 'crlf', 'none']), longestGapMs: z.number() }).optional(),
  })),
});

export const devicesView = z.object({
  /** False in the demo: shown and tried, not changed. */
  editable: z.boolean(),
  platform: words<Platform>()(['windows', 'linux', 'mac']),
  models: z.array(z.object({
    id: z.string(), maker: z.string(), models: z.array(z.string()), paper: z.union([z.literal(58), z.literal(80)]), drawerPin: drawerPinSchema, buzzer: z.boolean(),
    confirmation: printerWordSchema, serialBaud: z.int(),
  })),
  /** The wires that there are on this system, the best first. */
  links: z.array(words<LinkKind>()(['tcp', 'serial', 'device', 'usb', 'winspool', 'cups'])),
  choice: deviceChoiceSchema,
  printer: z.object({
    /**
     * `unknown`: not asked yet. `silent`: it can be reached and tells nothing, which is neither well nor trouble. `no_answer`: it should
     * answer and did not.
     */
    state: z.enum(['none', 'unknown', 'ready', 'silent', 'no_answer', 'trouble']),
    failure: z.string().optional(), paperNearEnd: z.boolean(), waiting: z.int(), advice: adviceSchema,
  }),
  scanners: z.array(z.object({ source: z.string(), name: z.string().optional(), condition: conditionSchema, unreadable: z.int(), chosen: z.boolean(), advice: adviceSchema })),
  /** `sent` is the most that can be known of it. */
  display: z.object({ state: z.enum(['none', 'unknown', 'sent', 'trouble']), failure: z.string().optional(), advice: adviceSchema }),
  /** There is a printer on which a drawer could hang. */
  drawer: z.boolean(),
  scanTest: scanTestView,
});

/** What is plugged in, with what it could be used as, ready to be put into the choice. */
export const pluggedView = z.object({
  bus: busSchema, path: z.string(), identity: identitySchema.optional(), name: z.string().optional(),
  looksLike: z.enum(['scanner', 'typing_scanner', 'printer', 'port']), forbidden: z.boolean(), advice: adviceSchema,
  scanner: scannerChoice.optional(), link: linkSchema.optional(), model: z.string().optional(),
});

const failureWord = z.string();

/** `probe` null: this printer cannot be asked. `page` null: nothing was printed, because the printer is in trouble. */
export const printerTestView = z.object({
  probe: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('found'), confirmation: printerWordSchema, autoStatus: z.boolean() }),
    z.object({ kind: z.literal('trouble'), reason: failureWord }),
  ]).nullable(),
  page: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('printed') }), z.object({ kind: z.literal('sent') }),
    z.object({ kind: z.literal('failed'), reason: failureWord, partOnPaper: z.boolean().optional() }),
  ]).nullable(),
});

const none = z.strictObject({});

export const DEVICE_ROUTES = {
  /** `look` asks the printer anew; otherwise what is known is told. */
  'devices.get': { input: z.strictObject({ look: z.boolean() }), output: z.object({ devices: devicesView }), failures: [] },
  /** In force at once; what is being printed is printed to its end. */
  'devices.save': { input: z.strictObject({ choice: deviceChoiceSchema }), output: z.object({ devices: devicesView }), failures: ['devices_given', 'device_bad', 'device_twice'] },
  'devices.discover': { input: none, output: z.object({ found: z.array(pluggedView), unseen: z.array(busSchema) }), failures: ['search_failed'] },
  /** Finds out what the printer answers, then prints the test page. */
  'devices.testPrinter': { input: none, output: z.object({ test: printerTestView }), failures: ['no_printer_set'] },
  /** While it is open nothing is sold with a scan. It closes by itself when nobody looks any more. `scan`: from a scanner that types. */
  'devices.testScanner': {
    input: z.discriminatedUnion('act', [z.strictObject({ act: z.enum(['open', 'look', 'close']) }), z.strictObject({ act: z.literal('scan'), text: z.string().min(1).max(512) })]),
    output: z.object({ scanTest: scanTestView }), failures: ['code_awaited'],
  },
  /** Shows 12345.67; `failure` when it could not be handed over. */
  'devices.testDisplay': { input: none, output: z.object({ failure: failureWord.optional() }), failures: ['no_display'] },
} as const;

export type DevicesView = z.infer<typeof devicesView>;
export type DeviceChoiceInput = z.infer<typeof deviceChoiceSchema>;
export type LinkInput = z.infer<typeof linkSchema>;
export type PluggedView = z.infer<typeof pluggedView>;
export type PrinterTestView = z.infer<typeof printerTestView>;
export type ScanTestView = z.infer<typeof scanTestView>;
