/**
 * An installed printer of Windows, its driver passed by: datatype RAW of the print spooler (winspool.drv: OpenPrinterW,
 * StartDocPrinterW, StartPagePrinter, WritePrinter, EndPagePrinter, EndDocPrinter, ClosePrinter; AbortPrinter, EnumPrintersW). One-way: the spooler takes the job and the
 * printer's answers are not heard; the queue's own state (GetPrinterW) is all there is to ask.
 */
import type * as Koffi from 'koffi';
import type { PrintFailure } from '../../../ports.ts';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkOf } from './link.ts';

/** The calls, so that their order can be tested where there is no Windows. Handles are opaque. */
export interface WinspoolApi {
  /** Undefined when there is no such printer, or `denied`. */
  open(printer: string): unknown;
  startDocument(handle: unknown, name: string): boolean;
  startPage(handle: unknown): boolean;
  /** How many bytes the spooler took. */
  write(handle: unknown, bytes: Uint8Array): number;
  endPage(handle: unknown): boolean;
  endDocument(handle: unknown): boolean;
  /** Throws the begun document away, as far as it has not been printed. */
  abort(handle: unknown): boolean;
  close(handle: unknown): boolean;
  /** `PRINTER_STATUS_*` bits of the queue, undefined when it does not say. */
  status(handle: unknown): number | undefined;
  /** `PRINTER_ATTRIBUTE_*` bits of the queue, undefined when it does not say. */
  attributes(handle: unknown): number | undefined;
  /** Names of the printers that this account sees, its own and those of other machines; undefined when Windows does not tell. */
  printers(): readonly string[] | undefined;
  /** GetLastError of the call before. */
  lastError(): number;
}

const ERROR_ACCESS_DENIED = 5;
const DOCUMENT_NAME = 'Guitai receipt';

const STATUS_PAPER_OUT = 0x10;
const STATUS_DOOR_OPEN = 0x40_0000;
/** PAUSED, PENDING_DELETION, OFFLINE, NOT_AVAILABLE, SERVER_OFFLINE: the queue takes the job all the same, and prints it when that is over. */
const STATUS_STANDS_STILL = 0x1 | 0x4 | 0x80 | 0x1000 | 0x200_0000;
/** ERROR, PAPER_JAM, PAPER_PROBLEM, USER_INTERVENTION. */
const STATUS_TROUBLE = 0x2 | 0x8 | 0x40 | 0x10_0000;
/** "Use Printer Offline", which Windows also sets by itself for a USB printer that is switched off, with no status at all. */
const ATTRIBUTE_WORK_OFFLINE = 0x400;

/** What the queue's state says, as far as a driver reports it; undefined for "nothing is wrong that it knows of". */
export function queueTrouble(status: number, attributes = 0): PrintFailure | undefined {
  if (status & STATUS_PAPER_OUT) return 'paper_out';
  if (status & STATUS_DOOR_OPEN) return 'cover_open';
  if (status & STATUS_STANDS_STILL || attributes & ATTRIBUTE_WORK_OFFLINE) return 'offline';
  return status & STATUS_TROUBLE ? 'broken' : undefined;
}

/**
 * Collects the job and hands it over whole when the link is closed. A queue that says it is in trouble is refused before
 * anything lies in it: what is queued comes out later by itself.
 */
export async function openWinspool({ printer }: LinkOf<'winspool'>, api?: WinspoolApi): Promise<Link> {
  const spooler = api ?? (await loadWinspool());
  const handle = spooler.open(printer);
  if (handle === undefined) throw new PrinterTrouble(spooler.lastError() === ERROR_ACCESS_DENIED ? 'no_permission' : 'not_reachable');
  const trouble = queueTrouble(spooler.status(handle) ?? 0, spooler.attributes(handle) ?? 0);
  if (trouble !== undefined) {
    spooler.close(handle);
    throw new PrinterTrouble(trouble);
  }
  const parts: Uint8Array[] = [];
  let isOpen = true;
  const release = (): void => {
    if (isOpen) spooler.close(handle);
    isOpen = false;
  };
  return {
    isTwoWay: false,
    write(bytes) {
      parts.push(bytes);
      return Promise.resolve();
    },
    close() {
      try {
        spool(spooler, handle, Buffer.concat(parts));
        return Promise.resolve();
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new PrinterTrouble('broken', { cause: error }));
      } finally {
        release();
      }
    },
    drop: release,
  };
}

/** Names for `openWinspool`, none where there is no Windows. Rejects when the spooler does not tell. */
export async function winspoolPrinters(api?: WinspoolApi): Promise<readonly string[]> {
  if (!api && process.platform !== 'win32') return [];
  const names = (api ?? (await loadWinspool())).printers();
  if (!names) throw new PrinterTrouble('not_reachable');
  return names;
}

function spool(api: WinspoolApi, handle: unknown, job: Uint8Array): void {
  if (!api.startDocument(handle, DOCUMENT_NAME)) throw new PrinterTrouble(api.lastError() === ERROR_ACCESS_DENIED ? 'no_permission' : 'not_reachable');
  if (api.startPage(handle) && writeAll(api, handle, job) && api.endPage(handle) && api.endDocument(handle)) return;
  // An ended document would be printed as far as it got; a queue may begin to print before the end.
  api.abort(handle);
  throw new PrinterTrouble('broken');
}

function writeAll(api: WinspoolApi, handle: unknown, job: Uint8Array): boolean {
  for (let done = 0; done < job.length; ) {
    const taken = api.write(handle, job.subarray(done));
    if (taken <= 0) return false;
    done += taken;
  }
  return true;
}

/** PRINTER_ENUM_LOCAL and PRINTER_ENUM_CONNECTIONS. */
const ENUM_LOCAL_AND_CONNECTED = 2 | 4;

interface PrinterInfo4 {
  readonly pPrinterName: string | null;
  readonly Attributes: number;
}

/** Reads what EnumPrintersW or GetPrinterW wrote at level 4: so many PRINTER_INFO_4W, whose texts lie behind them in the same buffer. */
export function printerInfos(koffi: Pick<typeof Koffi, 'struct' | 'decode' | 'array'>): (info: Buffer, count: number) => readonly PrinterInfo4[] {
  const type = koffi.struct('PRINTER_INFO_4W', { pPrinterName: 'str16', pServerName: 'str16', Attributes: 'uint32_t' });
  return (info, count) => koffi.decode(info, koffi.array(type, count));
}

/** The names in it; a printer without one cannot be opened. */
export function printerNames(infos: readonly PrinterInfo4[]): readonly string[] {
  return infos.flatMap(({ pPrinterName }) => (pPrinterName === null || pPrinterName === '' ? [] : [pPrinterName]));
}

let winspool: Promise<WinspoolApi> | undefined;

/** The calls of winspool.drv, declared once. Rejects with `not_reachable` where there is no Windows spooler. */
function loadWinspool(): Promise<WinspoolApi> {
  if (process.platform !== 'win32') return Promise.reject(new PrinterTrouble('not_reachable'));
  winspool ??= declareWinspool();
  return winspool;
}

async function declareWinspool(): Promise<WinspoolApi> {
  const { default: koffi } = await import('koffi');
  const spooler = koffi.load('winspool.drv');
  const kernel = koffi.load('kernel32.dll');
  koffi.struct('DOC_INFO_1W', { pDocName: 'str16', pOutputFile: 'str16', pDatatype: 'str16' });
  koffi.struct('PRINTER_INFO_6', { dwStatus: 'uint32_t' });
  const printerInfo4 = printerInfos(koffi);
  const openPrinter = spooler.func('bool __stdcall OpenPrinterW(str16 name, _Out_ void **handle, void *defaults)');
  const startDocPrinter = spooler.func('uint32_t __stdcall StartDocPrinterW(void *handle, uint32_t level, DOC_INFO_1W *info)');
  const startPagePrinter = spooler.func('bool __stdcall StartPagePrinter(void *handle)');
  const writePrinter = spooler.func('bool __stdcall WritePrinter(void *handle, const uint8_t *bytes, uint32_t count, _Out_ uint32_t *written)');
  const endPagePrinter = spooler.func('bool __stdcall EndPagePrinter(void *handle)');
  const endDocPrinter = spooler.func('bool __stdcall EndDocPrinter(void *handle)');
  const abortPrinter = spooler.func('bool __stdcall AbortPrinter(void *handle)');
  const closePrinter = spooler.func('bool __stdcall ClosePrinter(void *handle)');
  const getPrinter = spooler.func('bool __stdcall GetPrinterW(void *handle, uint32_t level, _Out_ PRINTER_INFO_6 *info, uint32_t size, _Out_ uint32_t *needed)');
  const getPrinterInto = spooler.func('bool __stdcall GetPrinterW(void *handle, uint32_t level, void *info, uint32_t size, _Out_ uint32_t *needed)');
  const enumPrinters = spooler.func('bool __stdcall EnumPrintersW(uint32_t flags, str16 name, uint32_t level, void *info, uint32_t size, _Out_ uint32_t *needed, _Out_ uint32_t *returned)');
  const getLastError = kernel.func('uint32_t __stdcall GetLastError()');
  return {
    open(printer) {
      const handle: unknown[] = [null];
      return openPrinter(printer, handle, null) ? handle[0] : undefined;
    },
    startDocument: (handle, name) => startDocPrinter(handle, 1, { pDocName: name, pOutputFile: null, pDatatype: 'RAW' }) !== 0,
    startPage: (handle) => startPagePrinter(handle),
    write(handle, bytes) {
      const written: number[] = [0];
      return writePrinter(handle, bytes, bytes.length, written) ? (written[0] ?? 0) : 0;
    },
    endPage: (handle) => endPagePrinter(handle),
    endDocument: (handle) => endDocPrinter(handle),
    abort: (handle) => abortPrinter(handle),
    close: (handle) => closePrinter(handle),
    status(handle) {
      const info: { dwStatus?: number } = {};
      return getPrinter(handle, 6, info, 4, [0]) ? info.dwStatus : undefined;
    },
    attributes(handle) {
      const needed: number[] = [0];
      getPrinterInto(handle, 4, null, 0, needed);
      const info = Buffer.alloc(needed[0] ?? 0);
      if (info.length === 0 || !getPrinterInto(handle, 4, info, info.length, needed)) return undefined;
      return printerInfo4(info, 1)[0]?.Attributes;
    },
    printers() {
      const needed: number[] = [0];
      const returned: number[] = [0];
      // The first call only asks for the size; a printer that is added between the two makes the second one fail, and is found next time.
      enumPrinters(ENUM_LOCAL_AND_CONNECTED, null, 4, null, 0, needed, returned);
      const info = Buffer.alloc(needed[0] ?? 0);
      if (info.length === 0) return [];
      return enumPrinters(ENUM_LOCAL_AND_CONNECTED, null, 4, info, info.length, needed, returned) ? printerNames(printerInfo4(info, returned[0] ?? 0)) : undefined;
    },
    lastError: () => getLastError(),
  };
}
