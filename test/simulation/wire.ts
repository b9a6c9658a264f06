/**
 * The wire between one running till and one provider, as the port sees it: requests and answers get lost, late, doubled or
 * forged, and the till's program may end around each of them. What is done at the provider stays done.
 */
import type { Failure, FailureCode } from '../../main/domain/failure.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../main/domain/payment-events.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../main/domain/refund.ts';
import type { Answered, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest } from '../../main/ports.ts';
import type { Dice } from './dice.ts';
import type { Troubles, WireFault } from './faults.ts';
import type { ProviderModel } from './provider-model.ts';
import type { Timeline } from './timeline.ts';

type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };

/** The program at this end of the wire. */
export interface WireEnd {
  readonly alive: boolean;
  /** How far the clock at this end is off, ms. */
  readonly clockWrongBy: number;
  /** An answer came, and with it the provider's time. */
  hearsTime(wallet: Wallet): void;
  crash(): void;
}

/** Both wallets' lines are cut until this moment (true time). */
export interface Outages {
  until: Readonly<Record<Wallet, number>>;
}

type CallName = 'pay' | 'precreate' | 'query' | 'cancel' | 'refund' | 'queryRefund';

interface Call<Answer> {
  readonly name: CallName;
  readonly order: { readonly outTradeNo: string };
  readonly work: () => Answer;
  /** A question that did not leave may be asked again: for it that is only "no answer". */
  readonly neverSent: boolean;
}

/** Calls whose refusal is certain: nothing was done. A question or a cancel that is refused says nothing about the order. */
const MOVES_MONEY: ReadonlySet<CallName> = new Set(['pay', 'precreate', 'refund']);
const DEADLINE_MS = 10_000;
const LAG_MS = 3_000;
/** Beyond this the providers refuse a request for its timestamp, before anything is done. */
const CLOCK_WINDOW_MS = 5 * 60_000;

export class Wire implements PaymentProvider {
  readonly wallet: Wallet;
  private readonly model: ProviderModel;
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly troubles: Troubles;
  private readonly outages: Outages;
  private readonly end: WireEnd;

  constructor(given: {
    readonly model: ProviderModel; readonly timeline: Timeline; readonly dice: Dice; readonly troubles: Troubles; readonly outages: Outages; readonly end: WireEnd;
  }) {
    this.wallet = given.model.wallet;
    this.model = given.model;
    this.timeline = given.timeline;
    this.dice = given.dice;
    this.troubles = given.troubles;
    this.outages = given.outages;
    this.end = given.end;
  }

  pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    return this.send<PayAnswer>({ name: 'pay', order: request, work: () => this.model.pay(request, request.code), neverSent: true });
  }

  precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>> {
    return this.send<PrecreateAnswer>({ name: 'precreate', order: request, work: () => this.model.precreate(request, request.expiresAt), neverSent: true });
  }

  query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    return this.send<QueryAnswer>({ name: 'query', order, work: () => this.model.query(order), neverSent: false });
  }

  cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    return this.send<CancelAnswer>({ name: 'cancel', order, work: () => this.model.cancel(order), neverSent: false });
  }

  refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    return this.send<RefundAnswer>({ name: 'refund', order: request, work: () => this.model.refund(request), neverSent: true });
  }

  queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    return this.send<RefundQueryAnswer>({ name: 'queryRefund', order: request, work: () => this.model.queryRefund(request), neverSent: false });
  }

  private send<Answer>(call: Call<Answer>): Promise<Answered<Answer>> {
    const { timeline, dice, troubles, end } = this;
    // A program that is over waits for ever for what it never sent.
    const silence = new Promise<Answered<Answer>>(() => undefined);
    if (!end.alive) return silence;
    if (troubles.crashAt('before_send')) {
      end.crash();
      return silence;
    }
    const sentAt = timeline.now;
    const there = sentAt + dice.between(20, 250);
    const back = there + dice.between(20, 250);
    if (troubles.crashAt('after_send')) timeline.at(sentAt + dice.between(1, 400), () => end.crash());
    return new Promise<Answered<Answer>>((resolve, reject) => {
      const told = (at: number, give: () => void): void => {
        timeline.at(at, () => {
          if (!end.alive) return;
          if (troubles.crashAt('before_answer_is_told')) end.crash();
          else give();
        });
      };
      const answer = (at: number, value: Answer | Uncertain, status?: number): void => {
        told(at, () => {
          if (status !== undefined) end.hearsTime(this.wallet);
          resolve({ answer: value as Answer, trace: { ms: Math.round(at - sentAt), ...(status !== undefined && { status }) } });
        });
      };
      if (this.isRefusedForClock(call.name)) {
        troubles.count('clock_refused');
        return answer(back, MOVES_MONEY.has(call.name) ? ({ kind: 'refused', failure: { code: 'clock_wrong' } } as Answer) : uncertain('clock_wrong'), 401);
      }
      const fault = this.faultFor(call.name);
      if (fault === undefined) {
        timeline.at(there, () => answer(back, call.work(), 200));
        return;
      }
      this.misbehave(fault, { call, there, back, deadline: sentAt + DEADLINE_MS, answer, fail: (at) => told(at, () => reject(new Error('the adapter broke'))) });
    });
  }

  private faultFor(name: CallName): WireFault | undefined {
    const { timeline, dice, troubles } = this;
    if (this.outages.until[this.wallet] <= timeline.now || troubles.over) return troubles.wire((fault) => fits(fault, name));
    const fault = dice.pick(['request_lost', 'error_before_work', 'never_sent', 'answer_lost'] as const);
    troubles.count(fault);
    return fault;
  }

  /** A question to Alipay carries Alipay's own time, so that a till with a wrong clock may still ask. */
  private isRefusedForClock(name: CallName): boolean {
    return Math.abs(this.end.clockWrongBy) > CLOCK_WINDOW_MS && (this.wallet === 'wechat' || MOVES_MONEY.has(name));
  }

  private misbehave<Answer>(fault: WireFault, way: {
    readonly call: Call<Answer>; readonly there: number; readonly back: number; readonly deadline: number;
    readonly answer: (at: number, value: Answer | Uncertain, status?: number) => void; readonly fail: (at: number) => void;
  }): void {
    const { timeline, dice } = this;
    const { call, there, back, deadline, answer, fail } = way;
    const work = (at: number): void => {
      timeline.at(at, () => {
        call.work();
      });
    };
    switch (fault) {
      case 'never_sent':
        return answer(there, call.neverSent ? ({ kind: 'never_sent', failure: { code: 'never_sent' } } as Answer) : uncertain('never_sent'));
      case 'request_lost':
        return answer(deadline, uncertain('timeout'));
      case 'request_late':
        // Mostly within the time that a request may be under way; a payment now and then long after anybody expects it.
        work(deadline + (call.name === 'pay' && dice.chance(0.1) ? dice.between(60_000, 9_000_000) : dice.between(0, 18_000)));
        return answer(deadline, uncertain('timeout'));
      case 'request_twice':
        work(there + dice.between(1, 20_000));
        timeline.at(there, () => answer(back, call.work(), 200));
        return;
      case 'answer_lost':
        work(there);
        return answer(dice.chance(0.5) ? back : deadline, uncertain('connection_lost'));
      case 'answer_late':
        timeline.at(there, () => answer(there + dice.between(50_000, 120_000), call.work(), 200));
        return;
      case 'answer_slow':
        timeline.at(there, () => answer(there + dice.between(500, 9_500), call.work(), 200));
        return;
      case 'error_before_work':
        return answer(back, uncertain('server_error'), 502);
      case 'error_after_work':
        work(there);
        return answer(back, uncertain('server_error'), 502);
      case 'bad_signature':
        work(there);
        return answer(back, uncertain('bad_signature'), 200);
      case 'wrong_amount':
        work(there);
        return answer(back, { kind: 'mismatch', mismatch: { kind: 'amount', got: '1' } } as Answer, 200);
      case 'adapter_throws':
        if (dice.chance(0.5)) work(there);
        return fail(back);
      case 'cancel_lies':
        return answer(back, { kind: 'done', effect: 'closed' } as Answer, 200);
      case 'not_yet_visible':
        timeline.at(there, () => {
          const order = this.model.orders.get(call.order.outTradeNo);
          const isYoung = order !== undefined && timeline.now - order.createdAt < LAG_MS;
          answer(back, isYoung ? ({ kind: 'absent' } as Answer) : call.work(), 200);
        });
    }
  }
}

/** Some faults exist only for some calls. */
function fits(fault: WireFault, name: CallName): boolean {
  if (fault === 'wrong_amount') return name === 'pay' || name === 'query';
  if (fault === 'cancel_lies') return name === 'cancel';
  if (fault === 'not_yet_visible') return name === 'query';
  return true;
}

function uncertain(code: FailureCode): Uncertain {
  return { kind: 'uncertain', failure: { code } };
}
