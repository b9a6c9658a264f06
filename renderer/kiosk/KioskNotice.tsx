/**
 * What the last scan or touch did, in words for a customer who stands alone with the machine: no keys that are not there, nobody
 * who "asks the customer", nothing of the store's own affairs.
 */
import { createContext, useContext } from 'react';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import type { NoticeView } from '../../preload/contract/views.ts';
import { useDesk, useTime } from '../app/till.tsx';
import { NoticeLine } from '../checkout/NoticeLine.tsx';
import type { NoticeWords } from '../checkout/NoticeLine.tsx';
import { Icon } from '../components/Icon.tsx';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';

const NOTICE_MS = 12_000;

/** A scan came in pieces, so that the core never heard of it: which one; null when a whole one followed. */
export const TornScan = createContext<number | null>(null);

/** The place of the notice stays when there is none, so that nothing jumps under a finger. */
export function KioskNotice({ view }: { readonly view: KioskView }) {
  const now = useTime(1_000);
  const torn = useContext(TornScan);
  const { problem } = useDesk();
  const words = (notice: NoticeView['notice'], texts: Texts): NoticeWords => kioskWords(notice, texts, isChoosing(view));
  const { notice } = view;
  // Goods that were added are news on the list, not where the money is.
  const isNews = notice !== null && now - notice.at < NOTICE_MS && (notice.notice.kind !== 'added' || view.step !== 'pay');
  if (problem && !NOT_THE_CUSTOMERS.includes(problem.code)) return <div className="kiosk-notice"><Problem code={problem.code} /></div>;
  if (torn !== null) return <div className="kiosk-notice"><NoticeLine notice={{ seq: torn, at: torn, notice: { kind: 'unreadable' } }} words={words} /></div>;
  return <div className="kiosk-notice">{isNews && <NoticeLine notice={notice} words={words} />}</div>;
}

/** What staff did wrong in their own window is not the customer's, and a question about a payment answers itself on the screen. */
const NOT_THE_CUSTOMERS: readonly string[] = ['wrong_pin', 'wait', 'locked', 'no_person', 'not_allowed', 'same_person', 'no_reason', 'requester_inactive', 'approval_needed', 'too_often'];

function Problem({ code }: { readonly code: string }) {
  const { say, lookUp } = useText();
  return <div className="notice" role="alert" data-tone="check" data-testid="problem" data-code={code}><Icon name="alarm" /><p><strong>{lookUp(`kiosk.problem.${code}`) ?? say('kiosk.problem.other')}</strong></p></div>;
}

/** The customer stands before the ways to pay and has not chosen one. */
function isChoosing({ step, awaitingCode, payment }: KioskView): boolean {
  return step === 'pay' && awaitingCode === null && payment === null;
}

export function kioskWords(notice: NoticeView['notice'], { say, name }: Texts, choosing = false): NoticeWords {
  switch (notice.kind) {
    case 'added':
      return { tone: 'wait', sentence: say('notice.added', { name: name(notice) }) };
    case 'unknown_product':
      return { tone: 'check', sentence: say('notice.unknown_product', { code: notice.code }), next: say('kiosk.notice.unknown_product') };
    case 'no_weight':
      return { tone: 'check', sentence: say('notice.no_weight', { name: name(notice) }), next: say('kiosk.notice.no_weight') };
    case 'misplaced':
      return misplacedWords(notice.what, say, choosing);
    case 'frozen':
      return { tone: 'check', sentence: say(`frozen.${notice.reason}`), next: say('kiosk.notice.frozen') };
    case 'wallet_off':
      return { tone: 'check', sentence: say('notice.wallet_off', { wallet: say(`method.${notice.wallet}`) }), next: say('kiosk.notice.wallet_off') };
    case 'journal_down':
      return { tone: 'alarm', sentence: say('kiosk.problem.journal_down') };
    case 'clock_wrong':
      return { tone: 'alarm', sentence: say('kiosk.problem.clock_wrong') };
    case 'discount_dropped':
      return { tone: 'check', sentence: say('kiosk.notice.discount_dropped') };
    case 'unreadable':
      return { tone: 'check', sentence: say('notice.unreadable'), next: say('kiosk.notice.unreadable') };
    case 'code_already_used':
      return { tone: 'check', sentence: say('notice.code_already_used'), next: say('kiosk.notice.fresh_code') };
  }
}

type Misplaced = Extract<NoticeView['notice'], { kind: 'misplaced' }>['what'];

function misplacedWords(what: Misplaced, say: Texts['say'], choosing: boolean): NoticeWords {
  if (choosing && what === 'payment_code_in_basket') return { tone: 'check', sentence: say('kiosk.notice.code_early'), next: say('kiosk.notice.choose_first') };
  if (choosing && what === 'product_in_payment') return { tone: 'check', sentence: say('kiosk.notice.goods_late') };
  if (what === 'payment_code_in_basket') return { tone: 'check', sentence: say('kiosk.notice.code_early'), next: say('kiosk.notice.code_early.next') };
  if (what === 'receipt_in_basket') return { tone: 'check', sentence: say('misplaced.receipt_in_basket'), next: say('kiosk.notice.receipt') };
  return { tone: 'check', sentence: say(`misplaced.${what}`), next: say(what === 'unionpay_code' ? 'kiosk.notice.other_wallet' : 'kiosk.notice.show_code') };
}
