/**
 * APIv3 "申请交易账单", "申请资金账单" and the download behind them. The download address names WeChat's real host, lives
 * five minutes, wants an ordinary Authorization, and its answer is not signed; the hash is SHA-1 of the plain text.
 */
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { TradeBillType } from './bill-files.ts';
import { fundFlowBill, tradeBill } from './bill-files.ts';
import type { Outcome } from './exchange.ts';
import { badField, Refusal } from './refusal.ts';
import { beijingDay, DAY_MS, startOfBeijingDay } from './time.ts';
import type { V3Call } from './v3-call.ts';
import { queryOf, subMerchantOf } from './v3-call.ts';
import type { V3Route } from './v3-wire.ts';

const TOKEN_LIFE_MS = 5 * 60_000;

/** Bills of a day are made from nine o'clock of the next one. */
const READY_AFTER_MS = DAY_MS + 9 * 3_600_000;
const KEPT_MS = 92 * DAY_MS;
const DOWNLOAD = 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=';

interface Ticket {
  readonly mchid: string;
  readonly bytes: Buffer;
  readonly zipped: boolean;
  readonly until: number;
}

/** The day asked for, if its bill can exist now. */
export function demandBillDay(day: string, now: number): string {
  const start = startOfBeijingDay(day);
  if (start === undefined) throw badField('bill_date', '格式必须为yyyy-MM-dd', day, 'query');
  if (day >= beijingDay(now)) throw new Refusal('NO_STATEMENT_EXIST', '请求的账单文件不存在');
  if (now < start + READY_AFTER_MS) throw new Refusal('STATEMENT_CREATING', '账单生成中，请稍后再试');
  if (now > start + KEPT_MS) throw new Refusal('NO_STATEMENT_EXIST', '仅支持三个月内的账单下载申请');
  return day;
}

export function billRoutes(): readonly V3Route[] {
  const tickets = new Map<string, Ticket>();

  const issue = (call: V3Call, text: string | undefined, tarType: string | undefined): Outcome => {
    if (text === undefined) throw new Refusal('NO_STATEMENT_EXIST', '账单文件不存在，当日无数据');
    if (tarType !== undefined && tarType !== 'GZIP') throw badField('tar_type', '只支持GZIP', tarType, 'query');
    const now = call.book.now();
    for (const [token, ticket] of tickets) if (ticket.until <= now) tickets.delete(token);
    const token = randomBytes(32).toString('base64url');
    const plain = Buffer.from(text);
    const zipped = tarType === 'GZIP';
    tickets.set(token, { mchid: call.merchant.mchid, bytes: zipped ? gzipSync(plain) : plain, zipped, until: now + TOKEN_LIFE_MS });
    return { status: 200, fields: { hash_type: 'SHA1', hash_value: createHash('sha1').update(plain).digest('hex'), download_url: `${DOWNLOAD}${token}` } };
  };

  const trade = (call: V3Call): Outcome => {
    const { bill_date = '', bill_type = 'ALL', tar_type, sub_mchid } = queryOf(call, ['bill_date'], ['bill_type', 'tar_type', 'sub_mchid']);
    if (!isTradeBillType(bill_type)) throw badField('bill_type', '不支持的账单类型', bill_type, 'query');
    const day = demandBillDay(bill_date, call.book.now());
    const sub = sub_mchid === undefined ? undefined : subMerchantOf(call.merchant, sub_mchid);
    const orders = call.book.all().filter((order) => order.seller.mchid === call.merchant.mchid && (!sub || order.seller.subMchid === sub.mchid));
    return issue(call, tradeBill(orders, day, bill_type), tar_type);
  };

  const fundFlow = (call: V3Call): Outcome => {
    const { bill_date = '', account_type = 'BASIC', tar_type } = queryOf(call, ['bill_date'], ['account_type', 'tar_type']);
    if (!['BASIC', 'OPERATION', 'FEES'].includes(account_type)) throw badField('account_type', '不支持的账户类型', account_type, 'query');
    const day = demandBillDay(bill_date, call.book.now());
    const moves = account_type === 'BASIC' ? call.book.fundsMoves().filter((move) => move.mchid === call.merchant.mchid) : [];
    return issue(call, fundFlowBill(moves, day), tar_type);
  };

  const download = (call: V3Call): Outcome => {
    const { token = '' } = queryOf(call, ['token']);
    const ticket = tickets.get(token);
    if (!ticket || ticket.mchid !== call.merchant.mchid || ticket.until <= call.book.now()) throw new Refusal('INVALID_REQUEST', '下载地址无效或已过期，请重新申请账单');
    return { status: 200, file: { type: ticket.zipped ? 'application/octet-stream' : 'text/plain; charset=utf-8', bytes: ticket.bytes } };
  };

  return [
    { method: 'GET', path: /^\/v3\/bill\/tradebill$/, operation: 'bill', handler: { work: trade } },
    { method: 'GET', path: /^\/v3\/bill\/fundflowbill$/, operation: 'bill', handler: { work: fundFlow } },
    { method: 'GET', path: /^\/v3\/billdownload\/file$/, operation: 'billDownload', handler: { work: download } },
  ];
}

function isTradeBillType(type: string): type is TradeBillType {
  return type === 'ALL' || type === 'SUCCESS' || type === 'REFUND';
}
