/** After the money: paper or not, goodbye, or the way to the counter. */
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { LiveRegion } from '../components/small.tsx';
import { useText } from '../text/text.tsx';
import { Countdown } from './Countdown.tsx';
import { goodbyeSentence, receiptSentence } from './spoken.ts';

export function ReceiptChoice({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('receipt');
  const proven = view.finished?.proven ?? false;
  const title = proven ? say('kiosk.receipt.title') : say('kiosk.receipt.unproven');
  const prints = view.printer === 'ready';
  const asks = view.rules.receipt === 'ask' && prints;
  // Without a printer nobody waits for paper; with one that is in trouble it comes as soon as staff have helped it.
  const usual = view.printer !== 'none';
  const choose = (paper: boolean): void => run(() => ask('kiosk.receipt', { paper }, ['not_now']));
  return (
    <main className="kiosk-main kiosk-end" data-tone={proven ? 'proven' : 'check'} data-testid="kiosk-receipt">
      <div className="display-sign"><Icon name={proven ? 'tick' : 'clock'} size={7} /></div>
      <h2>{title}</h2>
      <Amount fen={view.finished?.amount ?? 0} size="giant" testId="kiosk-amount" />
      {proven && <p className="kiosk-digits"><span>{say('display.digits')}</span><strong data-testid="check-digits">{view.finished?.checkDigits}</strong></p>}
      <p className="kiosk-lead">{say(receiptSentence(view))}</p>
      <div className="kiosk-acts">
        {asks && <Button label={say('kiosk.receipt.none')} size="tile" dead={!settled || busy} onPress={() => choose(false)} testId="kiosk-paper-no" />}
        <Button label={say(asks ? 'kiosk.receipt.paper' : 'kiosk.receipt.take')} icon={asks ? 'printer' : 'tick'} kind="primary" size="tile" dead={!settled || busy} onPress={() => choose(usual)} testId="kiosk-paper-yes" />
      </div>
      <Countdown ms={view.rules.goodbyeMs} onEnd={() => choose(usual)} say={(seconds) => (prints ? say('kiosk.receipt.auto', { seconds }) : '')} />
      <LiveRegion text={title} urgent />
    </main>
  );
}

export function Goodbye({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const settled = useSettled('goodbye');
  const next = (): void => void ask('kiosk.leave', {}, ['frozen']);
  return (
    <main className="kiosk-main kiosk-end" data-tone="neutral" data-testid="kiosk-goodbye">
      <div className="display-sign"><Icon name="basket" size={7} /></div>
      <h2>{say('kiosk.goodbye')}</h2>
      <p className="kiosk-lead">{say(goodbyeSentence(view))}</p>
      <Button label={say('kiosk.goodbye.next')} kind="primary" size="tile" dead={!settled} onPress={next} testId="kiosk-next" />
      <Countdown ms={view.rules.goodbyeMs} onEnd={next} say={() => ''} />
    </main>
  );
}

export function HandOver({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const settled = useSettled('hand_over');
  const next = (): void => void ask('kiosk.leave', {}, ['frozen']);
  return (
    <main className="kiosk-main kiosk-end" data-tone="neutral" data-testid="kiosk-hand-over">
      <h2>{say('kiosk.handOver.title')}</h2>
      <p className="kiosk-hand-code"><span>{say('kiosk.handOver.code')}</span><strong data-testid="hand-over-code">{view.handOver?.code}</strong></p>
      <Amount fen={view.handOver?.amount ?? 0} size="giant" testId="kiosk-amount" />
      <p className="kiosk-lead">{say('kiosk.handOver.text')}</p>
      <p className="code quiet">{view.handOver?.receiptNo}</p>
      <Button label={say('kiosk.handOver.done')} kind="primary" size="tile" dead={!settled} onPress={next} testId="kiosk-next" />
      <Countdown ms={view.rules.goodbyeMs * 3} onEnd={next} say={() => ''} />
    </main>
  );
}
