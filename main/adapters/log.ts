/**
 * The log: one JSON object a line, with everything taken out that must never lie on a disk in clear. Redaction works on the
 * finished values, not on good intentions: whoever logs a provider's text by mistake still does not leak a payment code.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock, Log, LogFields } from '../ports.ts';

/** Takes one finished line without its line end. */
export type LogSink = (line: string) => void;

const SECRET_NAME = /^(sign|signature|authorization|cookie|pin|password|passphrase|secret|auth_?code|payment_?code)$|private_?key|api_?v\d_?key|api_?key/i;
const HIDDEN = '[hidden]';

/**
 * Text without secrets: PEM blocks, signatures and other long base64, authorization values, and digit runs of 16 to 24, which
 * could be payment codes and keep their last four. (The providers' own 28-digit numbers stay readable.)
 */
export function redact(text: string): string {
  return text
    .replaceAll(/-----BEGIN [^-]*-----(?:(?!-----END)[\s\S])*(?:-----END [^-]*-----)?/g, '[pem]')
    .replaceAll(/\b(WECHATPAY2-SHA256-RSA2048|ALIPAY-SHA256withRSA|Bearer|Basic)\s+[^\n]*/gi, `$1 ${HIDDEN}`)
    .replaceAll(/(["']?\b(?:sign|signature|auth_code)["']?\s*[=:]\s*)(["']?)[^"'&,\s}]+/gi, `$1$2${HIDDEN}`)
    .replaceAll(/[A-Za-z0-9+/_-]{120,}={0,2}/g, '[base64]')
    .replaceAll(/(?<!\d)\d{16,24}(?!\d)/g, (digits) => `***${digits.slice(-4)}`);
}

export class JsonLog implements Log {
  private readonly clock: Clock;
  private readonly sink: LogSink;

  constructor(clock: Clock, sink: LogSink) {
    this.clock = clock;
    this.sink = sink;
  }

  info(event: string, fields?: LogFields): void {
    this.write('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.write('warn', event, fields);
  }

  error(event: string, fields?: LogFields, cause?: unknown): void {
    this.write('error', event, fields, cause);
  }

  private write(level: string, event: string, fields: LogFields = {}, cause?: unknown): void {
    const clean = Object.entries(fields).map(([name, value]) => [name, cleaned(name, value)]);
    this.sink(
      JSON.stringify({
        at: new Date(this.clock.now()).toISOString(), level, event, ...Object.fromEntries(clean),
        ...(cause === undefined ? {} : { cause: described(cause) }),
      }),
    );
  }
}

function cleaned(name: string, value: LogFields[string]): LogFields[string] {
  if (SECRET_NAME.test(name) && value !== undefined && value !== null) return HIDDEN;
  return typeof value === 'string' ? redact(value) : value;
}

/** What went wrong, with the causes of causes; at most four deep, because chains may be circular. */
function described(cause: unknown, depth = 0): object {
  if (!(cause instanceof Error)) return { message: redact(String(cause)) };
  return {
    name: cause.name,
    ...('code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {}),
    message: redact(cause.message),
    stack: redact(cause.stack ?? ''),
    ...(cause.cause === undefined || depth >= 4 ? {} : { cause: described(cause.cause, depth + 1) }),
  };
}

export interface LogFileOptions {
  readonly path: string;
  /** The file is put aside when it would grow beyond this. */
  readonly maxBytes: number;
  /** How many put-aside files (`path.1` is the youngest) are kept. */
  readonly keep: number;
}

/**
 * A sink into a file that is put aside when it is full. Lines are written at once, so that the last one before a crash is
 * there. Only this account may read it. A full disk must not stop a payment: lines that could not be written are counted, and the next
 * one that can says so.
 */
export function logFile({ path, maxBytes, keep }: LogFileOptions): LogSink {
  let size: number | undefined;
  let dropped = 0;
  const write = (line: string): void => {
    const bytes = Buffer.byteLength(line) + 1;
    if (size === undefined) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      size = existsSync(path) ? statSync(path).size : 0;
    }
    if (size > 0 && size + bytes > maxBytes) {
      putAside(path, keep);
      size = 0;
    }
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    size += bytes;
  };
  return (line) => {
    try {
      if (dropped > 0) write(JSON.stringify({ level: 'warn', event: 'log.dropped', lines: dropped }));
      dropped = 0;
      write(line);
    } catch {
      dropped += 1;
      size = undefined;
    }
  };
}

function putAside(path: string, keep: number): void {
  rmSync(`${path}.${keep}`, { force: true });
  for (let place = keep - 1; place >= 1; place -= 1) {
    if (existsSync(`${path}.${place}`)) renameSync(`${path}.${place}`, `${path}.${place + 1}`);
  }
  if (keep >= 1) renameSync(path, `${path}.1`);
  else rmSync(path, { force: true });
}
