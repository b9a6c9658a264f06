/**
 * Fetches the business bill of a day: asks for the address of its file, which is valid for thirty seconds, fetches and unpacks it at
 * once. The address comes signed, the file does not: it is fetched over TLS from Alipay's own bill centre, and nowhere else.
 * Source: alipay.data.dataservice.bill.downloadurl.query.
 */
import * as z from 'zod';
import type { Answered, BillAnswer, BillSource, CallTrace, Clock } from '../../../ports.ts';
import type { HttpDoor } from '../../http.ts';
import { isDetailFile, readBill } from './bill-file.ts';
import { chinaDay, DAY_MS } from './china-time.ts';
import { alipayOrigins } from './hosts.ts';
import { LOST, unknown } from './line.ts';
import type { AlipayLine, Budget } from './line.ts';
import type { AlipaySettings } from './settings.ts';
import { failureOf } from './wire.ts';
import type { CommonNode } from './wire.ts';
import { unzip } from './zip.ts';

const METHOD = 'alipay.data.dataservice.bill.downloadurl.query';
/** Bills are made from nine o'clock of the next day; large ones take longer. */
const LATE_AFTER_MS = 3 * DAY_MS;
const BUDGET: Budget = { deadlineMs: 60_000, ownConnection: false };
const MAX_PACKED_BYTES = 16 * 1_048_576;
const MAX_BYTES = 128 * 1_048_576;
const EMPTY_BILL = 'EMPTY_DATA_WITH_BILL_FILE';

const ticket = z.object({ bill_download_url: z.url().optional(), bill_file_code: z.string().optional() });

export class AlipayBills implements BillSource {
  readonly wallet = 'alipay';
  private readonly settings: AlipaySettings;
  private readonly line: AlipayLine;
  private readonly door: HttpDoor;
  private readonly clock: Clock;

  constructor(settings: AlipaySettings, line: AlipayLine, door: HttpDoor, clock: Clock) {
    this.settings = settings;
    this.line = line;
    this.door = door;
    this.clock = clock;
  }

  /** The bill of one day in China. Throws RangeError for a text that is no date. */
  async downloadBill(date: string): Promise<Answered<BillAnswer>> {
    const day = chinaDay(date);
    if (this.clock.now() < day.to) return { answer: { kind: 'not_ready' }, trace: { ms: 0 } };
    const { outcome, trace } = await this.line.call(METHOD, { bill_type: 'trade', bill_date: date }, BUDGET);
    if (outcome.kind !== 'node') return { answer: unknown(outcome), trace };
    if (outcome.node.code !== '10000') return { answer: this.refused(outcome.node, day.to), trace };
    const told = ticket.safeParse(outcome.raw);
    if (told.success && told.data.bill_file_code === EMPTY_BILL) return { answer: { kind: 'none' }, trace };
    const url = told.success && told.data.bill_download_url !== undefined ? this.addressOf(told.data.bill_download_url) : undefined;
    return url === undefined ? damaged(trace, 'no address at Alipay') : this.fetch(url, date);
  }

  private async fetch(url: string, date: string): Promise<Answered<BillAnswer>> {
    const result = await this.door.send({ method: 'GET', name: 'alipay.bill.download', url, headers: {}, maxBytes: MAX_PACKED_BYTES, ...BUDGET });
    const { ms } = result;
    if (result.kind === 'never_sent') return { answer: { kind: 'uncertain', failure: { code: 'never_sent', providerCode: result.code } }, trace: { ms } };
    if (result.kind === 'lost') return { answer: { kind: 'uncertain', failure: { code: LOST[result.reason] } }, trace: { ms } };
    const trace: CallTrace = { ms, status: result.status };
    if (result.status !== 200) return { answer: { kind: 'uncertain', failure: { code: result.status >= 500 ? 'server_error' : 'bad_answer' } }, trace };
    const details = unzip(result.body, MAX_BYTES)?.filter(({ content }) => isDetailFile(content)) ?? [];
    const [file] = details;
    if (!file || details.length > 1) return damaged(trace, 'not the archive of one bill');
    const bill = readBill(file.content, date, this.settings.sellerId);
    if ('flaw' in bill) return damaged(trace, bill.flaw);
    return { answer: { kind: 'bill', bill: { wallet: 'alipay', date, ...bill } }, trace };
  }

  /** Alipay writes addresses with plain http; nothing on the way may change a bill. */
  private addressOf(text: string): string | undefined {
    const [gateway = '', ...centres] = alipayOrigins(this.settings.gatewayUrl);
    const url = new URL(text);
    if (url.protocol === 'http:' && url.origin !== gateway) url.protocol = 'https:';
    return url.origin === gateway || centres.includes(url.origin) ? url.href : undefined;
  }

  /** "There is no such bill" is also what a bill that is late looks like: it proves only that there is none to be had now. */
  private refused(node: CommonNode, dayEnd: number): BillAnswer {
    const subCode = node.sub_code?.replace(/^is[pv]\./i, '').toUpperCase();
    const isLate = this.clock.now() >= dayEnd + LATE_AFTER_MS;
    if ((subCode === 'BILL_NOT_EXIST' || subCode === 'NO_BILL_DATA') && !isLate) return { kind: 'not_ready' };
    if (subCode === 'NO_BILL_DATA' || subCode === 'BILL_DATE_BEFORE_REGISTRATION') return { kind: 'none' };
    return { kind: 'uncertain', failure: failureOf(node, 'pay') };
  }
}

function damaged(trace: CallTrace, why: string): Answered<BillAnswer> {
  return { answer: { kind: 'uncertain', failure: { code: 'bad_answer', providerText: why } }, trace };
}
