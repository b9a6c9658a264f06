// What the customer is shown at the counter: a QR that a real decoder reads off the screen's own pixels, large enough and with its quiet
// zone; the same amounts as the cashier's; nothing that is not the customer's.
import { expect, test } from '@playwright/test';
import { scanGrayBuffer } from '@undecaf/zbar-wasm';
import type { Page } from '@playwright/test';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { Bench } from './support/app.ts';
import { Counter } from './support/counter.ts';
import { PIECE } from './support/goods.ts';
import { expectAccessible } from './support/axe.ts';

let bench: Bench;
let counter: Counter;
let screen: Page;
test.beforeEach(async () => {
  bench = await Bench.start({ display: '1920x1080' });
  counter = new Counter(bench);
  screen = await bench.display();
});
test.afterEach(async () => {
  await bench.close();
});

/** All that a decoder finds in the pixels of the whole screen. */
async function read(page: Page): Promise<readonly string[]> {
  const png = (await page.screenshot()).toString('base64');
  // The page itself turns its picture into grey values: no second decoder of PNG is needed.
  const { width, height, grey } = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const rgba = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    let text = '';
    for (let at = 0; at < rgba.length; at += 4) text += String.fromCharCode(rgba[at + 1] ?? 0);
    return { width: image.width, height: image.height, grey: btoa(text) };
  }, png);
  const bytes = Buffer.from(grey, 'base64');
  const symbols = await scanGrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), width, height);
  return symbols.map((symbol) => symbol.decode());
}

test('the QR on a full HD screen is read by a decoder, is 60 mm large and keeps its quiet zone', async () => {
  const due = await bench.fillBasket(PIECE);
  await expect(screen.getByTestId('display-amount')).toHaveAttribute('data-fen', String(due));
  await expectAccessible(screen, 'display basket');
  await counter.keyOf('tender-alipay', 'F10');
  await expect(screen.getByTestId('display-qr')).toBeVisible();
  await expectAccessible(screen, 'display QR');
  const [open] = bench.gateway('alipay').openQrs();
  await expect.poll(() => read(screen)).toContain(open?.qrText);

  const box = await screen.getByTestId('display-qr').boundingBox();
  const modules = await screen.getByTestId('display-qr').locator('svg').evaluate((svg: SVGSVGElement) => svg.viewBox.baseVal.width);
  const dark = ((box?.width ?? 0) * (modules - 8)) / modules;
  // 10.1 inches in full HD, the densest screen that is planned for: 8.59 pixels a millimetre.
  expect(dark).toBeGreaterThanOrEqual(60 * 8.58);
  expect((box?.width ?? 0) / modules).toBeCloseTo(Math.round((box?.width ?? 0) / modules), 5);
});

test('the customer is told what to do, and the end in words, shape and colour, with the same check digits as the cashier', async () => {
  const due = await bench.fillBasket(PIECE);
  await counter.keyOf('tender-mobile', 'F9');
  await expect(screen.getByTestId('display')).toHaveAttribute('data-scene', 'code');
  await expect(bench.page.getByTestId('code-input')).toBeVisible();
  await bench.scan(bench.paymentCode('wechat'));
  await expect(screen.getByTestId('display-done')).toHaveAttribute('data-tone', 'proven');
  await expect(screen.getByTestId('display-amount')).toHaveAttribute('data-fen', String(due));
  await expectAccessible(screen, 'display done');
  const digits = await bench.page.getByTestId('check-digits').textContent();
  await expect(screen.getByTestId('display-digits')).toHaveText(digits ?? '');
});

test('while nobody knows, the customer is told not to pay again, even when the cashier hides the window', async () => {
  await bench.fillBasket(PIECE);
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'any', fault: { kind: 'drop-after' }, times: 100 });
  await counter.keyOf('tender-mobile', 'F9');
  await expect(bench.page.getByTestId('code-input')).toBeVisible();
  await bench.scan(scriptedCode('alipay', '0001', 3));
  await expect(screen.getByTestId('display-payment')).toHaveAttribute('data-stage', 'checking');
  await counter.stageIs('checking');
  await counter.escape();
  await expect(bench.stage()).toBeHidden();
  await expect(screen.getByTestId('display-payment')).toHaveAttribute('data-stage', 'checking');
  await expectAccessible(screen, 'display checking');
});

test('the page of the customer can ask nothing and watch nothing else', async () => {
  const outcome = await screen.evaluate(async () => {
    const { guitai } = window as unknown as { guitai: { ask(name: string, input: unknown): Promise<{ ok: boolean; code?: string }>; watch(name: string, see: (snapshot: unknown) => void): () => void } };
    const sale = await guitai.ask('sale.next', {});
    const seen = await new Promise((resolve) => {
      guitai.watch('till', resolve);
      setTimeout(() => resolve('nothing'), 400);
    });
    return [sale.code, seen];
  });
  expect(outcome).toEqual(['bad_request', 'nothing']);
});
