/** Invented records for the desks behind the counter: tracking, shift, people, settings. */
import type { PersonView } from '../../preload/contract/people-views.ts';
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { SettingsView } from '../../preload/contract/settings-views.ts';
import type { ShiftReportView } from '../../preload/contract/shift-views.ts';
import type { TrackRow } from '../../preload/contract/tracking-views.ts';
import { AMOUNT, HISTORY, NOW, sale, TENDERS } from './fixtures.ts';

export const HISTORY_OF: AskOutput<'tracking.timeline'> = {
  rows: HISTORY.map((line) => ({ ...line, subject: line.note.startsWith('refund') ? 'refund' as const : 'payment' as const, byName: line.by === 'till' ? '' : line.by })),
  sale: null, refund: null,
};

export const TRACKED_SALES: readonly Extract<TrackRow, { kind: 'order' }>[] = [
  { kind: 'order', sale: sale(undefined, TENDERS, { status: 'settled' }), closedAt: NOW, cashier: '林小满', payments: ['pay-paid'], can: { print: true } },
  { kind: 'order', sale: sale(undefined, [], { id: 's2', receiptNo: 'T01-261121-0041', status: 'parked' }), cashier: '林小满', payments: [], can: { print: false } },
  { kind: 'order', sale: sale(undefined, [], { id: 's3', receiptNo: 'T01-261121-0040', status: 'dropped' }), closedAt: NOW, cashier: '周店长', payments: [], can: { print: false } },
];

const REFUND = {
  id: 'r1', paymentId: 'pay-paid', saleId: 's1', receiptNo: 'T01-261121-0042', wallet: 'wechat', amount: 3_800, total: AMOUNT, outRefundNo: 'GTR00101000042', outSn: '00101000428',
  outTradeNo: 'GTM00101000173', reason: 'return', phase: 'accepted', createdAt: NOW - 60_000, by: '林小满', can: { retry: true },
} as const;

export const TRACKED_REFUNDS: readonly Extract<TrackRow, { kind: 'refund' }>[] = [
  { kind: 'refund', refund: REFUND },
  { kind: 'refund', refund: { ...REFUND, id: 'r2', phase: 'done', finishedAt: NOW, can: { retry: false } } },
  { kind: 'refund', refund: { ...REFUND, id: 'r3', wallet: 'alipay', phase: 'abnormal', failureCode: 'refund_abnormal', can: { retry: false } } },
];

export const PEOPLE: readonly PersonView[] = [
  { id: 'p1', name: '周店长', role: 'owner', active: true, granted: [], denied: [], pin: { set: true, locked: false, waitMs: 0 }, can: { change: false, disable: false, setPin: true } },
  { id: 'p2', name: '林小满', role: 'cashier', active: true, granted: ['drawer_open'], denied: ['refund'], pin: { set: true, locked: false, waitMs: 0 }, can: { change: true, disable: true, setPin: true } },
  { id: 'p3', name: '何副店', role: 'supervisor', active: true, granted: [], denied: [], pin: { set: true, locked: true, waitMs: 0 }, can: { change: true, disable: true, setPin: true } },
  { id: 'p4', name: '旧同事', role: 'cashier', active: false, granted: [], denied: [], pin: { set: false, locked: false, waitMs: 0 }, can: { change: true, disable: true, setPin: true } },
];

/** What each role may do in a new store, as far as a picture of it needs. */
export const ROLE_TABLE: AskOutput<'people.list'>['roles'] = {
  cashier: ['sell', 'refund', 'discount', 'cash_move', 'payment_void'], supervisor: ['sell', 'refund', 'discount', 'cash_move', 'payment_void', 'payment_force', 'kiosk_exit', 'kiosk_allow', 'reports'],
  manager: ['sell', 'refund', 'settings', 'people'], owner: ['sell', 'refund', 'settings', 'people'], it: ['settings', 'kiosk_exit'],
};

const NAMED = { paymentId: 'u1', receiptNo: 'T01-261121-0031', outTradeNo: 'GTM00101000161', outSn: '00101001611', wallet: 'alipay', amount: 2_350, at: NOW - 3_600_000 } as const;

export const REPORT: ShiftReportView = {
  kind: 'z', shiftId: 'sh1', number: 18, till: 1, from: NOW - 28_800_000, openedAt: NOW - 28_800_000, openedBy: '林小满', at: NOW, by: '林小满',
  sales: { count: 214, gross: 1_284_620, lineDiscounts: 8_410, saleDiscounts: 2_000, rounding: 12, total: 1_274_198, firstReceiptNo: 'T01-261121-0001', lastReceiptNo: 'T01-261121-0214', dropped: 3, linesRemoved: 9, copies: 2 },
  methods: [
    { method: 'cash', count: 41, amount: 182_350, refunds: 0, refunded: 0, net: 182_350 },
    { method: 'alipay', count: 88, amount: 522_018, refunds: 1, refunded: 3_800, net: 518_218 },
    { method: 'wechat', count: 92, amount: 569_830, refunds: 0, refunded: 0, net: 569_830 },
  ],
  voids: { count: 1, amount: 990 }, forced: [NAMED], unfinished: [], late: [{ ...NAMED, paymentId: 'u2', amount: 990 }], inherited: [], openRefunds: [],
  drawer: { openings: 1, float: 50_000, in: 0, out: 100_000, sales: 182_350, expected: 132_350, counted: 132_300, difference: -50, moves: [] }, anchor: '9f31c2aa04be77d1',
};

export const SETTINGS: SettingsView = {
  store: {
    shop: { nameZh: '南窗便利店', nameEn: 'South Window Store', address: '示例市南窗路 8 号', phone: '000-5550-0108' },
    receipt: { language: 'zh', head: ['欢迎光临'], foot: ['七天内凭小票退换'] },
    methods: (['mobile', 'alipay', 'wechat', 'cash'] as const).map((method) => ({ method, visible: true, hiddenFromRoles: method === 'cash' ? ['it' as const] : [], hiddenFromPeople: [] })),
    cashRounding: 'jiao', limits: { discountShare: 2_000, refund: 50_000, drawerDifference: 1_000 }, selfApproval: false, duplicateWindowMs: 120_000, refundDays: { alipay: 365, wechat: 365 },
    scan: {
      wallets: { alipay: { lengths: [16, 17, 18, 19, 20, 21, 22, 23, 24], prefixes: ['25', '26', '27', '28', '29', '30'] }, wechat: { lengths: [18], prefixes: ['10', '11', '12', '13', '14', '15'] } },
      scaleLabels: [{ prefix: '22', template: 'PPIIIIIAAAAAC' }],
    },
    shiftRequired: false,
    kiosk: { amountLimit: 50_000, restricted: 'staff', idleMs: 45_000, warnMs: 15_000, goodbyeMs: 12_000, cashHandOver: true, receipt: 'ask', speech: true, largeText: false },
  },
  till: { id: 'till-1', number: 1, name: '前台', language: 'zh', sounds: true, displayInches: 15.6 },
  sequences: [
    { kind: 'order', prefix: 'GTQ', suffix: '', style: 'serial', next: 82, sample: 'GTQ00101000082' },
    { kind: 'micropay', prefix: 'GTM', suffix: '', style: 'serial', next: 174, sample: 'GTM00101001741' },
    { kind: 'refund', prefix: 'GTR', suffix: '', style: 'dated', next: 43, sample: 'GTR20261121001010043' },
  ],
  warnings: [{ code: 'scale_label_like_payment_code', about: '26 PPIIIIIAAAAAWWWWWC' }],
  providers: [
    {
      wallet: 'alipay', enabled: true, editable: true,
      fields: [{ name: 'environment', value: 'production', required: true, long: false, choices: ['production', 'sandbox'] }, { name: 'appId', value: '2021000000000000', required: true, long: false }, { name: 'alipayPublicKeyPem', value: '', required: false, long: true }],
      secrets: [{ name: 'privateKeyPem', required: true, long: true, set: true, fingerprint: '9f31c2aa', since: NOW }], problems: [{ code: 'field_missing', name: 'alipayPublicKeyPem' }],
    },
    {
      wallet: 'wechat', enabled: false, editable: false, fields: [{ name: 'mchid', value: '1900000001', required: true, long: false }], secrets: [{ name: 'privateKeyPem', required: true, long: true, set: false }], problems: [],
    },
  ],
  network: {
    editable: true, proxyUrl: 'http://proxy.example.com:8080', proxyUser: 'till', proxyPassword: { set: true, fingerprint: '41d0b7ce', since: NOW }, extraCa: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----',
    authorities: [{ name: 'Example Company Root CA', until: NOW + 94_608_000_000, fingerprint: '7be10c55' }],
    deadlines: { alipay: { pay: 10_000, call: 8_000 }, wechat: { pay: 15_000, call: 8_000 } },
    bounds: { alipay: { pay: { min: 7_000, max: 20_000 }, call: { min: 7_000, max: 20_000 } }, wechat: { pay: { min: 10_000, max: 20_000 }, call: { min: 7_000, max: 20_000 } } },
  },
  secrets: { protection: 'account', broken: false },
};
