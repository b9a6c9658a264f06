// One customer's phone: shows payment codes, holds them to the scanner, looks at QR codes, confirms and declines. The page
// is only its face; tests and training use the very same phone.
import type { StoryTeller } from '../control/story-teller.ts';
import type { ConfirmResult, SimGateway, SimTrade } from '../gateway.ts';
import type { VirtualScanner } from '../scanner/virtual-scanner.ts';
import { CODE_LIFE_MS } from '../world.ts';
import type { Buyer, IssuedCode, PhoneMood, Wallet, World } from '../world.ts';
import { code128Svg, qrSvg } from './code-images.ts';
import type { CodeView, LookAnswer, PaymentView, PhoneView } from './views.ts';

const HISTORY_SHOWN = 60;

export interface PhoneParts {
  readonly gateway: SimGateway;
  readonly world: World;
  readonly teller: StoryTeller;
  readonly scanner: VirtualScanner;
}

interface ShownCode {
  readonly serial: number;
  readonly digits: string;
  readonly shownAt: number;
  /** Absent for a scripted code: the provider accepts those without having issued them. */
  readonly issued: IssuedCode | undefined;
}

export class Phone {
  readonly wallet: Wallet;
  private readonly parts: PhoneParts;
  private shown: ShownCode | undefined;
  private lastSerial = 0;
  /** Orders made with scripted codes: they go on by themselves. */
  private readonly scriptedOrders = new Set<string>();

  constructor(parts: PhoneParts) {
    this.parts = parts;
    this.wallet = parts.gateway.wallet;
  }

  /** The code on the screen: the one shown before if a till could still take it, else a new one. */
  code(): CodeView {
    const shown = this.liveCode() ?? this.newCode();
    return {
      serial: shown.serial,
      groups: shown.digits.match(/\d{1,4}/g) ?? [],
      expiresInMs: shown.shownAt + CODE_LIFE_MS - this.now(),
      lifeMs: CODE_LIFE_MS,
      barcodeSvg: code128Svg(shown.digits),
      qrSvg: qrSvg(shown.digits),
    };
  }

  /** A new code even if the old one would still do: the customer pressed "refresh". */
  refreshCode(): CodeView {
    this.shown = undefined;
    return this.code();
  }

  /** Holds the shown code to the till's scanner. Returns how many tills heard it. */
  present(): number {
    return this.parts.scanner.scan((this.liveCode() ?? this.newCode()).digits);
  }

  /** Points the camera at a QR. A precreated order becomes a trade here. */
  look(qrText: string): LookAnswer {
    const seen = this.parts.gateway.scanQr(qrText, this.buyer().id);
    return typeof seen === 'string' ? { kind: 'refused', reason: seen } : { kind: 'order', ...seen };
  }

  confirm(outTradeNo: string): ConfirmResult {
    return this.parts.gateway.confirm(outTradeNo, this.buyer().id);
  }

  decline(outTradeNo: string): ReturnType<SimGateway['decline']> {
    return this.parts.gateway.decline(outTradeNo, this.buyer().id);
  }

  setMood(mood: PhoneMood): void {
    this.buyer().mood = mood;
  }

  setBalance(fen: number): void {
    this.buyer().balanceFen = fen;
  }

  view(): PhoneView {
    const { gateway, teller } = this.parts;
    const buyer = this.buyer();
    this.noticeUsedScript();
    const story = teller.active(this.wallet);
    return {
      wallet: this.wallet,
      buyerName: buyer.name,
      balanceFen: buyer.balanceFen,
      mood: buyer.mood,
      codeSerial: this.liveCode()?.serial ?? null,
      waiting: gateway.waitingFor(buyer.id).map((trade) => ({ ...paymentView(trade), popsUp: this.popsUp(trade, buyer) })),
      openQrs: gateway.openQrs(),
      history: gateway.trades().filter((trade) => trade.buyerId === buyer.id && trade.state !== 'waiting')
        .slice(-HISTORY_SHOWN).toReversed().map(paymentView),
      story: story ? { id: story.story.id, endsInMs: story.endsAt === undefined ? null : story.endsAt - this.now() } : null,
    };
  }

  private liveCode(): ShownCode | undefined {
    const shown = this.shown;
    if (!shown || shown.issued?.used || this.now() >= shown.shownAt + CODE_LIFE_MS) return undefined;
    const wantsScript = this.parts.teller.wantsScript(this.wallet);
    return wantsScript === (shown.issued === undefined) ? shown : undefined;
  }

  private newCode(): ShownCode {
    const script = this.parts.teller.scriptedCode(this.wallet);
    this.lastSerial += 1;
    const serial = this.lastSerial;
    const shownAt = this.now();
    if (script !== undefined) this.shown = { serial, digits: script, shownAt, issued: undefined };
    else {
      const issued = this.parts.world.issueCode(this.buyer().id);
      this.shown = { serial, digits: issued.code, shownAt, issued };
    }
    return this.shown;
  }

  /** The world keeps no record of scripted codes; the order that one has made is the proof that it was used. */
  private noticeUsedScript(): void {
    const shown = this.shown;
    if (!shown || shown.issued) return;
    const made = this.parts.gateway.trades().find((trade) => trade.kind === 'barcode' && trade.createdAt >= shown.shownAt);
    if (!made) return;
    this.scriptedOrders.add(made.outTradeNo);
    this.shown = undefined;
    this.parts.teller.scriptDone(this.wallet);
  }

  private popsUp(trade: SimTrade, { mood }: Buyer): boolean {
    if (this.scriptedOrders.has(trade.outTradeNo)) return false;
    return trade.kind === 'qr' || (mood !== 'never-answers' && mood !== 'declines');
  }

  private buyer(): Buyer {
    return this.parts.world.buyerOf(this.wallet);
  }

  private now(): number {
    return this.parts.world.clock.now();
  }
}

function paymentView(trade: SimTrade): PaymentView {
  const { outTradeNo, tradeNo, subject, kind, state, totalFen, refundedFen, createdAt } = trade;
  return { outTradeNo, tradeNo, subject, kind, state, totalFen, refundedFen, createdAt };
}
