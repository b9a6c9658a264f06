/**
 * How many payments a second the simulated WeChat Pay serves. The gateway must never be the slow part of a load test:
 * 200 barcode payments a second on one core is the floor. Run: `node test/bench/wechat-gateway.bench.ts [seconds]`.
 * The client signs its requests beforehand, so that the figures are the gateway's own; it does not verify the answers.
 */
import { createSign, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { startWechatGateway } from '../../main/simulator/wechat/gateway.ts';
import { World } from '../../main/simulator/world.ts';

const FLOOR_PER_SECOND = 200;
const CONNECTIONS = 8;
const COUNT = Number(process.argv[2] ?? 4) * 400;

const world = new World({ now: () => Date.now() });
const gateway = await startWechatGateway({ world, faults: new FaultPlan() });
const buyer = world.buyerOf('wechat');
buyer.balanceFen = Number.MAX_SAFE_INTEGER;

interface Signed {
  readonly body: string;
  readonly authorization: string;
}

function signed(index: number): Signed {
  const body = JSON.stringify({
    appid: gateway.appid, mchid: gateway.mchid, description: '压力测试', out_trade_no: `BENCH${String(index).padStart(8, '0')}`,
    payer: { auth_code: world.issueCode(buyer.id).code }, amount: { total: 1, currency: 'CNY' }, scene_info: { store_info: { out_id: 'S001' } },
  });
  const timestamp = Math.floor(Date.now() / 1000);
  const nonce = randomBytes(16).toString('hex');
  const signature = createSign('RSA-SHA256').update(`POST\n/v3/pay/transactions/codepay\n${timestamp}\n${nonce}\n${body}\n`).sign(gateway.merchantPrivateKeyPem, 'base64');
  return { body, authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${gateway.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${gateway.merchantSerial}"` };
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function send({ body, authorization }: Signed): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${gateway.baseUrl}/v3/pay/transactions/codepay`, { method: 'POST', agent, headers: { 'Content-Type': 'application/json', Authorization: authorization } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', reject).end(body);
  });
}

const requests = Array.from({ length: COUNT }, (_, index) => signed(index));
const times: number[] = [];
let next = 0;
let paid = 0;

async function worker(): Promise<void> {
  for (let mine = requests[next++]; mine; mine = requests[next++]) {
    const begun = performance.now();
    if ((await send(mine)) === 200) paid += 1;
    times.push(performance.now() - begun);
  }
}

const begun = performance.now();
const cpuBegun = process.cpuUsage();
await Promise.all(Array.from({ length: CONNECTIONS }, worker));
const seconds = (performance.now() - begun) / 1000;
const cpu = process.cpuUsage(cpuBegun);
agent.destroy();
await gateway.close();

times.sort((a, b) => a - b);
const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
const rate = COUNT / seconds;
console.log(`${COUNT} payments, ${paid} paid, ${CONNECTIONS} connections, client and gateway in one process`);
console.log(`${rate.toFixed(0)} payments/s; CPU ${((cpu.user + cpu.system) / 1000 / COUNT).toFixed(2)} ms a payment; answer ms p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)}`);
console.log(`floor ${FLOOR_PER_SECOND}/s: ${rate >= FLOOR_PER_SECOND && paid === COUNT ? 'held' : 'MISSED'}`);
process.exitCode = rate >= FLOOR_PER_SECOND && paid === COUNT ? 0 : 1;
