/**
 * How many payments a second the simulated Alipay carries, and what a whole sale costs it. Run it directly with Node:
 * `node test/bench/alipay-gateway.bench.ts [payments] [at once]`. Requests are signed beforehand, so the figures are the
 * gateway's own: parsing, verifying, working, signing, answering, over real HTTP on one connection per worker.
 */
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { startAlipayGateway, type AlipayGateway } from '../../main/simulator/alipay/gateway.ts';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { World } from '../../main/simulator/world.ts';
import { commonParams, signed } from '../simulator/alipay/raw.ts';

const [payments = 2_000, atOnce = 16] = process.argv.slice(2).map(Number);

const world = new World({ now: Date.now });
const buyer = world.buyerOf('alipay');
buyer.balanceFen = payments * 100;
const gateway = await startAlipayGateway({ world, faults: new FaultPlan(), notices: 'on-call' });

const pays = Array.from({ length: payments }, (_, index) =>
  body(gateway, 'alipay.trade.pay', { out_trade_no: `BENCH_${index}`, total_amount: '1.00', subject: 'bench', scene: 'bar_code', auth_code: world.issueCode(buyer.id).code }),
);
const queries = pays.map((_, index) => body(gateway, 'alipay.trade.query', { out_trade_no: `BENCH_${index}` }));

report('pay', await run(pays));
report('query', await run(queries));
const paid = gateway.trades().filter((trade) => trade.state === 'paid').length;
console.log(`orders paid at the provider: ${paid} of ${payments}`);
await gateway.close();

function body(merchant: AlipayGateway, method: string, content: object): string {
  return new URLSearchParams(signed(merchant, commonParams(merchant, method, content))).toString();
}

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly milliseconds: readonly number[];
}

async function run(bodies: readonly string[]): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const milliseconds: number[] = [];
  const queue = bodies.values();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of queue) {
        const sentAt = performance.now();
        await post(agent, one);
        milliseconds.push(performance.now() - sentAt);
      }
    }),
  );
  const used = process.cpuUsage(cpu);
  agent.destroy();
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
