/**
 * Scripted payment codes: a tester without a phone types a code whose last four digits choose what happens. Both gateways
 * read the same list. Form: two digits of the wallet, eight zeros, four free digits (so that each code is used once), and
 * the four digits of the script. Codes from the wallet page never look like this.
 */
import type { Fault } from './faults.ts';
import type { PhoneMood, Wallet } from './world.ts';

export interface ScriptedEnding {
  readonly digits: string;
  readonly name: string;
  /** How the phone behaves. */
  readonly mood: PhoneMood;
  /** With mood `asks-pin`: the buyer confirms by itself after this time, ms; absent = never by itself. */
  readonly confirmsAfterMs?: number;
  /** The code itself is refused. */
  readonly refusal?: 'invalid' | 'expired' | 'used';
  /** What happens on the wire of the pay call. */
  readonly fault?: Fault;
  /** The buyer confirms in the moment the till's cancel arrives, just before it is carried out. */
  readonly paysDuringCancel?: boolean;
}

export const SCRIPTED_ENDINGS: readonly ScriptedEnding[] = [
  { digits: '0001', name: 'pays at once', mood: 'pays-at-once' },
  { digits: '0002', name: 'enters the PIN after 8 s', mood: 'asks-pin', confirmsAfterMs: 8_000 },
  { digits: '0003', name: 'is asked for the PIN and never answers', mood: 'never-answers' },
  { digits: '0004', name: 'declines on the phone', mood: 'declines' },
  { digits: '0005', name: 'has too little money', mood: 'no-money' },
  { digits: '0006', name: 'code is not valid', mood: 'pays-at-once', refusal: 'invalid' },
  { digits: '0007', name: 'code has expired', mood: 'pays-at-once', refusal: 'expired' },
  { digits: '0008', name: 'code was used before', mood: 'pays-at-once', refusal: 'used' },
  { digits: '0009', name: 'system error, yet paid', mood: 'pays-at-once', fault: { kind: 'system-error', work: true } },
  { digits: '0010', name: 'system error, not paid', mood: 'pays-at-once', fault: { kind: 'system-error', work: false } },
  { digits: '0011', name: 'answer lost after success', mood: 'pays-at-once', fault: { kind: 'drop-after' } },
  { digits: '0012', name: 'request lost', mood: 'pays-at-once', fault: { kind: 'drop-before' } },
  { digits: '0013', name: 'pays while the till cancels', mood: 'never-answers', paysDuringCancel: true },
  { digits: '0014', name: 'answer comes after 30 s', mood: 'pays-at-once', fault: { kind: 'delay-answer', ms: 30_000 } },
  { digits: '0015', name: 'gateway page 502 after success', mood: 'pays-at-once', fault: { kind: 'http-error', status: 502, work: true } },
  { digits: '0016', name: 'answer with a wrong signature', mood: 'pays-at-once', fault: { kind: 'signature', flaw: 'wrong' } },
  { digits: '0017', name: 'answer names another amount', mood: 'pays-at-once', fault: { kind: 'wrong-content', flaw: 'amount' } },
  { digits: '0018', name: 'enters the PIN after 40 s', mood: 'asks-pin', confirmsAfterMs: 40_000 },
];

/** The scripted ending of a code, or undefined for an ordinary one. */
export function scriptedEnding(code: string): ScriptedEnding | undefined {
  const match = /^\d{2}0{8}\d{4}(\d{4})$/.exec(code);
  return match ? SCRIPTED_ENDINGS.find((ending) => ending.digits === match[1]) : undefined;
}

/** A scripted code; `serial` (0–9999) makes it a new one. */
export function scriptedCode(wallet: Wallet, digits: string, serial: number): string {
  return `${wallet === 'alipay' ? '28' : '13'}00000000${String(serial % 10_000).padStart(4, '0')}${digits}`;
}
