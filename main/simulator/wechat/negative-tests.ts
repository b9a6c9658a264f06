/**
 * WeChat's own request header for failure cases in its sandbox. This gateway obeys it on every micropay and codepay, so
 * that a tester can choose an ending without a scripted code.
 */
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
