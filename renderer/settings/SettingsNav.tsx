/**
 * The way through the settings: tabs in groups, each with its key; arrows go through them, and a field finds a setting by its name.
 * Arrows only choose, Enter opens: going past a tab must not throw away what is half typed in another.
 */
import { useEffect, useRef, useState } from 'react';
import { useHotkey } from '../app/keys.tsx';
import { Button, KeyCap } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useText } from '../text/text.tsx';
import { bareText, findSettings, TAB_GROUPS, tabKey } from './tabs.ts';
import type { FoundSetting, SettingsTab } from './tabs.ts';

interface NavProps {
  readonly open: SettingsTab;
  readonly onOpen: (found: FoundSetting) => void;
}

export function SettingsNav({ open, onOpen }: NavProps) {
  const { say } = useText();
  const [wanted, setWanted] = useState('');
  const nav = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const found = findSettings(wanted);
  useHotkey('Ctrl+F', () => field.current?.focus());
  const choose = (setting: FoundSetting): void => {
    setWanted('');
    onOpen(setting);
  };
  useEffect(() => (nav.current ? arrowsGoThrough(nav.current) : undefined), []);
  return (
    <nav className="settings-nav" aria-label={say('settings.title')} ref={nav}>
      <label className="search settings-find">
        <Icon name="search" />
        <span className="unseen">{say('settings.find')}</span>
        <input
          ref={field} className="search-input" value={wanted} placeholder={say('settings.find')} autoComplete="off" spellCheck={false} data-testid="settings-find"
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key === 'Enter' && !event.nativeEvent.isComposing && first) choose(first);
          }}
        />
        <KeyCap hotkey="Ctrl+F" />
      </label>
      {wanted.trim() === '' ? <Groups open={open} onOpen={onOpen} /> : <Found found={found} onChoose={choose} />}
    </nav>
  );
}

function Groups({ open, onOpen }: NavProps) {
  const { say } = useText();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-testid="tab-${open}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <div className="settings-stops" ref={list}>
      {TAB_GROUPS.map(({ group, tabs }) => (
        <section key={group} className="tabs tabs-side" aria-label={say(`settings.group.${group}`)}>
          <h3>{say(`settings.group.${group}`)}</h3>
          {tabs.map((tab) => <Button key={tab} label={say(`settings.tab.${tab}`)} hotkey={tabKey(tab)} kind="quiet" size="small" pressed={tab === open} onPress={() => onOpen({ tab })} testId={`tab-${tab}`} />)}
        </section>
      ))}
    </div>
  );
}

function Found({ found, onChoose }: { readonly found: readonly FoundSetting[]; readonly onChoose: (found: FoundSetting) => void }) {
  const { say, lookUp } = useText();
  return (
    <div className="settings-stops tabs tabs-side" data-testid="settings-found" data-count={found.length}>
      <p className="quiet" role="status">{found.length === 0 ? say('settings.find.none') : say('settings.find.count', { count: found.length })}</p>
      {found.map((setting) => {
        const { tab, name } = setting;
        const place = say(`settings.tab.${tab}`);
        return <Button key={`${tab} ${name ?? ''}`} label={name === undefined ? place : bareText(lookUp(name) ?? '')} {...(name === undefined ? {} : { note: place })} kind="quiet" onPress={() => onChoose(setting)} testId={`found-${name ?? tab}`} />;
      })}
    </div>
  );
}

/** Arrows move the focus from the field through what stands below it; the returned function ends that. */
function arrowsGoThrough(nav: HTMLElement): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const stops = [...nav.querySelectorAll<HTMLElement>('input, .settings-stops button')];
    const next = stopAfter(stops.findIndex((stop) => stop === document.activeElement), event.key, stops.length);
    if (next === undefined) return;
    event.preventDefault();
    stops[next]?.focus();
  };
  nav.addEventListener('keydown', onKeyDown);
  return () => nav.removeEventListener('keydown', onKeyDown);
}

/** Where an arrow leads, or undefined for another key. The ends are ends. */
export function stopAfter(at: number, key: string, count: number): number | undefined {
  if (key === 'ArrowDown') return Math.min(at + 1, count - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, 0);
  return undefined;
}
