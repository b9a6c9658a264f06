/** The one sentence that the voice says on each screen; nothing that a passer-by should not hear. */
import type { KioskView } from '../../preload/contract/kiosk.ts';
import type { PlainKey, Texts } from '../text/text.tsx';

export function spokenText(view: KioskView, { say }: Pick<Texts, 'say'>): string | undefined {
  const { step, payment, awaitingCode, help, handOver, finished } = view;
  if (help) return `${say(help.reason === 'counter' ? 'kiosk.called.counter' : 'kiosk.called')}. ${say(`kiosk.reason.${help.reason}`)}`;
  switch (step) {
    case 'welcome': return undefined;
    case 'scan': return say('kiosk.scan.title');
    case 'review': return say('kiosk.review.title');
    case 'pay':
      if (payment) return paymentSentence(payment, say);
      return awaitingCode ? say('kiosk.code.how') : say('kiosk.pay.title');
    case 'receipt': return `${finished?.proven ? say('kiosk.receipt.title') : say('kiosk.receipt.unproven')}. ${say(receiptSentence(view))}`;
    case 'goodbye': return `${say('kiosk.goodbye')}. ${say(goodbyeSentence(view))}`;
    case 'hand_over': return `${say('kiosk.handOver.title')}. ${say('kiosk.handOver.code')} ${handOver?.code.split('').join(' ') ?? ''}`;
  }
}

/** About paper: only a printer that is there and works is promised. */
export function receiptSentence({ printer, rules }: Pick<KioskView, 'printer' | 'rules'>): PlainKey {
  if (printer === 'none') return 'kiosk.receipt.noPrinter';
  if (printer === 'trouble') return 'kiosk.receipt.trouble';
  return rules.receipt === 'ask' ? 'kiosk.receipt.ask' : 'kiosk.receipt.coming';
}

export function goodbyeSentence({ printer, finished }: Pick<KioskView, 'printer' | 'finished'>): PlainKey {
  if (!finished?.paper || printer === 'none') return 'kiosk.goodbye.none';
  return printer === 'trouble' ? 'kiosk.goodbye.trouble' : 'kiosk.goodbye.paper';
}

function paymentSentence({ stage, wallet }: NonNullable<KioskView['payment']>, say: Texts['say']): string {
  const words = { wallet: say(`method.${wallet}`) };
  if (stage === 'scan_qr') return say('display.stage.scan_qr', words);
  return stage === 'confirm_on_phone' ? `${say('display.stage.confirm_on_phone')}. ${say('display.stage.confirm_on_phone.how', words)}` : `${say(`display.stage.${stage}`)}. ${say(`display.stage.${stage}.how`)}`;
}
