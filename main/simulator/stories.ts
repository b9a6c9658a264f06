/**
 * Stories: the bad (and good) minutes of a counter by name, so that the wallet page, tests and training set up the very same
 * thing. A story says what the phone does and what the line does; who tells it is `control/story-teller.ts`.
 */
import type { Fault, Operation } from './faults.ts';
import type { PhoneMood } from './world.ts';

export interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

export interface StoryFault {
  readonly operation: Operation | 'any';
  readonly fault: Fault;
  /** How often it strikes; absent = until the story ends. */
  readonly times?: number;
}

export interface Story {
  readonly id: string;
  /** Where it plays: on the customer's phone, on the line, or at the provider. */
  readonly place: 'phone' | 'line' | 'provider';
  /** Which way of paying shows it. */
  readonly way: 'barcode' | 'qr' | 'both';
  readonly title: BothLanguages;
  /** One sentence: what a correct till then shows. */
  readonly cashierSees: BothLanguages;
  readonly mood: PhoneMood;
  /** The phone shows scripted codes with these last digits (`scenarios.ts`) until one has made an order. */
  readonly script?: string;
  readonly faults: readonly StoryFault[];
  /** The faults end by themselves after this time, ms. */
  readonly lastsMs?: number;
}

const MINUTE = 60_000;

export const STORIES: readonly Story[] = [
  {
    id: 'all-well', place: 'phone', way: 'both', mood: 'pays-at-once', faults: [],
    title: { zh: '一切正常', en: 'All is well' },
    cashierSees: { zh: '扫码后马上显示已收款。', en: 'Paid, right after the scan.' },
  },
  {
    id: 'asks-pin', place: 'phone', way: 'barcode', mood: 'asks-pin', faults: [],
    title: { zh: '需要输入密码', en: 'The phone asks for the PIN' },
    cashierSees: { zh: '等待顾客输入密码；在这部手机上确认后显示已收款。', en: "Waiting for the customer's PIN; paid once this phone confirms." },
  },
  {
    id: 'pin-after-40s', place: 'phone', way: 'barcode', mood: 'asks-pin', script: '0018', faults: [],
    title: { zh: '40 秒后才输密码', en: 'PIN after 40 s' },
    cashierSees: { zh: '一直在等待，约 40 秒后自己变成已收款，没有第二次扣款。', en: 'It waits, and after about 40 s turns to paid by itself, charged once.' },
  },
  {
    id: 'declined', place: 'phone', way: 'both', mood: 'declines', faults: [],
    title: { zh: '顾客拒绝付款', en: 'Declined' },
    cashierSees: { zh: '未收款，可以换一种方式付。', en: 'Not paid; another way of paying may be chosen.' },
  },
  {
    id: 'never-answers', place: 'phone', way: 'both', mood: 'never-answers', faults: [],
    title: { zh: '顾客一直不操作', en: 'The customer never answers' },
    cashierSees: { zh: '等到时间用完就撤销，查清之后才说“未扣款”。', en: 'It waits until time is up, cancels, and says "not charged" only once that is certain.' },
  },
  {
    id: 'no-money', place: 'phone', way: 'both', mood: 'no-money', faults: [],
    title: { zh: '余额不足', en: 'Too little money' },
    cashierSees: { zh: '未收款：余额不足，请顾客换卡或换方式。', en: 'Not paid: too little money; ask for another card or way.' },
  },
  {
    id: 'code-expired', place: 'phone', way: 'barcode', mood: 'pays-at-once', script: '0007', faults: [],
    title: { zh: '付款码已过期', en: 'The code has expired' },
    cashierSees: { zh: '未收款：请顾客刷新付款码再扫。', en: 'Not paid: ask the customer to refresh the code.' },
  },
  {
    id: 'pays-during-cancel', place: 'phone', way: 'barcode', mood: 'never-answers', script: '0013', faults: [],
    title: { zh: '撤销的同时付了款', en: 'Pays during cancel' },
    cashierSees: {
      zh: '收银员点取消的同一刻顾客付了款：钱要么算这一单，要么退回，并说明是哪一种。',
      en: 'The customer pays in the second of the cancel: the sale is done or the money goes back, and the screen says which.',
    },
  },
  {
    id: 'answer-lost', place: 'line', way: 'barcode', mood: 'pays-at-once',
    faults: [{ operation: 'pay', fault: { kind: 'drop-after' }, times: 1 }],
    title: { zh: '已扣款但回复丢失', en: 'Answer lost after success' },
    cashierSees: { zh: '先显示“正在确认，请勿重复收款”，查询后变成已收款。', en: '"Being checked, do not charge again", then paid after a query.' },
  },
  {
    id: 'request-lost', place: 'line', way: 'barcode', mood: 'pays-at-once',
    faults: [{ operation: 'pay', fault: { kind: 'drop-before' }, times: 1 }],
    title: { zh: '请求没有送到', en: 'Request lost' },
    cashierSees: { zh: '先显示正在确认，查清后说明没有扣款。', en: 'Being checked, then: not charged.' },
  },
  {
    id: 'answer-late', place: 'line', way: 'barcode', mood: 'pays-at-once',
    faults: [{ operation: 'pay', fault: { kind: 'delay-answer', ms: 30_000 }, times: 1 }],
    title: { zh: '30 秒后才有回复', en: 'The answer takes 30 s' },
    cashierSees: { zh: '收银台不会卡住，自己去查询并显示已收款。', en: 'The till does not freeze; it asks by itself and shows paid.' },
  },
  {
    id: 'bad-gateway', place: 'line', way: 'barcode', mood: 'pays-at-once',
    faults: [{ operation: 'pay', fault: { kind: 'http-error', status: 502, work: true }, times: 1 }],
    title: { zh: '502 错误页，其实已扣款', en: '502 page, yet paid' },
    cashierSees: { zh: '错误页不等于失败：显示正在确认，然后已收款。', en: 'An error page is no "no": being checked, then paid.' },
  },
  {
    id: 'captive-portal', place: 'line', way: 'both', mood: 'pays-at-once',
    faults: [{ operation: 'any', fault: { kind: 'redirect', location: 'http://login.invalid/' }, times: 3 }],
    title: { zh: '网络要先登录', en: 'The network wants a login' },
    cashierSees: { zh: '说明网络有问题，不跟随跳转，也不说已收款。', en: 'The network is named as the problem; no redirect is followed, nothing is claimed.' },
  },
  {
    id: 'wrong-signature', place: 'line', way: 'both', mood: 'pays-at-once',
    faults: [
      { operation: 'pay', fault: { kind: 'signature', flaw: 'wrong' }, times: 1 },
      { operation: 'precreate', fault: { kind: 'signature', flaw: 'wrong' }, times: 1 },
    ],
    title: { zh: '回复的签名不对', en: 'Answer with a wrong signature' },
    cashierSees: { zh: '不相信这个回复，显示正在确认，再去查询。', en: 'The answer is not believed: being checked, and asked again.' },
  },
  {
    id: 'provider-down', place: 'provider', way: 'both', mood: 'pays-at-once', lastsMs: 5 * MINUTE,
    faults: [{ operation: 'any', fault: { kind: 'drop-before' } }],
    title: { zh: '支付平台断开五分钟', en: 'Provider down for five minutes' },
    cashierSees: { zh: '已开始的付款显示未知并继续查询；可以改收现金。', en: 'What was begun stays unknown and is asked again and again; cash is offered.' },
  },
  {
    id: 'provider-down-a-minute', place: 'provider', way: 'both', mood: 'pays-at-once', lastsMs: MINUTE,
    faults: [{ operation: 'any', fault: { kind: 'http-error', status: 503, work: false } }],
    title: { zh: '支付平台维护一分钟', en: 'Provider down for a minute' },
    cashierSees: { zh: '显示正在确认，一分钟后自己得出结果。', en: 'Being checked; the result comes by itself after a minute.' },
  },
  {
    id: 'system-error-paid', place: 'provider', way: 'barcode', mood: 'pays-at-once',
    faults: [{ operation: 'pay', fault: { kind: 'system-error', work: true }, times: 1 }],
    title: { zh: '“系统错误”，其实已扣款', en: '"System error", yet paid' },
    cashierSees: { zh: '系统错误不等于失败：显示正在确认，然后已收款。', en: 'A system error is no "no": being checked, then paid.' },
  },
  {
    id: 'query-lags', place: 'provider', way: 'barcode', mood: 'pays-at-once',
    faults: [
      { operation: 'pay', fault: { kind: 'drop-after' }, times: 1 },
      { operation: 'query', fault: { kind: 'not-yet-visible' }, times: 3 },
    ],
    title: { zh: '已扣款但查询说没有', en: 'Paid, but queries say "no such order"' },
    cashierSees: { zh: '不会马上说未收款，继续查询，最后显示已收款。', en: 'No quick "not paid": it keeps asking and shows paid in the end.' },
  },
  {
    id: 'cancel-lies', place: 'provider', way: 'both', mood: 'asks-pin',
    faults: [
      { operation: 'cancel', fault: { kind: 'lies-done' }, times: 1 },
      { operation: 'close', fault: { kind: 'lies-done' }, times: 1 },
    ],
    title: { zh: '撤销说成功其实没有', en: 'Cancel that lies' },
    cashierSees: { zh: '取消之后还会再查一次，发现没有撤销就再撤。', en: 'After the cancel it asks again, sees that nothing was cancelled, and repeats.' },
  },
  {
    id: 'wrong-amount', place: 'provider', way: 'both', mood: 'pays-at-once',
    faults: [
      { operation: 'pay', fault: { kind: 'wrong-content', flaw: 'amount' }, times: 1 },
      { operation: 'query', fault: { kind: 'wrong-content', flaw: 'amount' }, times: 1 },
    ],
    title: { zh: '回复的金额不对', en: 'Wrong amount' },
    cashierSees: { zh: '金额不一致：不算收款，提示找店长核对。', en: 'The amounts differ: it does not count as paid, and a manager is asked for.' },
  },
  {
    id: 'too-many-requests', place: 'provider', way: 'both', mood: 'pays-at-once',
    faults: [{ operation: 'any', fault: { kind: 'too-many-requests' }, times: 4 }],
    title: { zh: '请求太频繁', en: 'Too many requests' },
    cashierSees: { zh: '收银台放慢查询，不重复收款。', en: 'The till asks more slowly and charges nothing twice.' },
  },
  {
    id: 'refund-unclear', place: 'provider', way: 'both', mood: 'pays-at-once',
    faults: [{ operation: 'refund', fault: { kind: 'drop-after' }, times: 1 }],
    title: { zh: '退款的回复丢失', en: 'Refund answer lost' },
    cashierSees: { zh: '退款显示处理中，用同一个退款单号查清，不会退两次。', en: 'The refund is being checked under its own number; nothing is given back twice.' },
  },
];

export function storyById(id: string): Story | undefined {
  return STORIES.find((story) => story.id === id);
}
