/**
 * Carries one request through the simulated gateway: takes the fault that is planned for it, does the work (before, after
 * or not at all, as the fault says) and sends the answer, or destroys the socket.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptedEnding } from '../scenarios.ts';
import type { Fault, FaultPlan } from '../faults.ts';
import type { SimLogLine } from '../gateway.ts';
import type { Answer, Provider } from './call.ts';
import { codeMark } from './methods/pay.ts';
import { Refusal } from './refusal.ts';
import { errorPage } from './reply.ts';
import { falsified } from './falsify.ts';
import type { Outcome, Reply, WireRequest } from './wire.ts';

export interface ServeContext {
  readonly provider: Provider;
  readonly faults: FaultPlan;
  /** Aborted when the gateway closes: everything delayed is dropped. */
  readonly closing: AbortSignal;
  readonly log: (line: SimLogLine) => void;
}

export async function serve(request: WireRequest, response: ServerResponse, context: ServeContext): Promise<void> {
  const fault = faultFor(request, context);
  const note = (answer: string): void => {
    const { operation, method, outTradeNo } = request;
    const at = context.provider.world.clock.now();
    context.log({ at, operation: operation === 'other' ? method || 'other' : operation, outTradeNo, answer, fault: fault?.kind });
  };

  if (fault?.kind === 'delay-work') await sleep(fault.ms, undefined, { signal: context.closing });
  const withoutWork = replyWithoutWork(fault);
  if (withoutWork) {
    note(withoutWork === 'hang-up' ? 'connection lost, nothing done' : `HTTP ${withoutWork.status}, nothing done`);
    if (withoutWork === 'hang-up') response.destroy();
    else send(response, withoutWork);
    return;
  }

  const real = carryOut(request, fault, context);
  context.provider.store.flush();
  const outcome = fault?.kind === 'wrong-content' ? falsified(real, fault.flaw) : real;
  if (fault?.kind === 'delay-answer') await sleep(fault.ms, undefined, { signal: context.closing });
  if (fault?.kind === 'drop-after') {
    note(`${summary(outcome)}, answer lost`);
    response.destroy();
    return;
  }
  const reply = fault?.kind === 'http-error' ? errorPage(fault.status) : await request.reply(outcome, fault?.kind === 'signature' ? fault.flaw : undefined);
  note(summary(outcome));
  if (fault?.kind === 'drip') await drip(response, reply, fault.everyMs, context.closing);
  else send(response, fault?.kind === 'truncated' ? { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)) } : reply);
}

/** A planned fault, or else the one in the scripted payment code, which strikes once. */
function faultFor(request: WireRequest, context: ServeContext): Fault | undefined {
  const { operation, outTradeNo, authCode } = request;
  const planned = context.faults.take({ gateway: 'alipay', operation, ...(outTradeNo === undefined ? {} : { outTradeNo }) });
  if (planned || operation !== 'pay' || authCode === undefined) return planned;
  const { scriptedStruck } = context.provider.store.state;
  const mark = codeMark(authCode);
  const scripted = scriptedEnding(authCode)?.fault;
  if (!scripted || scriptedStruck.has(mark)) return undefined;
  scriptedStruck.add(mark);
  return scripted;
}

function replyWithoutWork(fault: Fault | undefined): Reply | 'hang-up' | undefined {
  if (fault?.kind === 'drop-before') return 'hang-up';
  if (fault?.kind === 'redirect') return { status: 302, headers: { location: fault.location }, body: Buffer.alloc(0) };
  if (fault?.kind === 'http-error' && !fault.work) return errorPage(fault.status);
  return undefined;
}

function carryOut(request: WireRequest, fault: Fault | undefined, context: ServeContext): Outcome {
  if (fault?.kind === 'too-many-requests') return { kind: 'refusal', refusal: new Refusal('40005', 'isv.app-call-limited') };
  if (fault?.kind === 'system-error' && !fault.work) return { kind: 'refusal', refusal: new Refusal('20000', 'aop.unknow-error') };
  const outcome = fault?.kind === 'lies-done' ? undone(request, context.provider) : attempt(() => request.work(fault?.kind === 'not-yet-visible'));
  if (fault?.kind !== 'system-error') return outcome;
  /* The cancel API spells its prefix with two letters swapped. */
  return { kind: 'refusal', refusal: new Refusal('40004', request.operation === 'cancel' ? 'AQC.SYSTEM_ERROR' : 'ACQ.SYSTEM_ERROR') };
}

function attempt(work: () => Answer): Outcome {
  try {
    return { kind: 'answer', answer: work() };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refusal', refusal: error };
    throw error;
  }
}

/** Does the work, keeps the answer, and puts everything back as it was. */
function undone(request: WireRequest, { store, world }: Provider): Outcome {
  const balances = [...world.buyers.values()].map((buyer) => ({ buyer, balanceFen: buyer.balanceFen }));
  const code = request.authCode === undefined ? undefined : world.lookUpCode('alipay', request.authCode);
  const outcome = store.undoing(() => attempt(() => request.work(false)));
  for (const { buyer, balanceFen } of balances) buyer.balanceFen = balanceFen;
  if (code?.kind === 'buyer') code.issued.used = false;
  return outcome;
}

function summary(outcome: Outcome): string {
  return outcome.kind === 'answer' ? outcome.answer.code : `${outcome.refusal.code} ${outcome.refusal.subCode}`;
}

export function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
  response.end(reply.body);
}

async function drip(response: ServerResponse, reply: Reply, everyMs: number, closing: AbortSignal): Promise<void> {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
  for (let at = 0; at < reply.body.length && !response.destroyed; at += 1) {
    response.write(reply.body.subarray(at, at + 1));
    await sleep(everyMs, undefined, { signal: closing });
  }
  response.end();
}
