/** The phone on the demo's counter, used over HTTP as its page uses it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VirtualScan } from '../../main/simulator/scanner/virtual-scanner.ts';
import type { CodeView, LookAnswer } from '../../main/simulator/wallet/views.ts';
import { readBarcodesFromSvg } from './read-svg.ts';
import { Till as WechatTill } from './wechat/till.ts';
import { freshNumber, openWorld } from './world-support.ts';
import type { Opened } from './world-support.ts';

let world: Opened;
let shift = 0;

beforeAll(async () => {
  world = await openWorld({ clock: { now: () => Date.now() + shift } });
});
afterAll(async () => world.simulator.close());

describe('payment codes on the phone', () => {
  it('shows a code that a camera reads from the very picture, as barcode and as QR', async () => {
    for (const wallet of ['alipay', 'wechat'] as const) {
      const code = await world.visitor.post<CodeView>(`/api/phones/${wallet}/code`);
      const digits = code.groups.join('');
      expect(digits).toMatch(wallet === 'alipay' ? /^28\d{16}$/ : /^1[0-4]\d{16}$/);
      expect(await readBarcodesFromSvg(code.barcodeSvg, 4)).toEqual([{ type: 'CODE128', text: digits }]);
      expect(await readBarcodesFromSvg(code.qrSvg, 6)).toEqual([{ type: 'QRCODE', text: digits }]);
    }
  });

  it('keeps showing the same code until it was used, so that a reload does not waste one', async () => {
    const first = await world.visitor.code('alipay');
    expect(await world.visitor.code('alipay')).toBe(first);
    await world.till.pay(freshNumber(), '0.29', first);
    expect((await world.visitor.phones()).alipay.codeSerial).toBeNull();
    expect(await world.visitor.code('alipay')).not.toBe(first);
  });

  it('replaces a code whose minute is over', async () => {
    const first = await world.visitor.code('wechat');
    shift += 60_000;
    expect((await world.visitor.phones()).wechat.codeSerial).toBeNull();
    expect(await world.visitor.code('wechat')).not.toBe(first);
  });

  it('gives another code when the customer asks for one', async () => {
    const first = await world.visitor.code('alipay');
    const second = await world.visitor.post<CodeView>('/api/phones/alipay/refresh');
    expect(second.groups.join('')).not.toBe(first);
  });

  it('reaches the till when held to the scanner, and says so when no till listens', async () => {
    expect(await world.visitor.post('/api/phones/alipay/present')).toEqual({ heard: 0 });
    const heard: VirtualScan[] = [];
    const stop = world.simulator.scanner.onScan((scan) => heard.push(scan));
    expect(await world.visitor.post('/api/phones/alipay/present')).toEqual({ heard: 1 });
    stop();
    expect(heard.map((scan) => scan.text)).toEqual([await world.visitor.code('alipay')]);
  });
});

describe('paying from the phone', () => {
  it('takes the money once, and lists the payment with the number that the shop knows', async () => {
    const outTradeNo = freshNumber();
    const before = (await world.visitor.phones()).alipay.balanceFen;
    await world.till.pay(outTradeNo, '19.99', await world.visitor.code('alipay'));
    const after = (await world.visitor.phones()).alipay;
    expect(before - after.balanceFen).toBe(1999);
    expect(after.history[0]).toMatchObject({ outTradeNo, state: 'paid', totalFen: 1999, refundedFen: 0 });
  });

  it('asks for the PIN, and pays only when it is entered', async () => {
    await world.visitor.post('/api/phones/alipay/mood', { mood: 'asks-pin' });
    const outTradeNo = freshNumber();
    expect((await world.till.pay(outTradeNo, '4.35', await world.visitor.code('alipay'))).code).toBe('10003');
    const [waiting] = (await world.visitor.phones()).alipay.waiting;
    expect(waiting).toMatchObject({ outTradeNo, totalFen: 435, popsUp: true });
    expect((await world.visitor.send('POST', '/api/phones/alipay/confirm', { outTradeNo, pin: '12' })).status).toBe(400);
    expect(world.simulator.alipay.trade(outTradeNo)?.state).toBe('waiting');
    expect(await world.visitor.post('/api/phones/alipay/confirm', { outTradeNo, pin: '123456' })).toEqual({ result: 'paid' });
    expect(world.simulator.alipay.trade(outTradeNo)?.capturedFen).toBe(435);
    await world.visitor.post('/api/phones/alipay/mood', { mood: 'pays-at-once' });
  });

  it('scans a QR from the till, and a declined one is not paid', async () => {
    const outTradeNo = freshNumber();
    const made = await world.till.call('alipay.trade.precreate', { out_trade_no: outTradeNo, total_amount: '1.15', subject: '测试' });
    expect((await world.visitor.phones()).alipay.openQrs.map((qr) => qr.outTradeNo)).toContain(outTradeNo);
    const qrText: unknown = made['qr_code'];
    const seen = await world.visitor.post<LookAnswer>('/api/phones/alipay/look', { qrText: String(qrText) });
    expect(seen).toEqual({ kind: 'order', outTradeNo, totalFen: 115, subject: '测试' });
    expect(await world.visitor.post('/api/phones/alipay/decline', { outTradeNo })).toEqual({ result: 'declined' });
    expect(world.simulator.alipay.trade(outTradeNo)).toMatchObject({ state: 'waiting', capturedFen: 0 });
  });

  it('pays a WeChat QR once, and it is gone from the camera afterwards', async () => {
    const { wechat } = world.simulator;
    const outTradeNo = freshNumber();
    await new WechatTill(wechat.baseUrl, wechat, () => Date.now() + shift).send('POST', '/v3/pay/transactions/native', {
      appid: wechat.appid, mchid: wechat.mchid, description: '测试', out_trade_no: outTradeNo, notify_url: 'https://example.com/n',
      amount: { total: 29, currency: 'CNY' },
    });
    const open = (await world.visitor.phones()).wechat.openQrs.find((qr) => qr.outTradeNo === outTradeNo);
    await world.visitor.post('/api/phones/wechat/look', { qrText: open?.qrText });
    expect(await world.visitor.post('/api/phones/wechat/confirm', { outTradeNo, pin: '000000' })).toEqual({ result: 'paid' });
    expect(await world.visitor.post('/api/phones/wechat/confirm', { outTradeNo, pin: '000000' })).toEqual({ result: 'not-payable' });
    expect(wechat.trade(outTradeNo)?.capturedFen).toBe(29);
    expect((await world.visitor.phones()).wechat.openQrs).toEqual([]);
  });

  it('names a QR that no provider knows', async () => {
    expect(await world.visitor.post('/api/phones/wechat/look', { qrText: 'https://example.com/' })).toEqual({ kind: 'refused', reason: 'unknown-qr' });
  });

  it('does not pop up for a customer who is meant to stay silent', async () => {
    await world.visitor.post('/api/phones/alipay/mood', { mood: 'never-answers' });
    const outTradeNo = freshNumber();
    await world.till.pay(outTradeNo, '2.00', await world.visitor.code('alipay'));
    const waiting = (await world.visitor.phones()).alipay.waiting.find((one) => one.outTradeNo === outTradeNo);
    expect(waiting?.popsUp).toBe(false);
    await world.visitor.post('/api/phones/alipay/mood', { mood: 'pays-at-once' });
  });
});
