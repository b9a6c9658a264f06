/** `alipay.data.dataservice.bill.downloadurl.query`, and the download that its URL leads to. Codes spelled as Alipay does. */
import { randomBytes } from 'node:crypto';
import { hasMovements, makeBill } from '../bill.ts';
import { success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaDay, chinaTime, DAY_MS, HOUR_MS, parseChinaTime } from '../china-time.ts';
import { plainRefusal } from '../refusal.ts';
import type { Outcome, Reply, WireRequest } from '../wire.ts';
import { errorPage } from '../reply.ts';

/** The URL of a bill is dead after this time. */
const URL_LIFE_MS = 30_000;

export function billUrl(call: Call, provider: Provider): Answer {
  const type = call.fields.required('bill_type', 20);
  if (type !== 'trade' && type !== 'signcustomer') throw plainRefusal('TYPE_NOT_SUPPORTED');
  const date = call.fields.required('bill_date', 15);
  const readyAt = availableFrom(date);
  if (readyAt === undefined) throw plainRefusal('INVAILID_ARGUMENTS');
  if (call.now < readyAt) throw plainRefusal('BILL_NOT_EXIST');
  if (date < chinaDay(call.merchant.since).slice(0, date.length)) throw plainRefusal('BILL_DATE_BEFORE_REGISTRATION');
  const token = randomBytes(16).toString('hex');
  provider.store.touch();
  provider.store.state.billTokens.set(token, { merchantId: call.merchant.id, type, date, until: call.now + URL_LIFE_MS });
  const query = new URLSearchParams({
    bizType: type === 'trade' ? 'trade' : 'fnd',
    userId: `${call.merchant.id}0156`,
    fileType: 'csv.zip',
    bizDates: date.replaceAll('-', ''),
    downloadFileName: `${call.merchant.id}0156_${date.replaceAll('-', '')}.csv.zip`,
    fileId: `/${type}/${call.merchant.id}0156/${date.replaceAll('-', '')}.csv.zip`,
    timestamp: String(call.now),
    token,
  });
  const isEmpty = !hasMovements(call.merchant.id, date, provider);
  return success({
    bill_download_url: `${provider.baseUrl()}/downloadBillFile.resource?${query.toString()}`,
    bill_file_code: isEmpty ? 'EMPTY_DATA_WITH_BILL_FILE' : undefined,
  });
}

/** A day's bill can be had the next day from nine o'clock, a month's from the third of the next month. */
function availableFrom(date: string): number | undefined {
  const isMonth = /^\d{4}-\d{2}$/.test(date);
  const start = parseChinaTime(`${isMonth ? `${date}-01` : date} 00:00:00`);
  if (start === undefined) return undefined;
  if (!isMonth) return start + DAY_MS + 9 * HOUR_MS;
  const nextMonth = chinaDay(start + 32 * DAY_MS).slice(0, 7);
  return parseChinaTime(`${nextMonth}-03 00:00:00`);
}

/** The plain GET of a bill's URL: no signature, only the token. */
export class BillDownload implements WireRequest {
  readonly method = 'bill download';
  readonly operation = 'billDownload';
  readonly outTradeNo = undefined;
  readonly authCode = undefined;
  private readonly token: string;
  private readonly provider: Provider;
  private file: Buffer = Buffer.alloc(0);

  constructor(url: string, provider: Provider) {
    this.token = new URL(url, 'http://gateway.invalid').searchParams.get('token') ?? '';
    this.provider = provider;
  }

  work(): Answer {
    const granted = this.provider.store.state.billTokens.get(this.token);
    const now = this.provider.world.clock.now();
    if (!granted || granted.until <= now) throw plainRefusal('BILL_NOT_EXIST');
    this.file = makeBill(granted.merchantId, granted.type, granted.date, this.provider);
    return success({ exported: chinaTime(now) });
  }

  reply(outcome: Outcome): Promise<Reply> {
    const reply = outcome.kind === 'refusal' ? errorPage(403) : { status: 200, headers: { 'content-type': 'application/zip' }, body: this.file };
    return Promise.resolve(reply);
  }
}
