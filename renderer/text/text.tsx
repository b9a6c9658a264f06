/**
 * Every sentence of the screens, looked up by key. Chinese is the master: its keys and its blanks are the type that the
 * English table must fulfil, so a missing or misspelt sentence does not compile.
 */
import { createContext, useContext, useMemo } from 'react';
import type { ReactNode } from 'react';
import type { Language } from '../../preload/contract/views.ts';
import { backupZh } from './zh/backup.ts';
import { checkoutZh } from './zh/checkout.ts';
import { deskZh } from './zh/desk.ts';
import { devicesZh } from './zh/devices.ts';
import { failureZh } from './zh/failure.ts';
import { goodsZh } from './zh/goods.ts';
import { historyZh } from './zh/history.ts';
import { paymentZh } from './zh/payment.ts';
import { refusalZh } from './zh/refusal.ts';
import { displayZh } from './zh/display.ts';
import { kioskZh } from './zh/kiosk.ts';
import { peopleZh } from './zh/people.ts';
import { machineZh } from './zh/machine.ts';
import { settingsZh } from './zh/settings.ts';
import { networkZh } from './zh/network.ts';
import { shellZh } from './zh/shell.ts';
import { backupEn } from './en/backup.ts';
import { checkoutEn } from './en/checkout.ts';
import { deskEn } from './en/desk.ts';
import { devicesEn } from './en/devices.ts';
import { failureEn } from './en/failure.ts';
import { goodsEn } from './en/goods.ts';
import { historyEn } from './en/history.ts';
import { paymentEn } from './en/payment.ts';
import { refusalEn } from './en/refusal.ts';
import { displayEn } from './en/display.ts';
import { kioskEn } from './en/kiosk.ts';
import { peopleEn } from './en/people.ts';
import { machineEn } from './en/machine.ts';
import { settingsEn } from './en/settings.ts';
import { networkEn } from './en/network.ts';
import { shellEn } from './en/shell.ts';

const zh = joined(shellZh, checkoutZh, paymentZh, failureZh, refusalZh, historyZh, deskZh, devicesZh, settingsZh, machineZh, networkZh, peopleZh, kioskZh, displayZh, backupZh, goodsZh);

type Master = typeof zh;
export type TextKey = keyof Master;
/** The same keys in another language. */
export type SameKeys<Table> = Readonly<Record<keyof Table, string>>;

const en: SameKeys<Master> = joined(shellEn, checkoutEn, paymentEn, failureEn, refusalEn, historyEn, deskEn, devicesEn, settingsEn, machineEn, networkEn, peopleEn, kioskEn, displayEn, backupEn, goodsEn);

export const TEXTS: Readonly<Record<Language, SameKeys<Master>>> = { zh, en };

type Taking<Table> = Table extends object ? (table: Table) => void : never;
/** What has the members of each: only that can be given to every function that takes one of them. */
type All<Table> = Taking<Table> extends (table: infer Joined) => void ? Joined : never;

/** One table of several. Spreading as many members into one object takes a page a hundred times as long. */
function joined<Tables extends readonly object[]>(...tables: Tables): All<Tables[number]> {
  return Object.assign({}, ...tables) as All<Tables[number]>;
}

/** The names of the blanks in a sentence: `{count}`. */
type Blanks<Sentence> = Sentence extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never;
type Fill<Key extends TextKey> = [Blanks<Master[Key]>] extends [never] ? [] : [Readonly<Record<Blanks<Master[Key]>, string | number>>];

/** Keys of sentences without blanks. */
export type PlainKey = { [Key in TextKey]: [Blanks<Master[Key]>] extends [never] ? Key : never }[TextKey];

export type Say = <Key extends TextKey>(key: Key, ...fill: Fill<Key>) => string;

/** The sentence of a key, its blanks filled. */
export function sayIn(language: Language): Say {
  const table = TEXTS[language];
  return (key, ...fill) => filled(table[key], fill[0] ?? {});
}

/** A sentence with its blanks filled; one for which there is no word stays empty. */
export function filled(sentence: string, blanks: Readonly<Record<string, string | number>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(blanks[name] ?? ''));
}

/** A sentence for a word that comes over the border as free text, or undefined when there is none. */
export function lookUp(language: Language, key: string): string | undefined {
  const table: Readonly<Record<string, string>> = TEXTS[language];
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export interface Texts {
  readonly language: Language;
  readonly say: Say;
  readonly lookUp: (key: string) => string | undefined;
  /** The name of a product, shop or line in the language of the screen. */
  readonly name: (of: { readonly nameZh: string; readonly nameEn: string }) => string;
  readonly time: (at: number) => string;
  readonly dateTime: (at: number) => string;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;

export function textsIn(language: Language): Texts {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return {
    language,
    say: sayIn(language),
    lookUp: (key) => lookUp(language, key),
    name: ({ nameZh, nameEn }) => (language === 'zh' ? nameZh || nameEn : nameEn || nameZh),
    time: formatIn(locale, CLOCK),
    dateTime: formatIn(locale, { year: 'numeric', month: '2-digit', day: '2-digit', ...CLOCK }),
  };
}

/** A locale's rules are read when the first time is written: that takes as long as to draw a page, and a first picture has no times. */
function formatIn(locale: string, options: Intl.DateTimeFormatOptions): (at: number) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (at) => (format ??= new Intl.DateTimeFormat(locale, options)).format(at);
}

const TextContext = createContext<Texts>(textsIn('zh'));

export function TextProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  const texts = useMemo(() => textsIn(language), [language]);
  return <TextContext value={texts}>{children}</TextContext>;
}

export function useText(): Texts {
  return useContext(TextContext);
}
