// Settings survive, and one that cannot be read is noticed and does not stop the till.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { SqliteSettings } from '../../../main/adapters/storage/settings.ts';
import type { SettingDefinition } from '../../../main/adapters/storage/settings.ts';
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
