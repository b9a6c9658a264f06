// Copies of the books in the real program: the process beside the till makes them, and a lost day comes back at the next start.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';

const DISK = { timeout: 60_000 };

test('a copy is made beside the till and read back; restored, the program starts with it, and says so', async () => {
  const bench = await Bench.start();
  const stick = join(bench.folder, 'stick');
  mkdirSync(stick);
  const id = (name: string) => bench.page.getByTestId(name);
  const openTab = async (): Promise<void> => {
    await bench.signInOwner();
    await bench.page.keyboard.press('Control+E');
    await id('tab-backup').click();
  };
  try {
    await openTab();
    await expect(id('backup-state')).toHaveAttribute('data-state', 'none');
    await expectAccessible(bench.page, 'backup, none');
    await id('backup-folder').fill(join(bench.folder, 'not there'));
    await id('settings-save').click();
    await expect(id('settings-window').getByTestId('problem')).toHaveAttribute('data-code', 'backup_folder_missing', DISK);

    await id('backup-folder').fill(stick);
    await id('settings-save').click();
    await expect(id('backup-state')).toHaveAttribute('data-state', 'fine', DISK);
    await expect(id('backup-same-disk')).toBeVisible();
    const [name = ''] = readdirSync(stick);
    await expectAccessible(bench.page, 'backup, fine');

    await id('backup-look').click();
    await expect(id('backup-copies')).toHaveAttribute('data-count', '1');
    // The test leads the program: it starts it anew by itself.
    await bench.electron.evaluate(({ app }) => {
      app.relaunch = () => undefined;
    });
    await id(`restore-${name}`).click();
    const closed = bench.closed();
    await expect(id('ask-yes')).not.toHaveAttribute('aria-disabled', 'true');
    await bench.page.keyboard.press('F8');
    await closed;

    await bench.open();
    await openTab();
    await expect(id('backup-restored')).toContainText(name);
    expect(readdirSync(join(bench.folder, 'data', 'profiles', 'demo')).some((file) => file.startsWith('guitai.db.replaced-'))).toBe(true);
  } finally {
    await bench.close();
  }
});
