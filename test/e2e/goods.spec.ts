// The shop's goods in the real program: a table as a spreadsheet in China saves it, looked at, in force, sold, undone, and put away again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import iconv from 'iconv-lite';
import { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';

const CODE = '6901824999990';

test('a table in GBK is looked at before it counts, sells after that, and is undone by one press', async () => {
  const bench = await Bench.start();
  const id = (name: string) => bench.page.getByTestId(name);
  const table = join(bench.folder, '商品.csv');
  const put = join(bench.folder, 'out.csv');
  const write = (rows: string): void => writeFileSync(table, iconv.encode(`条码,品名,售价\r\n${rows}`, 'gbk'));
  try {
    // The system's own windows for files cannot be driven from here: they answer as if a person had.
    await bench.electron.evaluate(({ dialog }, [from, to]) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [from ?? ''] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: to ?? '' });
    }, [table, put]);
    await bench.signInOwner();
    await bench.page.keyboard.press('Control+E');
    await id('tab-goods').click();
    const before = Number(await id('goods-list').getAttribute('data-total'));
    await expectAccessible(bench.page, 'goods');

    write(`${CODE},龙井茶,19.99\r\n6.90182E+12,水,2\r\n`);
    await id('goods-pick').click();
    await expect(id('goods-preview')).toHaveAttribute('data-problems', '1');
    await expect(id('goods-preview')).toHaveAttribute('data-encoding', 'gb18030');
    await expect(id('goods-merge')).toHaveCount(0);
    await expectAccessible(bench.page, 'goods, doubts');
    await id('goods-cancel').click();

    write(`${CODE},龙井茶,19.99\r\n`);
    await id('goods-pick').click();
    await expect(id('goods-preview')).toContainText('龙井茶');
    await expectAccessible(bench.page, 'goods, preview');
    await id('goods-merge').click();
    await expect(id('goods-list')).toHaveAttribute('data-total', String(before + 1));
    await id('goods-find').fill('ljc');
    await expect(id(`goods-${CODE}`)).toBeVisible();
    await id(`change-${CODE}`).click();
    await id('goods-price').fill('21.50');
    await id('goods-save').click();
    await expect(id(`goods-${CODE}`).locator('[data-fen="2150"]')).toBeVisible();
    await id('goods-export').click();
    await expect(id('goods-news')).toContainText('out.csv');
    expect(readFileSync(put, 'utf8')).toContain(`${CODE},龙井茶,,21.50,件`);

    await bench.page.keyboard.press('Escape');
    await expect(id('settings-window')).toBeHidden();
    await bench.scan(CODE);
    await expect(id('total')).toHaveAttribute('data-fen', '2150');

    await bench.page.keyboard.press('Control+E');
    await id('tab-goods').click();
    await id('goods-undo').click();
    await expect(id('ask-yes')).not.toHaveAttribute('aria-disabled', 'true');
    await bench.page.keyboard.press('F8');
    await expect(id('goods-list')).toHaveAttribute('data-total', String(before));
    // What is in the basket stays as it was taken.
    await expect(id('total')).toHaveAttribute('data-fen', '2150');
  } finally {
    await bench.close();
  }
});
