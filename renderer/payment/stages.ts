/**
 * How each stage of a payment looks and what may be pressed in it. Nothing about money is decided here: what may be done was
 * decided by the core (`can`), this only says in which order it is offered.
 */
import type { PaymentView, Stage } from '../../preload/contract/views.ts';
import type { Tone } from '../components/StateBadge.tsx';
import type { Texts } from '../text/text.tsx';

/** A payment's stage; of one that came too late also how far its money is on the way back, so that nobody gives it back a second time. */
export type PaymentState = Stage | 'late_returning' | 'late_stuck' | 'late_returned';

export function stateOf({ stage, amount, refunds }: Pick<PaymentView, 'stage' | 'amount' | 'refunds'>): PaymentState {
  if (stage !== 'paid_late') return stage;
  const begun = refunds.filter(({ phase }) => phase !== 'refused');
  if (sumOf(begun) < amount) return stage;
  if (sumOf(begun.filter(({ phase }) => phase === 'done')) >= amount) return 'late_returned';
  return begun.some(isStuck) ? 'late_stuck' : 'late_returning';
}

/** A refund that comes to no end without a person. */
export function isStuck({ phase, unresolvedAt }: PaymentView['refunds'][number]): boolean {
  return phase === 'abnormal' || unresolvedAt !== undefined;
}

/** Fen. */
function sumOf(refunds: PaymentView['refunds']): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

/** The few words for a payment's state, on badges and as the title of its window. */
export function stateWord(payment: Pick<PaymentView, 'stage' | 'kind' | 'amount' | 'refunds'>, { say, lookUp }: Pick<Texts, 'say' | 'lookUp'>): string {
  const state = stateOf(payment);
  return lookUp(`stage.${state}.${payment.kind}`) ?? say(`stage.${state}`);
}

/** The colour of each state, nothing out of the ordinary counted. */
export const STATE_TONES: Readonly<Record<PaymentState, Tone>> = {
  sending: 'wait',
  confirm_on_phone: 'wait',
  scan_qr: 'wait',
  checking: 'check',
  proving: 'check',
  cancelling: 'check',
  paid: 'proven',
  paid_after_all: 'proven',
  paid_late: 'alarm',
  late_returning: 'check',
  late_stuck: 'alarm',
  late_returned: 'neutral',
  not_charged: 'neutral',
  returned: 'neutral',
  unproven: 'check',
};

/** Red when a person must look at it, whatever the stage says; green for nothing but a proved payment. */
export function toneOf(payment: Pick<PaymentView, 'stage' | 'attention' | 'amount' | 'refunds'>): Tone {
  const { stage, attention } = payment;
  if (attention.some((word) => word !== 'forced' && !saidByStage(word, stage))) return 'alarm';
  return STATE_TONES[stateOf(payment)];
}

/** Some stages say by themselves what is out of the ordinary. */
export function saidByStage(word: PaymentView['attention'][number], stage: Stage): boolean {
  return (word === 'late' && stage === 'paid_late') || (word === 'forced' && stage === 'unproven');
}

export type PaymentAct =
  | 'check' | 'cancel'
  /** Declare it done although the provider has not confirmed it; needs an approval and stays unproven. */
  | 'force'
  /** Settle the sale otherwise; the payment stays watched. */
  | 'release'
  /** Ask for a new payment code, or make a new QR, under a new number. */
  | 'again'
  /** Give back what was paid and is not needed. */
  | 'give_back'
  /** Put the ended payment away and go on with the sale. */
  | 'go_on';

const ENDED: ReadonlySet<Stage> = new Set<Stage>(['paid', 'paid_after_all', 'paid_late', 'not_charged', 'returned', 'unproven']);

export function isEnded(stage: Stage): boolean {
  return ENDED.has(stage);
}

/** What the window offers, the safe default first. `ofOpenSale`: the payment belongs to the sale on the screen. */
export function actsOf(payment: PaymentView, ofOpenSale: boolean): readonly PaymentAct[] {
  const { can, stage } = payment;
  const acts: PaymentAct[] = [];
  if (ofOpenSale && stage === 'not_charged' && mayTryAgain(payment)) acts.push('again');
  if (can.refund && stateOf(payment) === 'paid_late') acts.push('give_back');
  if (isEnded(stage)) acts.push('go_on');
  if (can.check) acts.push('check');
  if (can.release) acts.push('release');
  if (can.cancel) acts.push('cancel');
  if (can.force) acts.push('force');
  return acts;
}

function mayTryAgain({ failure }: PaymentView): boolean {
  return failure === undefined || failure.next === 'rescan' || failure.next === 'try_again' || failure.next === 'query_first';
}

/** The act that Enter does, or none: only the harmless ones. */
export function defaultAct(acts: readonly PaymentAct[]): PaymentAct | undefined {
  const [first] = acts;
  return first === 'again' || first === 'go_on' ? first : undefined;
}

/** The four steps of a payment's way, and where it stands: 0…3, 4 when it has ended. */
export const STEPS = ['sent', 'customer', 'asking', 'closing'] as const;

export function stepOf(stage: Stage): number {
  switch (stage) {
    case 'sending': return 0;
    case 'confirm_on_phone':
    case 'scan_qr': return 1;
    case 'checking':
    case 'proving': return 2;
    case 'cancelling': return 3;
    case 'paid':
    case 'paid_after_all':
    case 'paid_late':
    case 'not_charged':
    case 'returned':
    case 'unproven': return 4;
  }
}

/** How much of the time to wait is over, 0…1; null where no end can be foretold. */
export function shareOfTime({ stage, createdAt, expiresAt }: PaymentView, now: number): number | null {
  if (stage !== 'confirm_on_phone' && stage !== 'scan_qr' && stage !== 'sending') return null;
  const whole = expiresAt - createdAt;
  return whole > 0 ? Math.min(1, Math.max(0, (now - createdAt) / whole)) : null;
}

/** Whole seconds until a moment, never negative. */
export function secondsUntil(moment: number, now: number): number {
  return Math.max(0, Math.ceil((moment - now) / 1000));
}

/** 272 → `4:32`. */
export function minutesText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
