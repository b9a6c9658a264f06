/** The life of one payment, step by step: when, who, what, and the provider's own words for support. */
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { HistoryLine } from '../../preload/contract/views.ts';
import { useDesk } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { WalletMark } from '../components/WalletMark.tsx';
import { PaymentNumbers } from '../payment/PaymentNumbers.tsx';
import { toneOf } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';

const NOTE_TONES: Readonly<Record<string, Tone>> = {
  paid: 'proven', paid_after_all: 'proven', proved: 'proven', late: 'alarm', contradicted: 'alarm', mismatch: 'alarm', unknown: 'check', no_answer: 'check',
  refused: 'check', cancel_unproved: 'check', not_found_yet: 'check', forced: 'check', abnormal: 'alarm',
};

interface TimelineProps {
  readonly history: AskOutput<'tracking.history'>;
  readonly onRefund: (number: string) => void;
}

export function Timeline({ history, onRefund }: TimelineProps) {
  const { ask } = useDesk();
  const { say, lookUp } = useText();
  const { payment, lines } = history;
  return (
    <section className="timeline" aria-label={say('timeline.name')} data-testid="timeline" data-payment-id={payment.id}>
      <div className="timeline-head">
        <WalletMark wallet={payment.wallet} />
        <Amount fen={payment.amount} size="large" />
        <StateBadge tone={toneOf(payment)} word={lookUp(`stage.${payment.stage}.${payment.kind}`) ?? say(`stage.${payment.stage}`)} large />
      </div>
      <PaymentNumbers payment={payment} dated />
      <div className="acts acts-start">
        {payment.can.check && <Button label={say('act.check')} hotkey="F5" onPress={() => void ask('payment.check', { paymentId: payment.id })} testId="tracking-check" />}
        {payment.can.refund && <Button label={say('act.refund')} hotkey="F4" icon="back" onPress={() => onRefund(payment.outTradeNo)} testId="tracking-refund" />}
      </div>
      <ol className="history">{lines.map((line) => <Step key={line.seq} line={line} />)}</ol>
    </section>
  );
}

function Step({ line }: { readonly line: HistoryLine }) {
  const texts = useText();
  const { time } = texts;
  const provider = [line.providerCode, line.providerText].filter((word) => word !== undefined).join(' ');
  return (
    <li className="history-step" data-tone={NOTE_TONES[bareNote(line.note)] ?? 'neutral'}>
      <time className="figures">{time(line.at)}</time>
      <div>
        <p className="history-note">{noteWords(line.note, texts)}</p>
        <p className="quiet history-trace">
          <span>{line.by === 'till' ? texts.say('by.till') : line.by}</span>
          {line.ms !== undefined && <span className="figures">{line.ms} ms</span>}
          {line.status !== undefined && <span className="code">HTTP {line.status}</span>}
          {provider !== '' && <span className="code">{provider}</span>}
          {line.requestId !== undefined && <span className="code">{line.requestId}</span>}
        </p>
      </div>
    </li>
  );
}

/** Notes of refunds come as `refund.<note>`, those of payments bare. */
function bareNote(note: string): string {
  return note.replace(/^(refund|payment)[._]/, '');
}

/** The sentence of a step; a word that has none is shown as it is, because history hides nothing. */
export function noteWords(note: string, { lookUp }: Pick<Texts, 'lookUp'>): string {
  const bare = bareNote(note);
  const first = note.startsWith('refund') && bare !== note ? 'refundNote' : 'note';
  return lookUp(`${first}.${bare}`) ?? lookUp(`note.${bare}`) ?? lookUp(`refundNote.${bare}`) ?? note;
}
