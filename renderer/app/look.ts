/** What a page says about itself: its look, its language, its title. One look for all of our pages; high contrast also where the system wishes it. */
import { useEffect } from 'react';
import type { Language } from '../../preload/contract/views.ts';
import type { Till } from './feed.ts';

export type Theme = Till['prefs']['theme'];

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const satisfies readonly Theme[];

/** The look after this one, for the key that goes round. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}

/** Puts a look, a language and a title on the page for as long as it is shown. */
export function useLook(theme: Theme, language: Language, title: string): void {
  useEffect(() => {
    const { documentElement: root } = document;
    root.lang = language === 'zh' ? 'zh-CN' : 'en';
    root.dataset['theme'] = theme;
    document.title = title;
  }, [theme, language, title]);
}

/** High contrast beside whatever look was set: the system wishes it, or somebody who stands at this page. */
export function useContrast(wanted: boolean): void {
  useEffect(() => {
    const { documentElement: root } = document;
    const system = window.matchMedia('(prefers-contrast: more)');
    const follow = (): void => {
      if (wanted || system.matches) root.dataset['contrast'] = 'more';
      else delete root.dataset['contrast'];
    };
    follow();
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [wanted]);
}
