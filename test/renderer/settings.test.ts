// A setting that cannot be found is as good as none: each tab has its key, and every name on a tab is found by it, in either language.
import { renderToStaticMarkup } from 'react-dom/server';
import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../main/domain/approval.ts';
import { Gallery } from '../../renderer/gallery/Gallery.tsx';
import { WINDOWS } from '../../renderer/gallery/sections.tsx';
import { ROLE_TABLE } from '../../renderer/gallery/desk-fixtures.ts';
import { readSeconds } from '../../renderer/settings/KioskTab.tsx';
import { RIGHTS } from '../../renderer/settings/rights.ts';
import { toggled } from '../../renderer/settings/RoleRights.tsx';
import { stopAfter } from '../../renderer/settings/SettingsNav.tsx';
import { findSettings, TAB_GROUPS, tabKey, TABS } from '../../renderer/settings/tabs.ts';
import { readInches } from '../../renderer/settings/TillTab.tsx';
import { lookUp } from '../../renderer/text/text.tsx';

/** Tabs whose fields are the store's and this till's own rules; devices, people and wallets show what they have found. */
const RULES = ['shop', 'methods', 'rules', 'kiosk', 'till'] as const;

/** The names of what can be set on a tab, as they are drawn. */
function namesOn(tab: string, language: 'zh' | 'en'): string[] {
  const html = renderToStaticMarkup(createElement(Gallery, { language, show: `settings-${tab}` }));
  return [...html.matchAll(/class="(?:field-name|quiet)"[^>]*>([^<]+)<\/(?:label|span)>|class="switch"><span>([^<]+)</g)]
    .filter(([whole, name]) => !whole.startsWith('class="quiet"') || name === lookUp(language, 'set.hiddenFrom')).map(([, field, toggle]) => field ?? toggle ?? '');
}

describe('a tab of the settings', () => {
  it('has a name in both languages, stands in one group, and has a key that no other has', () => {
    expect(new Set(TABS).size).toBe(TABS.length);
    for (const tab of TABS) for (const language of ['zh', 'en'] as const) expect(lookUp(language, `settings.tab.${tab}`), tab).toBeTruthy();
    for (const { group } of TAB_GROUPS) expect(lookUp('en', `settings.group.${group}`)).toBeTruthy();
    const keys = TABS.map(tabKey);
    expect(new Set(keys).size).toBe(TABS.length);
    for (const key of keys) expect(key).toMatch(/^Alt\+[0-9QWERTYUIOP]$/);
  });

  it('shows nothing that the field does not find, in the language of the screen and in the other', () => {
    for (const tab of RULES) {
      expect(Object.keys(WINDOWS)).toContain(`settings-${tab}`);
      for (const language of ['zh', 'en'] as const) {
        const names = namesOn(tab, language);
        expect(names.length, tab).toBeGreaterThan(0);
        for (const name of names) expect(findSettings(name.replaceAll('&#x27;', "'")).map((found) => found.tab), `${tab}: ${name}`).toContain(tab);
      }
    }
  });
});

describe('the field that finds settings', () => {
  it('takes a part of a name, in whatever case and width, and says nothing to nothing', () => {
    expect(findSettings('ROUND')).toEqual([{ tab: 'rules', name: 'set.rounding' }]);
    expect(findSettings('抹零')).toEqual([{ tab: 'rules', name: 'set.rounding' }]);
    expect(findSettings('ｗｅｃｈａｔ').map(({ tab }) => tab)).toContain('wechat');
    expect(findSettings('self-checkout')).toContainEqual({ tab: 'kiosk' });
    expect(findSettings('  ')).toEqual([]);
    expect(findSettings('no such thing')).toEqual([]);
  });

  it('and the list below it are gone through by arrows, from end to end and no further', () => {
    expect(stopAfter(0, 'ArrowDown', 3)).toBe(1);
    expect(stopAfter(2, 'ArrowDown', 3)).toBe(2);
    expect(stopAfter(0, 'ArrowUp', 3)).toBe(0);
    expect(stopAfter(0, 'Enter', 3)).toBeUndefined();
  });
});

describe('the table of roles', () => {
  it('gives and takes one right of one role, and leaves the others as they were', () => {
    const given = toggled(ROLE_TABLE, 'cashier', 'kiosk_allow');
    expect(given.cashier).toEqual([...ROLE_TABLE.cashier, 'kiosk_allow']);
    expect({ ...given, cashier: ROLE_TABLE.cashier }).toEqual(ROLE_TABLE);
    expect(toggled(given, 'cashier', 'kiosk_allow')).toEqual(ROLE_TABLE);
  });

  it('has every right that there is', () => {
    expect([...RIGHTS].sort()).toEqual([...PERMISSIONS].sort());
  });
});

describe('a figure in a field', () => {
  it('of seconds is milliseconds, or nothing while it is out of bounds', () => {
    expect(readSeconds('45', 'idleMs')).toBe(45_000);
    for (const text of ['', '9', '601', '4.5', '-10']) expect(readSeconds(text, 'idleMs'), text).toBeUndefined();
  });

  it('of inches may be empty, and is no other size than a screen has', () => {
    expect([readInches(''), readInches('15.6'), readInches('7')]).toEqual([null, 15.6, 7]);
    for (const text of ['6.9', '101', '15.66', '.', 'abc']) expect(readInches(text), text).toBeUndefined();
  });
});
