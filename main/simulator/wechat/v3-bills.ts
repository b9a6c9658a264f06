/**
 * APIv3 "申请交易账单", "申请资金账单", "申请单个子商户资金账单" and the download behind them. The download address names WeChat's real host, lives
 * five minutes, wants an ordinary Authorization, and its answer is not signed; the hash is SHA-1 of the plain text. A sub-merchant's
 * bill is packed first and sealed then, under a key that only the provider's certificate opens.
 */
import { constants, createHash, publicEncrypt, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { TradeBillType } from './bill-files.ts';
import { fundFlowBill, tradeBill } from './bill-files.ts';
import type { Outcome } from './exchange.ts';
import { randomText } from './merchants.ts';
import type { WechatMerchant } from './merchants.ts';
import { badField, Refusal } from './refusal.ts';
import { sealBytes } from './sealed.ts';
import { beijingDay, DAY_MS, startOfBeijingDay } from './time.ts';
import type { V3Call } from './v3-call.ts';
import { queryOf, subMerchantOf } from './v3-call.ts';
import type { V3Route } from './v3-wire.ts';

const TOKEN_LIFE_MS = 5 * 60_000;

/** Bills of a day are made from nine o'clock of the next one. */
const READY_AFTER_MS = DAY_MS + 9 * 3_600_000;
const KEPT_MS = 92 * DAY_MS;
const DOWNLOAD = 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=';

const ACCOUNTS = ['BASIC', 'OPERATION', 'FEES'];

interface Ticket {
  readonly mchid: string;
  readonly bytes: Buffer;
  readonly isText: boolean;
  readonly until: number;
}

/** A bill that is ready to be downloaded, and how its reader may check it. */
interface Bill {
  readonly bytes: Buffer;
  readonly isText: boolean;
  readonly hash: string;
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

  /** The address at which these bytes can be had for the next five minutes, by this merchant. */
  const offer = (call: V3Call, bytes: Buffer, isText: boolean): string => {
    const now = call.book.now();
    for (const [token, ticket] of tickets) if (ticket.until <= now) tickets.delete(token);
    const token = randomBytes(32).toString('base64url');
    tickets.set(token, { mchid: call.merchant.mchid, bytes, isText, until: now + TOKEN_LIFE_MS });
    return `${DOWNLOAD}${token}`;
  };

  const answer = (call: V3Call, { bytes, isText, hash }: Bill): Outcome => ({ status: 200, fields: { hash_type: 'SHA1', hash_value: hash, download_url: offer(call, bytes, isText) } });

  const trade = (call: V3Call): Outcome => {
    const { bill_date = '', bill_type = 'ALL', tar_type, sub_mchid } = queryOf(call, ['bill_date'], ['bill_type', 'tar_type', 'sub_mchid']);
    if (!isTradeBillType(bill_type)) throw badField('bill_type', '不支持的账单类型', bill_type, 'query');
    const day = demandBillDay(bill_date, call.book.now());
    const sub = sub_mchid === undefined ? undefined : subMerchantOf(call.merchant, sub_mchid);
    const orders = call.book.all().filter((order) => order.seller.mchid === call.merchant.mchid && (!sub || order.seller.subMchid === sub.mchid));
    return answer(call, packed(tradeBill(orders, day, bill_type), tar_type));
  };

  const fundFlow = (call: V3Call): Outcome => {
    const { bill_date = '', account_type = 'BASIC', tar_type } = queryOf(call, ['bill_date'], ['account_type', 'tar_type']);
    return answer(call, packed(accountBill(call, call.merchant.mchid, account_type, bill_date), tar_type));
  };

  const subMerchantFundFlow = (call: V3Call): Outcome => {
    const { sub_mchid, bill_date = '', account_type = '', algorithm, tar_type } = queryOf(call, ['sub_mchid', 'bill_date', 'account_type', 'algorithm'], ['tar_type']);
    if (call.merchant.kind !== 'partner') throw new Refusal('NO_AUTH', '商户号不是服务商，无权限调用该接口');
    if (algorithm !== 'AEAD_AES_256_GCM') throw badField('algorithm', '不支持的加密算法', algorithm, 'query');
    const { bytes, hash } = packed(accountBill(call, subMerchantOf(call.merchant, sub_mchid).mchid, account_type, bill_date), tar_type);
    const [key, nonce] = [randomText(32), randomText(12)];
    const part = { bill_sequence: 1, download_url: offer(call, sealBytes(key, nonce, bytes), false), encrypt_key: keyFor(call.merchant, key), hash_type: 'SHA1', hash_value: hash, nonce };
    return { status: 200, fields: { download_bill_count: 1, download_bill_list: [part] } };
  };

  const download = (call: V3Call): Outcome => {
    const { token = '' } = queryOf(call, ['token']);
    const ticket = tickets.get(token);
    if (ticket && ticket.mchid !== call.merchant.mchid) throw new Refusal('NO_AUTH', '下载账单的商户与申请账单的商户不一致');
    if (!ticket || ticket.until <= call.book.now()) throw new Refusal('INVALID_REQUEST', '下载地址无效或已过期，请重新申请账单');
    return { status: 200, file: { type: ticket.isText ? 'text/plain; charset=utf-8' : 'application/octet-stream', bytes: ticket.bytes } };
  };

  return [
    { method: 'GET', path: /^\/v3\/bill\/tradebill$/, operation: 'bill', handler: { work: trade } },
    { method: 'GET', path: /^\/v3\/bill\/fundflowbill$/, operation: 'bill', handler: { work: fundFlow } },
    { method: 'GET', path: /^\/v3\/bill\/sub-merchant-fundflowbill$/, operation: 'bill', handler: { work: subMerchantFundFlow } },
    { method: 'GET', path: /^\/v3\/billdownload\/file$/, operation: 'billDownload', handler: { work: download } },
  ];
}

/** Every movement is on the basic account; the two others exist and are empty. */
function accountBill(call: V3Call, mchid: string, account: string, date: string): string | undefined {
  if (!ACCOUNTS.includes(account)) throw badField('account_type', '不支持的账户类型', account, 'query');
  const day = demandBillDay(date, call.book.now());
  return fundFlowBill(account === 'BASIC' ? call.book.fundsMoves().filter((move) => move.mchid === mchid) : [], day);
}

function packed(text: string | undefined, tarType: string | undefined): Bill {
  if (text === undefined) throw new Refusal('NO_STATEMENT_EXIST', '账单文件不存在，当日无数据');
  if (tarType !== undefined && tarType !== 'GZIP') throw badField('tar_type', '只支持GZIP', tarType, 'query');
  const plain = Buffer.from(text);
  const isText = tarType === undefined;
  return { bytes: isText ? plain : gzipSync(plain), isText, hash: createHash('sha1').update(plain).digest('hex') };
}

/** The file's key, for the holder of the merchant's private key alone (RSA-OAEP with SHA-1). */
function keyFor(merchant: WechatMerchant, key: string): string {
  return publicEncrypt({ key: merchant.merchantPublicKeyPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from(key)).toString('base64');
}

function isTradeBillType(type: string): type is TradeBillType {
  return type === 'ALL' || type === 'SUCCESS' || type === 'REFUND';
}
