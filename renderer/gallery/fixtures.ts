/** Snapshots for the gallery and for the tests of the screens: an invented shop on an invented morning. */
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { HistoryLine, LineView, NoticeView, PaymentView, ProductView, SaleView, Stage, TenderView } from '../../preload/contract/views.ts';
import type { Till } from '../app/feed.ts';

type Found = AskOutput<'refund.lookUp'>['found'][number];

/** 21 November 2026, 10:24:07 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 21, 2, 24, 7);

const SHELF: readonly (readonly [nameZh: string, nameEn: string, price: number, unit?: 'kg' | 'piece', restricted?: true])[] = [
  ['现磨美式咖啡', 'Black coffee, fresh', 990],
  ['鲜肉包', 'Pork bun', 250],
  ['茶叶蛋', 'Tea egg', 200],
  ['三文鱼饭团', 'Salmon rice ball', 780],
  ['红富士苹果', 'Fuji apples', 1280, 'kg'],
  ['清岩矿泉水 550ml', 'Spring water 550 ml', 200],
  ['山间乌龙茶 500ml', 'Oolong tea 500 ml', 550],
  ['海盐薯片 75g', 'Sea salt crisps 75 g', 690],
  ['黑巧克力 70% 80g', 'Dark chocolate 70 % 80 g', 1580],
  ['鸡胸肉三明治', 'Chicken sandwich', 1180],
  ['水果杯 200g', 'Fruit cup 200 g', 1350],
  ['燕麦拿铁 260ml', 'Oat latte 260 ml', 1290],
  ['自热米饭 鱼香肉丝', 'Self-heating rice, pork', 1999],
  ['米酿清酒 300ml', 'Rice wine 300 ml', 3800, 'piece', true],
  ['薄荷口香糖', 'Mint gum', 300],
  ['购物袋', 'Carrier bag', 50],
];

export const QUICK_KEYS: readonly ProductView[] = SHELF.map(([nameZh, nameEn, price, unit = 'piece', restricted = false], index) => ({
  id: `p${index + 1}`, code: `69018240${String(index + 1).padStart(5, '0')}`, nameZh, nameEn, category: 'fresh', price, unit, restricted, quickKey: index + 1,
}));

/** A basket row of the shelf's product; quantity in thousandths. */
export function line(index: number, quantity = 1000, discount = 0): LineView {
  const product = QUICK_KEYS[index % QUICK_KEYS.length];
  if (!product) throw new Error('the shelf is empty');
  const gross = Math.round((product.price * quantity) / 1000);
  return {
    id: `l${index + 1}`, code: product.code, nameZh: product.nameZh, nameEn: product.nameEn, unitPrice: product.price, quantity, unit: product.unit,
    gross, discount, total: gross - discount, restricted: product.restricted,
  };
}

/** What these goods cost, fen. */
export const AMOUNT = 11_611;

const GOODS = [line(0, 2000), line(3), line(4, 1234), line(8, 1000, 158), line(13), line(12), line(15)];

/** An open sale of these lines, covered by these tenders. */
export function sale(lines: readonly LineView[] = GOODS, tenders: readonly TenderView[] = [], more: Partial<SaleView> = {}): SaleView {
  const gross = lines.reduce((sum, each) => sum + each.gross, 0);
  const lineDiscounts = lines.reduce((sum, each) => sum + each.discount, 0);
  const covered = tenders.filter(({ state }) => state === 'proven' || state === 'unproven').reduce((sum, tender) => sum + tender.amount, 0);
  const total = gross - lineDiscounts;
  return {
    id: 's1', receiptNo: 'T01-261121-0042', openedAt: NOW - 60_000, status: 'open', lines: [...lines], pieces: lines.length, tenders: [...tenders],
    totals: { gross, lineDiscounts, saleDiscount: 0, rounding: 0, total, covered, due: total - covered, change: 0 },
    can: { pay: lines.length > 0, park: lines.length > 0 && covered === 0, drop: covered === 0 },
    ...(covered > 0 ? { frozen: 'partly_paid' as const } : {}),
    ...more,
  };
}

const NOTHING: PaymentView['can'] = { check: false, cancel: false, force: false, release: false, void: false, refund: false };

/** A payment in a stage, with what the core would allow there. */
export function payment(stage: Stage, more: Partial<PaymentView> = {}): PaymentView {
  const open = stage === 'sending' || stage === 'confirm_on_phone' || stage === 'scan_qr' || stage === 'checking';
  const paid = stage === 'paid' || stage === 'paid_after_all' || stage === 'paid_late';
  const phase = stage === 'confirm_on_phone' || stage === 'scan_qr' ? 'waiting' : stage === 'checking' || stage === 'unproven' ? 'unknown' : stage === 'proving' ? 'refused' : paid ? 'paid' : stage;
  return {
    id: `pay-${stage}`, saleId: 's1', receiptNo: 'T01-261121-0042', wallet: stage === 'scan_qr' ? 'alipay' : 'wechat', kind: stage === 'scan_qr' ? 'qr' : 'barcode', amount: AMOUNT,
    outTradeNo: 'GTM00101000173', outSn: '00101001734', codeTail: '4471', stage, phase, createdAt: NOW - 18_000, expiresAt: NOW + 27_000,
    nextCheckAt: open || stage === 'cancelling' || stage === 'proving' ? NOW + 3_000 : null, busy: false, asks: open && stage !== 'sending' ? 3 : 0, silentAsks: 0, watched: false, released: false, attention: [], refunds: [],
    can: { ...NOTHING, check: open || stage === 'cancelling' || stage === 'unproven', cancel: open, void: paid, refund: paid },
    ...(paid ? { paidAt: NOW - 2_000, tradeNo: '4200002611212026112110240712', payer: 'o6_b***4xQ' } : {}),
    ...more,
  };
}

const QR_TEXT = 'https://qr.example.com/bax05188k2v9hq6nq7tn00b4';

/** Every state that the payment window can be in. */
export const PAYMENTS: readonly PaymentView[] = [
  payment('sending', { createdAt: NOW - 800 }),
  payment('sending', { id: 'pay-sending-qr', kind: 'qr', wallet: 'alipay', createdAt: NOW - 600 }),
  payment('confirm_on_phone'),
  payment('scan_qr', { qrText: QR_TEXT, createdAt: NOW - 28_000, expiresAt: NOW + 272_000 }),
  payment('checking', { silentAsks: 2, failure: { code: 'timeout', next: 'query_first' } }),
  payment('proving', { failure: { code: 'insufficient_funds', next: 'other_means', providerCode: 'NOTENOUGH' }, busy: true }),
  payment('cancelling', { createdAt: NOW - 51_000, can: { ...NOTHING, check: true } }),
  payment('cancelling', { id: 'pay-cancelling-dark', createdAt: NOW - 191_000, silentAsks: 4, failure: { code: 'connection_lost', next: 'query_first' }, can: { ...NOTHING, check: true, release: true } }),
  payment('paid'),
  payment('paid_after_all'),
  payment('paid_late', { attention: ['late'], released: true }),
  payment('paid_late', { id: 'pay-late-returning', attention: ['late'], released: true, refunds: [{ id: 'r1', amount: AMOUNT, reason: 'late', phase: 'accepted', createdAt: NOW }] }),
  payment('paid_late', { id: 'pay-late-stuck', attention: ['late'], released: true, refunds: [{ id: 'r1', amount: AMOUNT, reason: 'late', phase: 'abnormal', failure: { code: 'refund_abnormal', next: 'call_support' }, createdAt: NOW }] }),
  payment('paid_late', { id: 'pay-late-returned', attention: ['late'], released: true, refunds: [{ id: 'r1', amount: AMOUNT, reason: 'late', phase: 'done', createdAt: NOW }] }),
  payment('not_charged', { proof: 'refused', failure: { code: 'code_expired', next: 'rescan', providerCode: 'AUTHCODEEXPIRE' } }),
  payment('not_charged', { id: 'pay-not-other', proof: 'refused', failure: { code: 'insufficient_funds', next: 'other_means', providerCode: 'NOTENOUGH' } }),
  payment('not_charged', { id: 'pay-not-closed', proof: 'closed' }),
  payment('not_charged', { id: 'pay-not-closed-alipay', wallet: 'alipay', proof: 'closed' }),
  payment('not_charged', { id: 'pay-not-absent', proof: 'absent', watched: true, can: { ...NOTHING, check: true } }),
  payment('returned'),
  payment('unproven', { attention: ['forced'] }),
  payment('checking', { id: 'pay-mismatch', attention: ['mismatch'], can: { ...NOTHING, check: true, release: true } }),
];

export const TENDERS: readonly TenderView[] = [
  { id: 't1', method: 'wechat', amount: 5_000, state: 'proven', paymentId: 'pay-paid' },
  { id: 't2', method: 'alipay', amount: 3_000, state: 'not_charged', paymentId: 'pay-not_charged' },
  { id: 't3', method: 'cash', amount: 1_000, state: 'proven' },
  { id: 't4', method: 'alipay', amount: 2_000, state: 'giving_back', paymentId: 'pay-returned' },
];

export function notice(said: NoticeView['notice'], seq = 7): NoticeView {
  return { seq, at: NOW - 1_000, notice: said };
}

/** The whole till; parts are replaced as wanted. */
export function till(more: Partial<Till> = {}): Till {
  return {
    revision: 42, now: NOW, profile: 'demo', shop: { nameZh: '南窗便利店', nameEn: 'South Window Store' }, till: { id: 'till-1', number: 1, name: '前台' }, cashier: { id: 'c1', name: '林小满' },
    access: { state: 'signed_in', role: 'cashier', may: ['sell', 'refund', 'discount', 'cash_move', 'payment_void', 'shift_close', 'reports'] },
    clock: { state: 'right', aheadMs: 0 }, shift: null, sounds: true, prefs: { language: 'zh', theme: 'system' },
    methods: [{ method: 'mobile', enabled: true }, { method: 'alipay', enabled: true }, { method: 'wechat', enabled: true }, { method: 'cash', enabled: true }],
    sale: sale(), awaitingCode: null, payment: null, finished: null, parked: [], unfinished: [], quickKeys: [...QUICK_KEYS], notice: null,
    printer: { state: 'ready', waiting: 0, paperNearEnd: false }, backup: { state: 'none' }, demo: { walletUrl: '', printerUrl: '', approver: { name: '周店长', pin: '2468' } },
    ...more,
  };
}

export const PARKED: Till['parked'] = [
  { id: 's7', receiptNo: 'T01-261121-0039', openedAt: NOW - 900_000, pieces: 3, total: 4_580, firstLineZh: '清岩矿泉水 550ml', firstLineEn: 'Spring water 550 ml' },
  { id: 's8', receiptNo: 'T01-261121-0041', openedAt: NOW - 120_000, pieces: 11, total: 20_815, firstLineZh: '自热米饭 鱼香肉丝', firstLineEn: 'Self-heating rice, pork' },
];

type FinishedSale = NonNullable<Till['finished']>;

export const FINISHED: Readonly<Record<'wallet' | 'cash' | 'unproven', FinishedSale>> = {
  wallet: {
    sale: sale(GOODS, [{ id: 't1', method: 'wechat', amount: AMOUNT, state: 'proven', paymentId: 'pay-paid' }], { status: 'settled', frozen: 'closed' }),
    payments: [payment('paid')], print: { jobId: 'j1', state: 'printed' }, checkDigits: '57',
  },
  cash: {
    sale: sale(GOODS, [{ id: 't1', method: 'cash', amount: 11_610, state: 'proven', change: 8_390 }], { status: 'settled', totals: { gross: 11_769, lineDiscounts: 158, saleDiscount: 0, rounding: 1, total: 11_610, covered: 11_610, due: 0, change: 8_390 } }),
    payments: [], print: { jobId: 'j1', state: 'given_up', failure: 'paper_out' }, checkDigits: '08',
  },
  unproven: {
    sale: sale(GOODS, [{ id: 't1', method: 'alipay', amount: AMOUNT, state: 'unproven', paymentId: 'pay-unproven' }], { status: 'settled' }),
    payments: [payment('unproven', { wallet: 'alipay', attention: ['forced'], finishedAt: NOW - 2_000 })], print: { jobId: 'j1', state: 'printing' }, checkDigits: '31',
  },
};

/** A payment as the refund desk found it. */
export function found(more: Partial<Found> = {}): Found {
  const original = sale();
  return {
    payment: payment('paid'), sale: original, refundable: AMOUNT, parts: 0, mostParts: 50, daysLeft: 364, lastAt: NOW + 364 * 86_400_000, waitMs: 0,
    lines: original.lines.map(({ id, quantity, total }) => ({ lineId: id, sold: quantity, returned: 0, left: quantity, paid: total, amountLeft: total })),
    ...more,
  };
}

export const HISTORY: readonly HistoryLine[] = [
  { seq: 1, at: NOW - 48_000, by: '林小满', note: 'sent' },
  { seq: 2, at: NOW - 43_000, by: 'till', note: 'unknown', ms: 5_003 },
  { seq: 3, at: NOW - 42_000, by: 'till', note: 'asked' },
  { seq: 4, at: NOW - 41_700, by: 'till', note: 'still_waiting', ms: 211, status: 200, providerCode: 'USERPAYING', providerText: '需要用户输入支付密码', requestId: '08D2B1' },
  { seq: 5, at: NOW - 33_000, by: '林小满', note: 'cancel_wanted' },
  { seq: 6, at: NOW - 32_800, by: 'till', note: 'paid_after_all', ms: 184, status: 200, providerCode: 'SUCCESS' },
  { seq: 7, at: NOW - 5_000, by: '林小满', note: 'refund.sent' },
  { seq: 8, at: NOW - 4_400, by: 'till', note: 'refund.accepted', ms: 402, status: 200 },
];
