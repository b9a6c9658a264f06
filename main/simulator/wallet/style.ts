// The wallet page's look: a quiet phone whose colour says which wallet is in the hand.
import { PAGE_STYLE, themed } from '../control/page-style.ts';
import { SHEET_STYLE } from './sheet-style.ts';

const WALLET_COLOURS =
  themed(':root', '--tint: #2a5fc4; --tint-deep: #234f9f; --tint-text: #2a5fc4; --tint-soft: #e7eefb;', '--tint: #2f5fb4; --tint-deep: #1f3c70; --tint-text: #9dbcff; --tint-soft: #223252;') +
  themed(":root[data-wallet='wechat']", '--tint: #19794f; --tint-deep: #146340; --tint-text: #19794f; --tint-soft: #e2f3ea;', '--tint: #1d6f4b; --tint-deep: #154631; --tint-text: #7fd9ac; --tint-soft: #1c3b2d;');

const FRAME = `
:root { --focus: var(--tint-text); }
:lang(en) body { font-feature-settings: 'palt'; }
.phone {
  position: relative; display: flex; flex-direction: column; height: 100%; min-height: 620px; max-width: 480px; margin: 0 auto;
  background: var(--paper); overflow: hidden;
}
.hero { padding: 14px 18px 118px; background: linear-gradient(165deg, var(--tint) 10%, var(--tint-deep)); color: #fff; --focus: #fff; }
.top { display: flex; align-items: center; gap: 8px; margin-bottom: 12px; }
.demo { margin-right: auto; font-size: 13px; letter-spacing: .02em; opacity: .92; }
.ghost { min-width: 44px; min-height: 34px; padding: 0 12px; border-radius: 17px; background: rgb(255 255 255 / 16%); font-size: 13px; font-weight: 500; }
.ghost:hover { background: rgb(255 255 255 / 26%); }
.wallets { display: grid; grid-template-columns: 1fr 1fr; gap: 4px; padding: 4px; border-radius: 15px; background: rgb(0 0 0 / 20%); }
.wallets button { display: flex; align-items: center; justify-content: center; gap: 8px; min-height: 40px; border-radius: 11px; font-weight: 500; color: rgb(255 255 255 / 92%); }
.wallets button[aria-pressed='true'] { background: #fff; color: #1c1f24; box-shadow: 0 1px 3px rgb(0 0 0 / 18%); }
.wallets button[aria-pressed='true'] .mark { color: var(--tint); }
.mark { width: 20px; height: 20px; }
main { flex: 1; min-height: 0; margin-top: -104px; padding: 0 18px; overflow-y: auto; scrollbar-width: none; }
.tabs { display: grid; grid-template-columns: 1fr 1fr; border-top: 1px solid var(--line); background: var(--card); }
.tabs button { position: relative; min-height: 54px; font-weight: 500; color: var(--soft); }
.tabs button[aria-selected='true'] { color: var(--tint-text); font-weight: 650; }
.tabs button[aria-selected='true']::before { content: ''; position: absolute; top: -1px; left: 50%; width: 44px; height: 3px; margin-left: -22px; border-radius: 0 0 3px 3px; background: var(--tint-text); }
.tabs button:focus-visible { outline-offset: -5px; }
.lines:has(> :not([hidden])) { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; padding: 0 18px 12px; }
.line { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 4px 6px 4px 14px; border-radius: 13px; background: var(--tint-soft); font-size: 14px; }
.line-text { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.line-left { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
.line-word { font-weight: 650; color: var(--tint-text); }
.line button { min-width: 36px; min-height: 36px; display: grid; place-items: center; border-radius: 10px; }
.line button svg { width: 18px; height: 18px; }
.line.waiting button { padding: 0 14px; background: var(--tint); color: #fff; font-weight: 600; }
.toast {
  position: absolute; left: 18px; right: 18px; bottom: 68px; padding: 12px 16px; border-radius: 13px; background: var(--ink); color: var(--paper);
  text-align: center; font-weight: 500; opacity: 0; transform: translateY(8px); transition: opacity .18s, transform .18s; pointer-events: none;
}
.toast.shown { opacity: 1; transform: none; }
@media (min-width: 560px) and (min-height: 800px) {
  body { display: grid; place-items: center; }
  .phone { width: 390px; height: 760px; border-radius: 34px; box-shadow: var(--shadow), 0 0 0 1px var(--line); }
}
`;

const PAY = `
.card { position: relative; padding: 16px 18px 0; border-radius: 24px; background: var(--card); box-shadow: var(--shadow); }
.face { display: none; }
.result-face { min-height: 362px; }
.phone:has(.line:not([hidden])) .result-face { min-height: 312px; }
.card[data-face='code'] .code-face { display: block; }
.card[data-face='result'] .result-face { display: flex; }
.card-head { display: flex; align-items: start; justify-content: space-between; gap: 12px; margin-bottom: 10px; }
.card h1, .panel-title { font-size: 18px; line-height: 1.35; font-weight: 650; }
.hint { font-size: 13px; color: var(--soft); }
.centred { text-align: center; }
.refresh { display: flex; align-items: center; gap: 6px; min-height: 40px; padding: 0 4px 0 8px; border-radius: 12px; font-size: 13px; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
.refresh:hover { background: var(--sunk); }
.refresh svg { width: 20px; height: 20px; }
.ring circle { stroke: var(--line); stroke-width: 3; }
.ring circle + circle { stroke: var(--tint-text); }
.barcode, .qr { display: block; background: #fff; border-radius: 8px; }
.barcode { width: 100%; height: 78px; }
.digits { display: flex; justify-content: center; gap: 11px; margin: 6px 0 6px; font-size: 17px; font-weight: 550; letter-spacing: .04em; font-variant-numeric: tabular-nums; }
.qr { width: 188px; height: 188px; margin: 0 auto; }
.phone:has(.line:not([hidden])) .qr { width: 138px; height: 138px; }
.phone:has(.line:not([hidden]) + .line:not([hidden])) .qr { width: 92px; height: 92px; }
.owner { display: flex; justify-content: space-between; margin: 10px -18px 0; padding: 12px 18px; border-top: 1px solid var(--line); font-size: 14px; color: var(--soft); }
.owner strong { color: var(--ink); font-weight: 650; font-variant-numeric: tabular-nums; }
.result-face { flex-direction: column; align-items: center; justify-content: center; text-align: center; gap: 2px; }
.tick { color: var(--good); }
.tick svg { width: 68px; height: 68px; stroke-width: 3.4; }
.tick path { stroke-dasharray: 40; animation: draw .45s ease-out; }
@keyframes draw { from { stroke-dashoffset: 40; } to { stroke-dashoffset: 0; } }
.result-title { margin-top: 8px; font-size: 17px; font-weight: 650; color: var(--good); }
.result-amount { font-size: 42px; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.result-shop { font-weight: 500; }
.result-number { margin-bottom: 12px; font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
.actions { display: grid; gap: 10px; padding: 14px 0; }
.primary, .secondary { display: flex; align-items: center; justify-content: center; gap: 10px; min-height: 54px; border-radius: 16px; font-size: 16px; font-weight: 600; }
.primary { background: var(--tint); color: #fff; }
.primary:hover { background: var(--tint-deep); }
.primary:active { transform: scale(.985); }
.secondary { background: var(--tint-soft); color: var(--tint-text); }
.primary svg, .secondary svg { width: 22px; height: 22px; }
.quiet { min-height: 44px; padding: 0 18px; border-radius: 13px; background: var(--sunk); font-weight: 550; }
.quiet:hover { background: var(--line); }
.wide { width: 100%; }
`;

const HISTORY = `
#panel-history { padding: 0 0 16px; }
.panel-title { margin: 18px 4px 46px; color: #fff; font-size: 20px; }
.empty { padding: 28px 12px; border-radius: 18px; background: var(--card); text-align: center; color: var(--soft); }
#panel-history .empty { margin-top: 18px; box-shadow: var(--shadow); }
.history { display: grid; gap: 10px; }
.payment { border-radius: 18px; background: var(--card); box-shadow: var(--shadow); }
.payment summary { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; padding: 14px 16px; border-radius: 18px; cursor: pointer; list-style: none; }
.payment summary::-webkit-details-marker { display: none; }
.payment-shop { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.payment-amount { text-align: right; font-size: 17px; font-weight: 650; font-variant-numeric: tabular-nums; }
.payment-time, .payment-state { font-size: 13px; color: var(--soft); font-variant-numeric: tabular-nums; }
.payment-state { text-align: right; }
.payment[data-state='paid'] .payment-state { color: var(--good); }
.payment:is([data-state='closed'], [data-state='reversed'], [data-state='refunded']) .payment-amount { color: var(--soft); text-decoration: line-through; text-decoration-thickness: 1px; }
.payment .quiet { width: calc(100% - 32px); margin: 0 16px 16px; }
.facts { display: grid; gap: 8px; margin: 0 16px 14px; padding-top: 12px; border-top: 1px solid var(--line); font-size: 13px; }
.fact dt { color: var(--soft); }
.fact dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; user-select: all; }
`;

export const WALLET_STYLE = PAGE_STYLE + WALLET_COLOURS + FRAME + PAY + HISTORY + SHEET_STYLE;
