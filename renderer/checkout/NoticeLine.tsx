/** What the last scan or key did, in one sentence, where the eye already is. It fades from importance, not from the screen. */
import type { NoticeView } from '../../preload/contract/views.ts';
import { Icon } from '../components/Icon.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';

interface NoticeProps {
  readonly notice: NoticeView;
  /** For whom it is said; for the cashier when absent. */
  readonly words?: (notice: NoticeView['notice'], texts: Texts) => NoticeWords;
}

export function NoticeLine({ notice, words = noticeWords }: NoticeProps) {
  const texts = useText();
  const { tone, sentence, next } = words(notice.notice, texts);
  return (
    <div className="notice" role="status" data-tone={tone} data-testid="notice" data-kind={notice.notice.kind} data-seq={notice.seq}>
      <Icon name={tone === 'wait' ? 'tick' : 'alarm'} />
      <p><strong>{sentence}</strong>{next !== undefined && <span>{next}</span>}</p>
    </div>
  );
}

export interface NoticeWords {
  readonly tone: Tone;
  readonly sentence: string;
  readonly next?: string;
}

export function noticeWords(notice: NoticeView['notice'], { say, name }: Texts): NoticeWords {
  switch (notice.kind) {
    case 'added':
      return { tone: 'wait', sentence: say('notice.added', { name: name(notice) }) };
    case 'unknown_product':
      return { tone: 'check', sentence: say('notice.unknown_product', { code: notice.code }), next: say('notice.unknown_product.next') };
    case 'no_weight':
      return { tone: 'check', sentence: say('notice.no_weight', { name: name(notice) }), next: say('notice.no_weight.next') };
    case 'misplaced':
      return { tone: 'check', sentence: say(`misplaced.${notice.what}`), next: say(`misplaced.${notice.what}.next`) };
    case 'frozen':
      return { tone: 'check', sentence: say(`frozen.${notice.reason}`), next: say(`frozen.${notice.reason}.next`) };
    case 'wallet_off':
      return { tone: 'check', sentence: say('notice.wallet_off', { wallet: say(`method.${notice.wallet}`) }), next: say('notice.wallet_off.next') };
    case 'journal_down':
      return { tone: 'alarm', sentence: say(`journal.${notice.reason}`), next: say('journal.next') };
    case 'clock_wrong':
      return { tone: 'alarm', sentence: say('problem.clock_wrong') };
    case 'unreadable':
    case 'code_already_used':
    case 'discount_dropped':
      return { tone: 'check', sentence: say(`notice.${notice.kind}`), next: say(`notice.${notice.kind}.next`) };
  }
}
