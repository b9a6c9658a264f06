/** How the sale is covered so far: one chip for each tender, with its state in word, shape and colour. */
import { memo } from 'react';
import type { TenderView } from '../../preload/contract/views.ts';
import { useHotkey } from '../app/keys.tsx';
import { useDesk } from '../app/till.tsx';
import { Button, KeyCap, keepFocus } from '../components/Button.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { WalletMark } from '../components/WalletMark.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

const TONES: Readonly<Record<TenderView['state'], Tone>> = {
  proven: 'proven', unproven: 'check', open: 'wait', not_charged: 'neutral', returned: 'neutral', given_back: 'neutral', giving_back: 'check', watched: 'check',
};

interface TendersProps {
  readonly tenders: readonly TenderView[];
  /** The sale is open: a paid tender may be given back. */
  readonly voidable: boolean;
  readonly onVoid: (tender: TenderView) => void;
}

export const Tenders = memo(function Tenders({ tenders, voidable, onVoid }: TendersProps) {
  const { say } = useText();
  if (tenders.length === 0) return null;
  const canVoid = (tender: TenderView): boolean => voidable && tender.state === 'proven';
  const running = tenders.find(({ state }) => state === 'open');
  const lastVoidable = tenders.findLast(canVoid);
  return (
    <ul className="tenders" aria-label={say('tenders.name')} data-testid="tenders">
      {tenders.map((tender) => (
        <li key={tender.id} className="chip" data-tone={TONES[tender.state]} data-testid={`tender-chip-${tender.id}`} data-state={tender.state} data-wide={canVoid(tender) || undefined}>
          <Chip tender={tender} {...(tender === running ? { hotkey: 'Ctrl+H' } : {})} />
          {canVoid(tender) && (
            <Button label={say('void.label')} icon="cross" bare kind="quiet" size="small" {...(tender === lastVoidable ? { hotkey: 'Ctrl+X' } : {})} onPress={() => onVoid(tender)} testId={`tender-void-${tender.id}`} />
          )}
        </li>
      ))}
    </ul>
  );
});

/** A hidden payment window comes back with a press on its chip, or by key while the payment runs. */
function Chip({ tender, hotkey }: { readonly tender: TenderView; readonly hotkey?: string }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { paymentId } = tender;
  const show = (): void => {
    if (paymentId !== undefined) void ask('payment.show', { paymentId });
  };
  useHotkey(hotkey, show);
  const words = (
    <>
      <WalletMark wallet={tender.method} size={1.25} />
      <strong className="figures">¥ {yuanText(tender.amount)}</strong>
      <StateBadge tone={TONES[tender.state]} word={say(`tender.${tender.state}`)} />
    </>
  );
  if (paymentId === undefined) return <span className="chip-face">{words}</span>;
  return (
    <button type="button" className="chip-face chip-press" onMouseDown={keepFocus} onClick={show} title={say('tenders.show')}>
      {words}
      {hotkey !== undefined && <KeyCap hotkey={hotkey} />}
    </button>
  );
}
