/** What customers see, for the gallery: the second screen scene by scene, and self-checkout step by step. */
import type { ReactNode } from 'react';
import type { DisplayView, Scene } from '../../preload/contract/display.ts';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { DisplayScreen } from '../display/DisplayScreen.tsx';
import { KioskScreen } from '../kiosk/KioskScreen.tsx';
import { HelpChoice, LeaveQuestion } from '../kiosk/KioskWindows.tsx';
import { StaffPin } from '../kiosk/StaffPin.tsx';
import { isEnded } from '../payment/stages.ts';
import { AMOUNT, line, notice, NOW, payment, PAYMENTS, sale, till } from './fixtures.ts';

const TILL = till();
const GOODS = sale();
/** The same while money is on its way. */
const HELD = sale(undefined, [], { frozen: 'payment_running', can: { pay: false, park: false, drop: false } });

function display(scene: Scene): DisplayView {
  return { revision: 1, now: NOW, profile: 'demo', shop: TILL.shop, prefs: TILL.prefs, ways: ['alipay', 'wechat', 'cash'], inches: null, scene };
}

const basket = (lines = GOODS.lines, covered = 0): Scene => ({
  name: 'basket', lines: lines.map(({ id, nameZh, nameEn, quantity, unit, total }) => ({ id, nameZh, nameEn, quantity, unit, total })), pieces: lines.length,
  discount: covered === 0 ? 158 : 0, total: AMOUNT, covered, due: AMOUNT - covered,
});

const SCENES: Readonly<Record<string, Scene>> = {
  'display-idle': { name: 'idle' },
  'display-basket': basket(),
  'display-basket-many': basket(Array.from({ length: 40 }, (_, index) => line(index)), 5_000),
  'display-code': { name: 'code', amount: AMOUNT },
  ...Object.fromEntries(PAYMENTS.filter(({ attention, id }) => attention.length === 0 || id === 'pay-unproven').map(({ id, wallet, kind, amount, stage, qrText, expiresAt }) => [
    `display-${id}`, { name: 'payment' as const, id, wallet, kind, amount, stage, expiresAt, ...(qrText === undefined ? {} : { qrText }) },
  ])),
  'display-done': { name: 'done', saleId: 's1', proven: true, amount: AMOUNT, change: 0, at: NOW - 2_000, methods: ['wechat'], checkDigits: '57' },
  'display-done-cash': { name: 'done', saleId: 's1', proven: true, amount: 11_610, change: 8_390, at: NOW - 2_000, methods: ['cash'] },
  'display-done-unproven': { name: 'done', saleId: 's1', proven: false, amount: AMOUNT, change: 0, at: NOW - 2_000, methods: ['alipay'] },
};

/** A kiosk in the middle of a morning. */
export function kiosk(more: Partial<KioskView> = {}): KioskView {
  return {
    revision: 1, now: NOW, profile: 'demo', shop: TILL.shop, till: { number: 1 }, language: 'zh', theme: TILL.prefs.theme, step: 'scan', sale: GOODS, quickKeys: TILL.quickKeys,
    methods: TILL.methods.filter(({ method }) => method !== 'cash'), wallets: ['alipay', 'wechat'], printer: 'ready', notice: null, awaitingCode: null, payment: null, finished: null, blocks: [], help: null, handOver: null, staff: false,
    rules: { idleMs: 45_000, warnMs: 15_000, goodbyeMs: 12_000, cashHandOver: true, receipt: 'ask', speech: true, largeText: false }, inches: 21.5, demo: { name: '周店长', pin: '2468' },
    ...more,
  };
}

const FINISHED = { receiptNo: 'T01-261121-0042', amount: AMOUNT, proven: true, checkDigits: '57', paper: null };

const KIOSKS: Readonly<Record<string, KioskView>> = {
  'kiosk-welcome': kiosk({ step: 'welcome', sale: null }),
  'kiosk-scan': kiosk({ notice: notice({ kind: 'added', lineId: 'l7', nameZh: '购物袋', nameEn: 'Carrier bag' }) }),
  'kiosk-scan-empty': kiosk({ sale: null }),
  'kiosk-scan-unknown': kiosk({ notice: notice({ kind: 'unknown_product', code: '6901824000999' }) }),
  'kiosk-review': kiosk({ step: 'review' }),
  'kiosk-blocked': kiosk({ step: 'review', blocks: ['restricted'], help: { reason: 'restricted', at: NOW } }),
  'kiosk-counter-only': kiosk({ step: 'review', blocks: ['counter'], help: { reason: 'counter', at: NOW } }),
  'kiosk-help': kiosk({ help: { reason: 'product', at: NOW } }),
  'kiosk-pay': kiosk({ step: 'pay' }),
  'kiosk-pay-off': kiosk({ step: 'pay', methods: [{ method: 'mobile', enabled: true }, { method: 'alipay', enabled: true }, { method: 'wechat', enabled: false, why: 'clock_wrong' }], wallets: ['alipay'] }),
  'kiosk-code': kiosk({ step: 'pay', awaitingCode: { amount: AMOUNT } }),
  ...Object.fromEntries(PAYMENTS.filter(({ id }) => /^pay-(scan_qr|confirm_on_phone|checking|cancelling|not_charged|paid_after_all|returned)$/.test(id)).map((each) => [`kiosk-${each.id}`, kiosk({ step: 'pay', payment: each, sale: isEnded(each.stage) ? GOODS : HELD })])),
  'kiosk-receipt': kiosk({ step: 'receipt', sale: null, finished: FINISHED }),
  'kiosk-receipt-always': kiosk({ step: 'receipt', sale: null, finished: FINISHED, rules: { ...kiosk().rules, receipt: 'always' } }),
  'kiosk-receipt-unproven': kiosk({ step: 'receipt', sale: null, finished: { ...FINISHED, proven: false } }),
  'kiosk-receipt-printer-off': kiosk({ step: 'receipt', sale: null, finished: FINISHED, printer: 'trouble' }),
  'kiosk-goodbye': kiosk({ step: 'goodbye', sale: null, finished: { ...FINISHED, paper: true } }),
  'kiosk-hand-over': kiosk({ step: 'hand_over', sale: null, handOver: { code: '0042', receiptNo: 'T01-261121-0042', amount: AMOUNT } }),
  'kiosk-menu': kiosk({ step: 'pay', staff: true, payment: payment('checking'), sale: HELD }),
};

export const CUSTOMER_SCREENS: Readonly<Record<string, () => ReactNode>> = {
  ...Object.fromEntries(Object.entries(SCENES).map(([name, scene]) => [name, () => <DisplayScreen view={display(scene)} millimetre={5.6} />])),
  ...Object.fromEntries(Object.entries(KIOSKS).map(([name, view]) => [name, () => <KioskScreen view={view} />])),
  'kiosk-help-choice': () => <div className="kiosk"><HelpChoice step="scan" onClose={() => undefined} /></div>,
  'kiosk-leave': () => <div className="kiosk"><LeaveQuestion onClose={() => undefined} /></div>,
  'kiosk-pin': () => <div className="kiosk"><StaffPin request={{ deed: 'kiosk_allow', subjectId: 's1', amount: AMOUNT }} demo={{ name: '周店长', pin: '2468' }} onEnd={() => undefined} /></div>,
};
