// Settings survive, and one that cannot be read is noticed and does not stop the till.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { SqliteSettingsBook } from '../../../main/adapters/storage/settings-book.ts';
import { SqliteSettings } from '../../../main/adapters/storage/settings.ts';
import type { SettingDefinition } from '../../../main/adapters/storage/settings.ts';
import { DEFAULT_SETTINGS } from '../../../main/domain/settings.ts';
import { openTill, removeFolder, SetClock, temporaryFolder } from './support.ts';

const rounding: SettingDefinition<{ readonly stepFen: number }> = {
  key: 'cash.rounding', schema: z.strictObject({ stepFen: z.int().min(0) }), initial: { stepFen: 0 },
};

let folder: string;
beforeEach(() => { folder = temporaryFolder(); });
afterEach(() => removeFolder(folder));

it('a setting is what was set last, over a restart, and its initial value before and after', () => {
  for (const [before, after] of [[0, 10], [10, 100]] as const) {
    const { database, log, close } = openTill(folder);
    const settings = new SqliteSettings(database, { clock: new SetClock(), log });
    expect(settings.read(rounding)).toEqual({ stepFen: before });
    settings.write(rounding, { stepFen: after });
    expect(settings.read(rounding)).toEqual({ stepFen: after });
    close();
  }
  const { database, log, close } = openTill(folder);
  const settings = new SqliteSettings(database, { clock: new SetClock(), log });
  settings.reset(rounding);
  expect(settings.read(rounding)).toEqual({ stepFen: 0 });
  close();
});

it('a value of the wrong shape is neither saved nor believed', () => {
  const { database, log, close } = openTill(folder);
  const settings = new SqliteSettings(database, { clock: new SetClock(), log });
  expect(() => settings.write(rounding, { stepFen: 0.5 })).toThrow(TypeError);
  database.exec("INSERT INTO setting VALUES ('cash.rounding', '{\"step\": 10}', 1)");
  expect(settings.read(rounding)).toEqual({ stepFen: 0 });
  expect(log.events).toContain('settings.unreadable');
  close();
});

it('settings that were saved before there were kiosk rules and sizes of screens are kept, with the rules of a new store', () => {
  const { database, ledger, log, close } = openTill(folder);
  const clock = new SetClock();
  const settings = new SqliteSettings(database, { clock, log });
  const book = () => new SqliteSettingsBook({ database, settings, ledger, clock, tillId: 'till-7' });
  const { kiosk, ...store } = { ...DEFAULT_SETTINGS.store, cashRounding: 'yuan' as const };
  const { displayInches: _size, ...till } = { ...DEFAULT_SETTINGS.till, name: '前台' };
  for (const [key, value] of [['store', store], ['till.till-7', till]] as const) database.run('INSERT INTO setting VALUES (?, ?, 1)', key, JSON.stringify(value));
  expect(book().read()).toMatchObject({ store: { cashRounding: 'yuan', kiosk }, till: { name: '前台', displayInches: null } });
  expect(log.events).not.toContain('settings.unreadable');
  book().save({ store: { ...store, kiosk: { ...kiosk, restricted: 'counter' } }, till: { ...till, displayInches: 21.5 } }, 'owner');
  expect(book().read()).toMatchObject({ store: { kiosk: { restricted: 'counter' } }, till: { displayInches: 21.5 } });
  close();
});
