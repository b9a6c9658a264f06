/**
 * A shop's line to one simulated provider over real HTTP: the gateway, the people, the faults, and the real adapter with all
 * that it says to the log. Time is the real one plus what a test adds, for both ends.
 */
import { HttpDoor } from '../../../main/adapters/http.ts';
import type { HttpDoorOptions } from '../../../main/adapters/http.ts';
import { JsonLog } from '../../../main/adapters/log.ts';
import { fen } from '../../../main/domain/money.ts';
import type { Fen } from '../../../main/domain/money.ts';
import type { PaymentKind, Wallet } from '../../../main/domain/payment.ts';
import type { Clock, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest } from '../../../main/ports.ts';
import { FaultPlan } from '../../../main/simulator/faults.ts';
import type { Fault, Operation } from '../../../main/simulator/faults.ts';
import type { SimGateway, SimGatewayOptions } from '../../../main/simulator/gateway.ts';
import { World } from '../../../main/simulator/world.ts';
import type { Buyer } from '../../../main/simulator/world.ts';

export interface Deadlines {
  readonly payDeadlineMs?: number;
  readonly callDeadlineMs?: number;
}

/** How one wallet's gateway and adapter are put together. */
export interface BenchParts<Gateway extends SimGateway> {
  readonly wallet: Wallet;
  readonly start: (options: SimGatewayOptions) => Promise<Gateway>;
  /** What the door may do besides speaking to the gateway. */
  readonly door?: (gateway: Gateway) => Partial<HttpDoorOptions>;
  readonly provider: (gateway: Gateway, deadlines: Deadlines, door: HttpDoor, clock: Clock, log: JsonLog) => PaymentProvider;
}

export class Bench<Gateway extends SimGateway = SimGateway> {
  readonly gateway: Gateway;
  readonly provider: PaymentProvider;
  /** The same, with deadlines that any delay misses. */
  readonly hurried: PaymentProvider;
  readonly world: World;
  readonly faults: FaultPlan;
  readonly logLines: string[];
  readonly door: HttpDoor;
  /** Every payment code that was shown: none may be found in a log or a history. */
  readonly codes: string[] = [];
  private readonly time: { aheadMs: number };
  private serial = 0;

  private constructor(parts: BenchParts<Gateway>, gateway: Gateway, world: World, faults: FaultPlan, time: { aheadMs: number }) {
    const clock: Clock = { now: () => Date.now() + time.aheadMs, at: () => () => undefined };
    this.logLines = [];
    const log = new JsonLog(clock, (line) => this.logLines.push(line));
    this.door = new HttpDoor({ origins: [gateway.baseUrl], ...parts.door?.(gateway) }, clock, log);
    this.gateway = gateway;
    this.world = world;
    this.faults = faults;
    this.time = time;
    this.provider = parts.provider(gateway, {}, this.door, clock, log);
    this.hurried = parts.provider(gateway, { payDeadlineMs: 250, callDeadlineMs: 250 }, this.door, clock, log);
  }

  static async open<Gateway extends SimGateway>(parts: BenchParts<Gateway>): Promise<Bench<Gateway>> {
    const time = { aheadMs: 0 };
    const world = new World({ now: () => Date.now() + time.aheadMs });
    const faults = new FaultPlan();
    return new Bench(parts, await parts.start({ world, faults }), world, faults, time);
  }

  async close(): Promise<void> {
    this.door.close();
    await this.gateway.close();
  }

  pass(ms: number): void {
    this.time.aheadMs += ms;
  }

  get buyer(): Buyer {
    return this.world.buyerOf(this.gateway.wallet);
  }

  code(suffix?: string): string {
    const { code } = this.world.issueCode(this.buyer.id, suffix);
    this.codes.push(code);
    return code;
  }

  order(kind: PaymentKind = 'barcode', amount: Fen = fen(1999)): OrderRef {
    this.serial += 1;
    return { outTradeNo: `GT${kind === 'qr' ? 'Q' : 'M'}0010100${String(this.serial).padStart(4, '0')}`, amount, kind };
  }

  payRequest(order: OrderRef = this.order(), code: string = this.code()): PayRequest {
    return { ...order, code, subject: '柜台 A/B=C&D 测试', operatorId: 'op-7', terminalId: 'till-1' };
  }

  precreateRequest(order: OrderRef = this.order('qr')): PrecreateRequest {
    return { ...order, subject: '柜台测试', operatorId: 'op-7', terminalId: 'till-1', expiresAt: this.world.clock.now() + 300_000 };
  }

  refundRequest(order: OrderRef, amount: Fen = order.amount): RefundRequest {
    this.serial += 1;
    return { outTradeNo: order.outTradeNo, outRefundNo: `GTR0010100${String(this.serial).padStart(4, '0')}`, amount, total: order.amount, reason: '顾客退货' };
  }

  /** A paid barcode order. */
  async paidOrder(amount?: Fen): Promise<OrderRef> {
    const order = this.order('barcode', amount);
    await this.provider.pay(this.payRequest(order));
    return order;
  }

  /** The next request of this kind meets the fault. */
  strike(operation: Operation, fault: Fault): void {
    this.faults.add({ gateway: this.gateway.wallet, operation, fault, times: 1 });
  }

  /** How many requests of a kind the provider has seen for an order. */
  arrived(operation: Operation, order: OrderRef): number {
    return this.gateway.log().filter((line) => line.operation === operation && line.outTradeNo === order.outTradeNo).length;
  }

  /** What the provider holds for the shop of an order, fen. */
  held(order: OrderRef): number {
    const trade = this.gateway.trade(order.outTradeNo);
    return trade ? trade.capturedFen - trade.refundedFen : 0;
  }
}
