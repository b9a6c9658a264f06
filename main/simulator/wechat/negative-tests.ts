/**
 * How a request itself chooses its ending, without a scripted payment code: by the header that WeChat's own sandbox has for failure
 * cases, obeyed here on every micropay and codepay, or by the amount, as the older sandbox did.
 */
import { SCRIPTED_ENDINGS } from '../scenarios.ts';
import type { ScriptedEnding } from '../scenarios.ts';
import type { RawRequest } from './authorization.ts';
import { header } from './authorization.ts';

const NEGATIVE_TESTS: Readonly<Record<string, ScriptedEnding>> = {
  MICROPAY_USERPAYING: { digits: '', name: 'never enters the PIN', mood: 'never-answers' },
  MICROPAY_TIMEOUT: { digits: '', name: 'answer lost after success', mood: 'pays-at-once', fault: { kind: 'drop-after' } },
  MICROPAY_PAYERROR: { digits: '', name: 'declines on the phone', mood: 'declines' },
};

/** The ending that `Wechatpay-Negative-Test` names, if it names one. */
export function negativeTest(request: RawRequest): ScriptedEnding | undefined {
  return NEGATIVE_TESTS[header(request, 'Wechatpay-Negative-Test') ?? ''];
}

/** The ending whose number is the cents of the amount (fen): 1.05 yuan is ending 0005, "has too little money". */
export function endingByAmount(totalFen: number | undefined): ScriptedEnding | undefined {
  if (totalFen === undefined || !Number.isSafeInteger(totalFen)) return undefined;
  const digits = String(totalFen % 100).padStart(4, '0');
  return SCRIPTED_ENDINGS.find((ending) => ending.digits === digits);
}
