/**
 * Says that money has come, once for each sale, after proof and not before: wallet, amount, and the two check digits that stand on
 * our own screens, so that a recording played from a phone gives itself away.
 */
import { useEffect, useRef } from 'react';
import type { Till } from '../app/feed.ts';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';
import { isMuted } from './muted.ts';
import { beQuiet, speak } from './speech.ts';

type FinishedSale = NonNullable<Till['finished']>;

/** One sentence for each wallet payment, or undefined while anything is not proved. */
export function paidSentence({ sale, payments, checkDigits }: FinishedSale, { say }: Pick<Texts, 'say'>): string | undefined {
  const proven = payments.every(({ stage }) => stage === 'paid' || stage === 'paid_after_all') && sale.tenders.every(({ state }) => state !== 'unproven');
  if (!proven || payments.length === 0) return undefined;
  return payments.map(({ wallet, amount }) => say('sound.paid', { wallet: say(`method.${wallet}`), amount: yuanText(amount).replaceAll(',', ''), digits: checkDigits.split('').join(' ') })).join(' ');
}

export function PaidVoice({ till }: { readonly till: Till }) {
  const texts = useText();
  const said = useRef<string | null>(till.finished?.sale.id ?? null);
  const { finished, sounds } = till;
  useEffect(() => {
    if (!finished) return beQuiet();
    if (said.current === finished.sale.id || !sounds || isMuted()) return undefined;
    const sentence = paidSentence(finished, texts);
    if (sentence === undefined) return undefined;
    said.current = finished.sale.id;
    speak(sentence, texts.language);
    return undefined;
  }, [finished, sounds, texts]);
  return null;
}
