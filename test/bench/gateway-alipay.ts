/**
 * How many payments a second the simulated Alipay carries, and what a whole payment costs a till. Run it directly with Node, on one
 * core: `taskset -c 0 node test/bench/gateway-alipay.ts [payments] [at once]`. Three kinds:
 *
 * gateway      requests signed beforehand: the gateway's own parsing, verifying, working, signing, answering, over real HTTP
 * till         the adapter as the app uses it: shape, sign, a connection of its own, send, verify, read; key mode and certificate mode
 * query        the cheapest question, on kept connections
 *
 * The target is 200 payments a second, signatures at both ends, on one core.
 */
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { startAlipayGateway, type AlipayGateway } from '../../main/simulator/alipay/gateway.ts';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { World } from '../../main/simulator/world.ts';
import { AlipayProvider } from '../../main/adapters/providers/alipay/client.ts';
import type { AlipaySettings } from '../../main/adapters/providers/alipay/settings.ts';
import { HttpDoor } from '../../main/adapters/http.ts';
import { JsonLog } from '../../main/adapters/log.ts';
import { fen } from '../../main/domain/money.ts';
import { commonParams, signed } from '../simulator/alipay/raw.ts';

const [payments = 2_000, atOnce = 16] = process.argv.slice(2).map(Number);

const world = new World({ now: Date.now });
const buyer = world.buyerOf('alipay');
buyer.balanceFen = payments * 400;
const gateway = await startAlipayGateway({ world, faults: new FaultPlan(), notices: 'on-call' });

const pays = Array.from({ length: payments }, (_, index) =>
  body(gateway, 'alipay.trade.pay', { out_trade_no: `BENCH_${index}`, total_amount: '1.00', subject: 'bench', scene: 'bar_code', auth_code: world.issueCode(buyer.id).code }),
);
const queries = pays.map((_, index) => body(gateway, 'alipay.trade.query', { out_trade_no: `BENCH_${index}` }));

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
report('gateway, pay', await run(pays.map((text) => () => post(agent, text))));
report('gateway, query', await run(queries.map((text) => () => post(agent, text))));
agent.destroy();

const clock = { now: Date.now, at: () => () => undefined };
const log = new JsonLog(clock, () => undefined);
const door = new HttpDoor({ origins: [gateway.baseUrl] }, clock, log);
const { appId, appPrivateKeyPem: privateKeyPem, alipayPublicKeyPem, gatewayUrl, certificates: pems } = gateway;
const shop = { appId, privateKeyPem, gatewayUrl };
const certificates = { appCertificatePem: pems.appCertificatePem, alipayCertificatePems: [pems.alipayCertificatePem], rootCertificatesPem: pems.rootCertificatePem };
report('till in key mode, pay', await run(paymentsOf('KEY', { ...shop, alipayPublicKeyPem })));
report('till in certificate mode, pay', await run(paymentsOf('CERT', { ...shop, certificates })));
door.close();

const paid = gateway.trades().filter((trade) => trade.state === 'paid').length;
console.log(`orders paid at the provider: ${paid} of ${payments * 3}`);
await gateway.close();

function body(merchant: AlipayGateway, method: string, content: object): string {
  return new URLSearchParams(signed(merchant, commonParams(merchant, method, content))).toString();
}

function paymentsOf(prefix: string, settings: AlipaySettings): readonly (() => Promise<void>)[] {
  const till = new AlipayProvider(settings, door, clock, log);
  return Array.from({ length: payments }, (_, index) => async () => {
    const order = { outTradeNo: `${prefix}_${index}`, amount: fen(100), kind: 'barcode' as const, subject: 'bench', operatorId: 'op', terminalId: 'till' };
    const { answer } = await till.pay({ ...order, code: world.issueCode(buyer.id).code });
    if (answer.kind !== 'paid') throw new Error(JSON.stringify(answer));
  });
}

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly milliseconds: readonly number[];
}

async function run(work: readonly (() => Promise<void>)[]): Promise<Figures> {
  const milliseconds: number[] = [];
  const queue = work.values();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of queue) {
        const sentAt = performance.now();
        await one();
        milliseconds.push(performance.now() - sentAt);
      }
    }),
  );
  const used = process.cpuUsage(cpu);
  return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (used.user + used.system) / 1e6, milliseconds: milliseconds.sort((a, b) => a - b) };
}

async function post(agent: Agent, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(gateway.gatewayUrl, { agent, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(text) } }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (part: string) => (answer += part));
      response.on('end', () => {
        if (answer.includes('"code":"10000"')) resolve();
        else reject(new Error(answer));
      });
    });
    outgoing.on('error', reject).end(text);
  });
}

/** CPU includes this very client, in the same process, and the threads that sign. */
function report(name: string, { seconds, cpuSeconds, milliseconds }: Figures): void {
  const at = (share: number): string => (milliseconds[Math.min(milliseconds.length - 1, Math.floor(milliseconds.length * share))] ?? 0).toFixed(1);
  const count = milliseconds.length;
  console.log(`${name}: ${count} in ${seconds.toFixed(2)} s = ${Math.round(count / seconds)}/s; CPU ${((cpuSeconds / count) * 1000).toFixed(2)} ms each, one core carries ${Math.round(count / cpuSeconds)}/s; p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
}
