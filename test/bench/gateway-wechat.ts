/**
 * How many payments a second the simulated WeChat Pay carries, signatures and all. The gateway must never be the slow part of a
 * load test: 200 barcode payments a second on one core is the floor, for a client in the same process that signs each request and
 * verifies each answer. Run: `node test/bench/gateway-wechat.ts [payments]`; on one core with `taskset -c 0` before it.
 */
import { createHash, createPrivateKey, createPublicKey, createSign, createVerify, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { startWechatGateway } from '../../main/simulator/wechat/gateway.ts';
import { World } from '../../main/simulator/world.ts';

const FLOOR_PER_SECOND = 200;
const CONNECTIONS = 8;
const COUNT = Number(process.argv[2] ?? 1_600);

const world = new World({ now: () => Date.now() });
const gateway = await startWechatGateway({ world, faults: new FaultPlan() });
const buyer = world.buyerOf('wechat');
buyer.balanceFen = Number.MAX_SAFE_INTEGER;

const merchantKey: KeyObject = createPrivateKey(gateway.merchantPrivateKeyPem);
const wechatKey: KeyObject = createPublicKey(gateway.publicKeyPem);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

interface Sent {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Verdict = (headers: IncomingHttpHeaders, body: string) => boolean;

const PAY = '/v3/pay/transactions/codepay';

function codepay(number: string): Sent {
  const body = JSON.stringify({
    appid: gateway.appid, mchid: gateway.mchid, description: '压力测试', out_trade_no: number,
    payer: { auth_code: world.issueCode(buyer.id).code }, amount: { total: 1, currency: 'CNY' }, scene_info: { store_info: { out_id: 'S001' } },
  });
  const timestamp = Math.floor(Date.now() / 1000);
  const nonce = randomBytes(16).toString('hex');
  const signature = createSign('RSA-SHA256').update(`POST\n${PAY}\n${timestamp}\n${nonce}\n${body}\n`).sign(merchantKey, 'base64');
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${gateway.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${gateway.merchantSerial}"`;
  return { path: PAY, body, headers: { 'Content-Type': 'application/json', 'Authorization': authorization } };
}

const isSigned: Verdict = (headers, body) => {
  const text = `${String(headers['wechatpay-timestamp'])}\n${String(headers['wechatpay-nonce'])}\n${body}\n`;
  return body.includes('"SUCCESS"') && createVerify('RSA-SHA256').update(text).verify(wechatKey, String(headers['wechatpay-signature']), 'base64');
};

function micropay(number: string): Sent {
  const fields: Record<string, string> = {
    appid: gateway.appid, mch_id: gateway.mchid, nonce_str: randomBytes(16).toString('hex'), body: '压力测试', out_trade_no: number, total_fee: '1',
    spbill_create_ip: '127.0.0.1', auth_code: world.issueCode(buyer.id).code,
  };
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('&');
  fields['sign'] = createHash('md5').update(`${text}&key=${gateway.apiV2Key}`).digest('hex').toUpperCase();
  const body = `<xml>${Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}</xml>`;
  return { path: '/pay/micropay', body, headers: { 'Content-Type': 'text/xml' } };
}

const isDone: Verdict = (_headers, body) => body.includes('<transaction_id>');

function send({ path, body, headers }: Sent, verdict: Verdict): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const outgoing = request(gateway.baseUrl + path, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(verdict(response.headers, Buffer.concat(chunks).toString('utf8'))));
    });
    outgoing.on('error', reject).end(body);
  });
}

/** Sends all of them over all connections and prints rate and times. True when each was paid, and as fast as the floor. */
async function measure(title: string, make: (index: number) => Sent, verdict: Verdict): Promise<boolean> {
  const times: number[] = [];
  let next = 0;
  let paid = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < COUNT; index = next++) {
      const begun = performance.now();
      if (await send(make(index), verdict)) paid += 1;
      times.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  const cpuBegun = process.cpuUsage();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - begun) / 1000;
  const cpu = process.cpuUsage(cpuBegun);
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  const rate = COUNT / seconds;
  console.log(`${title}: ${rate.toFixed(0)} payments/s, ${paid} of ${COUNT} paid; ms p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} max ${at(1)}; CPU ${((cpu.user + cpu.system) / 1000 / COUNT).toFixed(2)} ms a payment`);
  return paid === COUNT && rate >= FLOOR_PER_SECOND;
}

/** Not counted: the first requests warm the engine up. */
for (let index = 0; index < 50; index += 1) await send(codepay(`WARM${String(index).padStart(8, '0')}`), isSigned);

const signedBefore = Array.from({ length: COUNT }, (_, index) => codepay(`BEFORE${String(index).padStart(8, '0')}`));
const results = [
  await measure('v3, the gateway alone (requests signed beforehand, answers not verified)', (index) => signedBefore[index] ?? codepay('NONE'), (_headers, body) => body.includes('"SUCCESS"')),
  await measure('v3, both ends (each request signed, each answer verified)', (index) => codepay(`BOTH${String(index).padStart(8, '0')}`), isSigned),
  await measure('v2, both ends (MD5)', (index) => micropay(`VTWO${String(index).padStart(8, '0')}`), isDone),
];
agent.destroy();
await gateway.close();
const isHeld = results.every(Boolean);
console.log(`floor ${FLOOR_PER_SECOND}/s with ${CONNECTIONS} connections: ${isHeld ? 'held' : 'MISSED'}`);
process.exitCode = isHeld ? 0 : 1;
