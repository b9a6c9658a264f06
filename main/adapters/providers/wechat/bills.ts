/**
 * Fetches the bill of a day: asks for it, fetches the file behind the address, unpacks it, and holds it against the digest that came
 * signed. The file itself is not signed. Source: 申请交易账单, 下载账单.
 */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Answered, BillAnswer, Clock } from '../../../ports.ts';
import { readBill } from './bill-file.ts';
import { chinaDay } from './china-time.ts';
import { normalised } from './codes.ts';
import type { Budget, Heard, Refusal } from './heard.ts';
import { isOfficial } from './hosts.ts';
import type { LineV3 } from './line-v3.ts';
import type { Merchant } from './settings.ts';
import { failureOf } from './wire.ts';

const HOUR_MS = 3_600_000;
/** Bills of a day are made from nine o'clock of the next one and are complete at ten. */
const READY_AFTER_MS = 10 * HOUR_MS;
/** Older bills are not kept, so that "there is none" says nothing about such a day. */
const KEPT_MS = 89 * 24 * HOUR_MS;
const DEADLINE_MS = 60_000;
const MAX_PACKED_BYTES = 16 * 1_048_576;
const MAX_BYTES = 128 * 1_048_576;

const ticket = z.object({ hash_type: z.literal('SHA1'), hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/), download_url: z.url() });

export class WechatBills {
  private readonly merchant: Merchant;
  private readonly line: LineV3;
  private readonly clock: Clock;

  constructor(merchant: Merchant, line: LineV3, clock: Clock) {
    this.merchant = merchant;
    this.line = line;
    this.clock = clock;
  }

  /** The bill of one day in China. Throws RangeError for a text that is no date. */
  async downloadBill(date: string): Promise<Answered<BillAnswer>> {
    const day = chinaDay(date);
    if (this.clock.now() < day.to) return { answer: { kind: 'not_ready' }, trace: { ms: 0 } };
    const asked = await this.line.ask(budget('wechat.tradebill'), (library) => library.tradeBill(date));
    if (asked.kind !== 'verified') return this.noBill(asked, day);
    const told = ticket.safeParse(asked.body);
    const path = told.success ? pathOf(told.data.download_url) : undefined;
    if (!told.success || path === undefined) return damaged(asked, 'no address of a file');
    const file = await this.line.download({ ...budget('wechat.billdownload'), maxBytes: MAX_PACKED_BYTES }, (library) => library.billFile(path));
    if (file.kind !== 'verified') return this.noBill(file, day);
    const plain = unpacked(file.body);
    const isWhole = plain !== undefined && createHash('sha1').update(plain).digest('hex') === told.data.hash_value.toLowerCase();
    if (!plain || !isWhole) return damaged(file, 'not the file that was announced');
    const bill = readBill(plain, this.merchant);
    if ('flaw' in bill) return damaged(file, bill.flaw);
    return { answer: { kind: 'bill', bill: { wallet: 'wechat', date, ...bill } }, trace: file.trace };
  }

  private noBill(heard: Exclude<Heard, { kind: 'verified' }>, day: { readonly from: number; readonly to: number }): Answered<BillAnswer> {
    const { trace } = heard;
    if (heard.kind !== 'refused') return { answer: { kind: 'uncertain', failure: heard.failure }, trace };
    return { answer: this.refused(heard.refusal, day), trace };
  }

  private refused(refusal: Refusal, { from, to }: { readonly from: number; readonly to: number }): BillAnswer {
    const code = normalised(refusal.code);
    const now = this.clock.now();
    if (refusal.status < 500 && code === 'STATEMENTCREATING') return { kind: 'not_ready' };
    if (refusal.status < 500 && code === 'NOSTATEMENTEXIST' && now < to + READY_AFTER_MS) return { kind: 'not_ready' };
    if (refusal.status < 500 && code === 'NOSTATEMENTEXIST' && now - from < KEPT_MS) return { kind: 'none' };
    return { kind: 'uncertain', failure: failureOf(refusal, 'pay') };
  }
}

function budget(name: string): Budget {
  return { name, deadlineMs: DEADLINE_MS, ownConnection: false };
}

function damaged({ trace }: Heard, why: string): Answered<BillAnswer> {
  return { answer: { kind: 'uncertain', failure: { code: 'bad_answer', providerText: why } }, trace };
}

/** Path and token. The file is fetched from our own address of WeChat Pay, whatever host the answer names, so it must name one of WeChat Pay's. */
function pathOf(address: string): string | undefined {
  const url = new URL(address);
  return isOfficial(url) && url.pathname === '/v3/billdownload/file' ? url.pathname + url.search : undefined;
}

/** Packed files begin with gzip's two bytes; some answers come plain although packed ones were asked for. */
function unpacked(bytes: Buffer): Buffer | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch {
    // Cut off, damaged, or unreasonably large: the bill is not had.
    return undefined;
  }
}
