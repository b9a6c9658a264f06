// Runs in the pages (see page-program.ts): their language, and the filling in of words. Also takes `?theme=` and `?lang=`.

export type WordKit<W extends PageWords> = ReturnType<typeof wordKit<W>>;

export type PageWords = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

/** `data-t` names the word of an element's text, `data-label` of its accessible name, `data-alt` of an image's text. */
export function wordKit<W extends PageWords>(words: W) {
  const wanted = new URLSearchParams(location.search);
  const theme = wanted.get('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  const first = wanted.get('lang') ?? localStorage.getItem('desk-language') ?? navigator.language;
  let language: 'zh' | 'en' = first.startsWith('en') ? 'en' : 'zh';

  function t(word: keyof W): string {
    return words[word]?.[language] ?? '';
  }

  function fill(name: string, put: (element: Element, text: string) => void): void {
    for (const element of document.querySelectorAll(`[data-${name}]`)) put(element, t(element.getAttribute(`data-${name}`) ?? ''));
  }

  function translate(): void {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = t('title');
    fill('t', (element, text) => {
      element.textContent = text;
    });
    fill('label', (element, text) => element.setAttribute('aria-label', text));
    fill('alt', (element, text) => element.setAttribute('alt', text));
  }

  return {
    t,
    translate,
    language: () => language,
    locale: () => (language === 'zh' ? 'zh-CN' : 'en-GB'),
    switchLanguage(): void {
      language = language === 'zh' ? 'en' : 'zh';
      localStorage.setItem('desk-language', language);
      translate();
    },
  };
}
