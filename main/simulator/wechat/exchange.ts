/**
 * One request's way through the planned faults: where the connection dies, what is delayed, what is spoilt. Both wires
 * (v3 JSON, v2 XML) go through here with their own work and encoding, so a fault means the same on both.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Operation } from '../faults.ts';
import type { ScriptedEnding } from '../scenarios.ts';
import type { SignatureFlaw } from './platform.ts';
import { Refusal } from './refusal.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What the provider has to say, before it is encoded and signed. */
export interface Outcome {
  readonly status: number;
  readonly fields?: Fields;
  /** A file instead of fields; never signed. */
  readonly file?: { readonly type: string; readonly bytes: Buffer };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request that has been understood and authenticated, ready to be carried out. */
export interface Job {
  readonly operation: Operation;
  readonly outTradeNo: string | undefined;
  /** Pay calls only: the ending that the request itself chose, and the payment code, which may name a scripted one. */
  readonly ending: ScriptedEnding | undefined;
  readonly paymentCode: string | undefined;
  /** Does what was asked. Throws Refusal. */
  readonly work: () => Outcome;
  /** Answers as if it had been done, without doing it; absent where nothing can be claimed. */
  readonly pretend?: () => Outcome;
  readonly encode: (outcome: Outcome, flaw?: SignatureFlaw) => Reply;
  readonly refuse: (refusal: Refusal) => Reply;
}

/** Carries the job out under the fault and answers. Resolves to the log's word for the answer. */
export async function carryOut(job: Job, fault: Fault | undefined, response: ServerResponse): Promise<string> {
  switch (fault?.kind) {
    case undefined:
      break;
    case 'drop-before':
      response.destroy();
      return 'dropped before the work';
    case 'drop-after': {
      const done = perform(job, job.work);
      response.destroy();
      return `dropped after ${done.label}`;
    }
    case 'delay-work':
      await sleep(fault.ms, undefined, { ref: false });
      return send(response, perform(job, job.work));
    case 'delay-answer': {
      const done = perform(job, job.work);
      await sleep(fault.ms, undefined, { ref: false });
      return send(response, done);
    }
    case 'drip': {
      const done = perform(job, job.work);
      await drip(response, done.reply, fault.everyMs);
      return done.label;
    }
    case 'http-error':
      if (fault.work) perform(job, job.work);
      return send(response, { reply: page(fault.status), label: `${fault.status} page` });
    case 'redirect':
      return send(response, { reply: { status: 302, headers: { Location: fault.location, 'Content-Type': 'text/html' }, body: Buffer.alloc(0) }, label: '302' });
    case 'system-error':
      if (fault.work) perform(job, job.work);
      return send(response, refused(job, new Refusal('SYSTEM_ERROR', '系统异常，请稍后重试')));
    case 'too-many-requests':
      return send(response, refused(job, new Refusal('FREQUENCY_LIMITED', '请求过于频繁，请稍后重试')));
    case 'truncated': {
      const { reply, label } = perform(job, job.work);
      return send(response, { reply: { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)) }, label });
    }
    case 'signature':
      return send(response, perform(job, job.work, fault.flaw));
    case 'wrong-content':
      return send(response, perform(job, () => spoil(job.work(), fault.flaw)));
    case 'not-yet-visible':
      return send(response, hidden(job) ?? perform(job, job.work));
    case 'lies-done':
      return send(response, perform(job, job.pretend ?? job.work));
  }
  return send(response, perform(job, job.work));
}

interface Done {
  readonly reply: Reply;
  readonly label: string;
}

function perform(job: Job, work: () => Outcome, flaw?: SignatureFlaw): Done {
  try {
    const outcome = work();
    const state = outcome.fields?.['trade_state'] ?? outcome.fields?.['status'];
    return { reply: job.encode(outcome, flaw), label: typeof state === 'string' ? `${outcome.status} ${state}` : String(outcome.status) };
  } catch (error) {
    if (error instanceof Refusal) return refused(job, error);
    throw error;
  }
}

function refused(job: Job, refusal: Refusal): Done {
  return { reply: job.refuse(refusal), label: `${refusal.status} ${refusal.code}` };
}

function hidden(job: Job): Done | undefined {
  if (job.operation === 'query') return refused(job, new Refusal('ORDER_NOT_EXIST', '订单不存在'));
  if (job.operation === 'refundQuery') return refused(job, new Refusal('RESOURCE_NOT_EXISTS', '退款单不存在'));
  return undefined;
}

function send(response: ServerResponse, done: Done): string {
  response.writeHead(done.reply.status, headersOf(done.reply));
  response.end(done.reply.body);
  return done.label;
}

/** A refusal outside any job (unknown path, bad signature). */
export function sendReply(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, headersOf(reply));
  response.end(reply.body);
}

function headersOf(reply: Reply): Record<string, string> {
  return reply.status === 204 ? { ...reply.headers } : { ...reply.headers, 'Content-Length': String(reply.body.length) };
}

async function drip(response: ServerResponse, reply: Reply, everyMs: number): Promise<void> {
  response.writeHead(reply.status, headersOf(reply));
  for (const byte of reply.body) {
    if (response.destroyed) return;
    response.write(Buffer.from([byte]));
    await sleep(everyMs);
  }
  response.end();
}

/** An error page of the web server in front of the interfaces. */
export function page(status: number): Reply {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: Buffer.from(`<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`) };
}

const OTHER_NUMBER = 'SOMEBODY_ELSES_ORDER';
const NUMBER_FIELDS = new Set(['out_trade_no']);
const MERCHANT_FIELDS = new Set(['mchid', 'sp_mchid', 'sub_mchid', 'mch_id', 'sub_mch_id']);
const AMOUNT_FIELDS = new Set(['total', 'payer_total', 'refund', 'total_fee', 'cash_fee', 'refund_fee']);

/** The answer with another amount, number or merchant; it is signed after this, so its signature is good. */
function spoil(outcome: Outcome, flaw: 'amount' | 'number' | 'merchant'): Outcome {
  return outcome.fields ? { ...outcome, fields: spoilFields(outcome.fields, flaw) } : outcome;
}

function spoilFields(fields: Fields, flaw: 'amount' | 'number' | 'merchant'): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, unknown] => {
      if (flaw === 'number' && NUMBER_FIELDS.has(name)) return [name, OTHER_NUMBER];
      if (flaw === 'merchant' && MERCHANT_FIELDS.has(name)) return [name, '1600000000'];
      // v2 numbers the fields of several refunds: refund_fee_0.
      if (flaw === 'amount' && AMOUNT_FIELDS.has(name.replace(/_\d+$/, ''))) return [name, typeof value === 'number' ? value + 1 : String(Number(value) + 1)];
      return [name, isFields(value) ? spoilFields(value, flaw) : value];
    }),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
