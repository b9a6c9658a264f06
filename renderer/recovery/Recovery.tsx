/** Payments of other sales that are still being checked or need a person: a calm line, and behind it a list with one next step each. */
import { memo } from 'react';
import type { PaymentView } from '../../preload/contract/views.ts';
import { useDesk } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Icon } from '../components/Icon.tsx';
import { EmptyState, groupedOutSn } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { WalletMark } from '../components/WalletMark.tsx';
import { isStuck, stateOf, stateWord, toneOf } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';

interface BannerProps {
  readonly unfinished: readonly PaymentView[];
  readonly onOpen: () => void;
}

export const RecoveryBanner = memo(function RecoveryBanner({ unfinished, onOpen }: BannerProps) {
  const { say } = useText();
  if (unfinished.length === 0) return null;
  const alarms = unfinished.filter((payment) => toneOf(payment) === 'alarm' || payment.refunds.some(isStuck)).length;
  return (
    <div className="recovery" data-tone={alarms > 0 ? 'alarm' : 'check'} data-testid="recovery-banner" data-count={unfinished.length} role="status">
      <Icon name={alarms > 0 ? 'alarm' : 'clock'} />
      <p><strong>{alarms > 0 ? say('recovery.alarms', { count: alarms }) : say('recovery.banner', { count: unfinished.length })}</strong> {say('recovery.bannerNote')}</p>
      <Button label={say('recovery.open')} hotkey="Ctrl+K" size="small" onPress={onOpen} testId="recovery-open" />
    </div>
  );
});

export const RecoveryList = memo(function RecoveryList({ unfinished, onClose }: { readonly unfinished: readonly PaymentView[]; readonly onClose: () => void }) {
  const { ask } = useDesk();
  const texts = useText();
  const { say, dateTime } = texts;
  const show = async (paymentId: string): Promise<void> => {
    const answer = await ask('payment.show', { paymentId });
    if (answer.ok) onClose();
  };
  return (
    <Dialog title={say('recovery.title')} onHide={onClose} hideLabel={say('action.back')} size="large" testId="recovery-list">
      {unfinished.length === 0 && <EmptyState icon="tick" title={say('recovery.empty')} />}
      <ul className="rows">
        {unfinished.map((payment, index) => {
          const { tone, word, sentence } = howItStands(payment, texts);
          return (
            <li key={payment.id} className="row" data-testid={`unfinished-${payment.id}`}>
              <span className="row-main">
                <span className="row-line"><StateBadge tone={tone} word={word} /><WalletMark wallet={payment.wallet} size={1.25} /></span>
                <span>{sentence}</span>
                <span className="quiet"><span className="code">{groupedOutSn(payment.outSn)}</span> / {payment.receiptNo} / {dateTime(payment.createdAt)}</span>
              </span>
              <Amount fen={payment.amount} size="large" />
              <Button label={say('recovery.show')} onPress={() => void show(payment.id)} {...(index < 9 ? { hotkey: `Alt+${index + 1}` } : {})} />
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
});

interface Standing {
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
}

/** A payment whose refund is stuck is named for that: it is proved as paid, and yet the reason why it stands in the list. */
function howItStands(payment: PaymentView, texts: Texts): Standing {
  const { say } = texts;
  if (payment.refunds.some(isStuck)) return { tone: 'alarm', word: say('recovery.stuck'), sentence: say('recovery.say.stuck') };
  return { tone: toneOf(payment), word: stateWord(payment, texts), sentence: say(`recovery.say.${stateOf(payment)}`) };
}
