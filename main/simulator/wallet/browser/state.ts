// Runs in the wallet page (see control/page-program.ts): what the page knows, in one place, and who is told when it changes.
import type { Dom } from '../../control/page-dom.ts';
import type { WordKit } from '../../control/page-words.ts';
import type { PhoneView, PhonesView } from '../views.ts';
import type { WALLET_WORDS } from './words.ts';

export type PageState = ReturnType<typeof pageState>;

export function pageState(dom: Dom, words: WordKit<typeof WALLET_WORDS>) {
  const TOAST_SHOWN_MS = 4000;
  let wallet: 'alipay' | 'wechat' = new URLSearchParams(location.search).get('wallet') === 'wechat' ? 'wechat' : 'alipay';
  let phones: PhonesView | undefined;
  let hideToast: number | undefined;
  const listeners: (() => void)[] = [];

  function changed(): void {
    document.documentElement.dataset['wallet'] = wallet;
    for (const listener of listeners) listener();
  }

  return {
    t: words.t,
    language: words.language,
    locale: words.locale,
    wallet: () => wallet,
    phone: (): PhoneView | undefined => phones?.[wallet],
    otherPhone: (): PhoneView | undefined => phones?.[wallet === 'alipay' ? 'wechat' : 'alipay'],
    path: (action: string) => `/api/phones/${wallet}/${action}`,
    /** A short sentence at the foot of the phone, also read out by screen readers. */
    say(text: string): void {
      const toast = dom.byId('toast');
      toast.textContent = text;
      toast.classList.add('shown');
      window.clearTimeout(hideToast);
      hideToast = window.setTimeout(() => toast.classList.remove('shown'), TOAST_SHOWN_MS);
    },
    onChange(listener: () => void): void {
      listeners.push(listener);
    },
    switchLanguage(): void {
      words.switchLanguage();
      changed();
    },
    setWallet(next: 'alipay' | 'wechat'): void {
      wallet = next;
      changed();
    },
    setPhones(next: PhonesView): void {
      phones = next;
      changed();
    },
    begin(): void {
      words.translate();
      changed();
    },
  };
}
