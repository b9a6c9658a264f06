/** What the two SDKs bring with them, and what of theirs our own verification must agree with. */
import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it } from 'vitest';
import { openAnswer } from '../../../main/adapters/providers/alipay/answer.ts';
import { signedRequest } from '../../../main/adapters/providers/alipay/sdk.ts';
import { signedAnswer } from './signed-answer.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const sdk = new AlipaySdk({
  appId: '9021000000000001', privateKey: privateKeyPem, keyType: 'PKCS8', camelcase: false,
  alipayPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
const AT = Date.parse('2026-11-21T04:00:00Z');

describe('alipay-sdk', () => {
  it('our adapters leave the sockets of the whole process alone (the SDK as a whole does not)', async () => {
    const program = `
      const net = await import('node:net');
      const before = net.Socket.prototype.destroy;
      await import(process.argv[1]);
      await import(process.argv[2]);
      console.log(net.Socket.prototype.destroy === before ? 'untouched' : 'replaced');`;
    const clients = ['alipay', 'wechat'].map((wallet) => new URL(`../../../main/adapters/providers/${wallet}/client.ts`, import.meta.url).href);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program, ...clients]);
    expect(stdout.trim()).toBe('untouched');
  });

  it('signs our request as it signs its own', () => {
    const content = { out_trade_no: 'GTM00101000017', subject: '柜台 "x"', query_options: ['fund_bill_list'] };
    const ours = signedRequest('https://openapi.alipay.com/gateway.do', 'alipay.trade.query', content, { appId: '9021000000000001', privateKeyPem }, AT);
    const theirs = new URLSearchParams(sdk.sdkExecute('alipay.trade.query', { timestamp: '2026-11-21 12:00:00', bizContent: content }, { bizContentAutoSnakeCase: false }));
    const sent = new URLSearchParams([...new URL(ours.url).searchParams, ...new URLSearchParams(ours.body)]);
    expect(Object.fromEntries(sent)).toEqual(Object.fromEntries(theirs));
  });

  it('empty values are left out: the gateway would drop them and find the signature wrong', () => {
    const ours = signedRequest('https://openapi.alipay.com/gateway.do', 'alipay.trade.query', { a: '', b: undefined, c: '1' }, { appId: '1', privateKeyPem }, AT);
    expect(new URLSearchParams(ours.body).get('biz_content')).toBe('{"c":"1"}');
  });

  it.each([
    '{"code":"10000","msg":"Success","out_trade_no":"7"}',
    '{"code":"10000","qr_code":"https:\\/\\/qr.alipay.com\\/bax"}',
    '{"code":"10000","subject":"柜台 {a} \\"b\\"","list":[{"x":"1"}]}',
  ])('believes the answers that we believe: %s', (node) => {
    const text = signedAnswer('alipay_trade_pay_response', node, privateKey);
    const sign = /"sign":"([^"]+)"\}$/.exec(text)?.[1] ?? '';
    expect(() => sdk.checkResponseSign(text, 'alipay_trade_pay_response', sign, '')).not.toThrow();
    expect(openAnswer(Buffer.from(text), 'alipay.trade.pay', () => [createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))])).toMatchObject({ signature: 'good', text: node });
  });
});
