// Runs in the wallet page (see control/page-program.ts): what the page knows, in one place, and who is told when it changes.
import type { Dom } from '../../control/page-dom.ts';
import type { PhoneView, PhonesView } from '../views.ts';
import type { Language, WALLET_WORDS, WalletWord } from './words.ts';

export type PageState = ReturnType<typeof pageState>;

export function pageState(dom: Dom, words: typeof WALLET_WORDS) {
  type Wallet = 'alipay' | 'wechat';
  const wanted = new URLSearchParams(location.search);
  const theme = wanted.get('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;

  let language: Language = firstLanguage();
  let wallet: Wallet = wanted.get('wallet') === 'wechat' ? 'wechat' : 'alipay';
  let phones: PhonesView | undefined;
  const listeners: (() => void)[] = [];

  function firstLanguage(): Language {
    const chosen = wanted.get('lang') ?? localStorage.getItem('wallet-language') ?? navigator.language;
    return chosen.startsWith('en') ? 'en' : 'zh';
  }

  function t(word: WalletWord): string {
    return words[word][language];
  }

  function translatePage(): void {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = t('title');
    for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) element.textContent = t(element.dataset['t'] as WalletWord);
    for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) element.setAttribute('aria-label', t(element.dataset['label'] as WalletWord));
    for (const element of document.querySelectorAll<HTMLElement>('[data-alt]')) element.setAttribute('alt', t(element.dataset['alt'] as WalletWord));
  }

  function changed(): void {
    document.documentElement.dataset['wallet'] = wallet;
    for (const listener of listeners) listener();
  }

  let hideToast: number | undefined;
  /** A short sentence at the foot of the phone, also read out by screen readers. */
  function say(text: string): void {
    const toast = dom.byId('toast');
    toast.textContent = text;
    toast.classList.add('shown');
    window.clearTimeout(hideToast);
    hideToast = window.setTimeout(() => toast.classList.remove('shown'), 4000);
  }

  return {
    t,
    say,
    language: () => language,
    wallet: () => wallet,
    phone: (): PhoneView | undefined => phones?.[wallet],
    otherPhone: (): PhoneView | undefined => phones?.[wallet === 'alipay' ? 'wechat' : 'alipay'],
    path: (action: string) => `/api/phones/${wallet}/${action}`,
    onChange(listener: () => void) {
      listeners.push(listener);
    },
    setLanguage(next: Language) {
      language = next;
      localStorage.setItem('wallet-language', next);
      translatePage();
      changed();
    },
    setWallet(next: Wallet) {
      wallet = next;
      changed();
    },
    setPhones(next: PhonesView) {
      phones = next;
      changed();
    },
    begin() {
      translatePage();
      changed();
    },
  };
}
