/**
 * The providers as somebody else under the same contract reaches them: another till, the provider's console, the office that
 * fetches the daily bill. The product's own adapters over real HTTP, without a till.
 */
import { HttpDoor } from '../../main/adapters/http.ts';
import { AlipayProvider } from '../../main/adapters/providers/alipay/client.ts';
import { WechatProvider } from '../../main/adapters/providers/wechat/client.ts';
import { worldOf } from '../../main/composition.ts';
import { fen } from '../../main/domain/money.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import type { BillSource, PaymentProvider, ProviderBill } from '../../main/ports.ts';
import type { Shop, TurnedClock } from './shop.ts';

const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

export class Office {
  private readonly shop: Shop;
  private readonly clock: TurnedClock;
  private readonly door: HttpDoor;
  private readonly providers: Readonly<Record<Wallet, PaymentProvider & BillSource>>;

  constructor(shop: Shop, clock: TurnedClock) {
    const { alipay, wechat } = worldOf(shop.simulator);
    const { log } = shop.running;
    this.shop = shop;
    this.clock = clock;
    this.door = new HttpDoor({ origins: [new URL(alipay.gatewayUrl).origin, new URL(wechat.baseUrl).origin] }, clock, log);
    this.providers = {
      alipay: new AlipayProvider({ appId: alipay.appId, privateKeyPem: alipay.appPrivateKeyPem, alipayPublicKeyPem: alipay.alipayPublicKeyPem, gatewayUrl: alipay.gatewayUrl }, this.door, clock, log),
      wechat: new WechatProvider({
        appid: wechat.appid, mchid: wechat.mchid, merchantSerial: wechat.merchantSerial, privateKeyPem: wechat.merchantPrivateKeyPem,
        publicKeyId: wechat.publicKeyId, publicKeyPem: wechat.publicKeyPem, baseUrl: wechat.baseUrl, storeOutId: 'SHOP001', notifyUrl: 'https://pay.example.com/unused',
      }, this.door, clock, log),
    };
  }

  /** A customer pays under this number, and our till has nothing to do with it. */
  async charge(wallet: Wallet, outTradeNo: string, amount: number): Promise<void> {
    const { answer } = await this.providers[wallet].pay({
      outTradeNo, amount: fen(amount), kind: 'barcode', code: this.shop.code(wallet), subject: 'another till', operatorId: 'somebody', terminalId: 'till-9',
    });
    if (answer.kind !== 'paid') throw new Error(`not paid: ${answer.kind}`);
  }

  /** Somebody gives a part back in the provider's console. */
  async giveBack(wallet: Wallet, outTradeNo: string, total: number, amount: number): Promise<void> {
    const { answer } = await this.providers[wallet].refund({ outTradeNo, outRefundNo: `CONSOLE${outTradeNo}`, amount: fen(amount), total: fen(total), reason: 'console' });
    if (answer.kind !== 'done' && answer.kind !== 'accepted') throw new Error(`not given back: ${answer.kind}`);
  }

  /** Turns the calendar to the next day and downloads the bill of the day that was; its edges in epoch ms. */
  async bill(wallet: Wallet): Promise<{ readonly bill: ProviderBill; readonly from: number; readonly until: number }> {
    const from = Math.floor((this.clock.now() + CHINA_OFFSET_MS) / DAY_MS) * DAY_MS - CHINA_OFFSET_MS;
    this.clock.aheadMs += DAY_MS;
    const { answer } = await this.providers[wallet].downloadBill(new Date(from + CHINA_OFFSET_MS).toISOString().slice(0, 10));
    if (answer.kind !== 'bill') throw new Error(`no bill: ${JSON.stringify(answer)}`);
    return { bill: answer.bill, from, until: from + DAY_MS };
  }

  close(): void {
    this.door.close();
  }
}
