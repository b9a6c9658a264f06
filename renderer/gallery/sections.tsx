/** What the gallery shows: every component and every window, by name. */
import type { ReactNode } from 'react';
import { ApprovalWindow } from '../approval/ApprovalWindow.tsx';
import { KeysWindow } from '../app/KeysWindow.tsx';
import { Broken, Loading, NoCore } from '../app/pages.tsx';
import { Checkout } from '../checkout/Checkout.tsx';
import { NoticeLine } from '../checkout/NoticeLine.tsx';
import { AmountWindow, DiscountWindow, QuantityWindow } from '../checkout/NumberWindows.tsx';
import { Parked } from '../checkout/Parked.tsx';
import { PartWindow } from '../checkout/PartWindow.tsx';
import { Tenders } from '../checkout/Tenders.tsx';
import { Header } from '../app/Header.tsx';
import type { Till } from '../app/feed.ts';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { Finished } from '../finished/Finished.tsx';
import { CashWindow } from '../payment/CashWindow.tsx';
import { CodeWindow } from '../payment/CodeWindow.tsx';
import { Duplicate } from '../payment/Duplicate.tsx';
import { PaymentWindow } from '../payment/PaymentWindow.tsx';
import { RecoveryBanner, RecoveryList } from '../recovery/Recovery.tsx';
import { RefundChoice } from '../refund/RefundChoice.tsx';
import { RefundLines } from '../refund/RefundLines.tsx';
import { RefundStatus } from '../refund/RefundFollow.tsx';
import { useText } from '../text/text.tsx';
import type { Texts } from '../text/text.tsx';
import { TrackList } from '../tracking/TrackList.tsx';
import { Timeline } from '../tracking/Timeline.tsx';
import { HISTORY_OF, TRACKED_REFUNDS, TRACKED_SALES } from './desk-fixtures.ts';
import { CUSTOMER_SCREENS } from './customer-sections.tsx';
import { HOUSE_SCREENS, HOUSE_WINDOWS } from './house-sections.tsx';
import { AMOUNT, FINISHED, found, line, notice, NOW, PARKED, payment, PAYMENTS, sale, TENDERS, till } from './fixtures.ts';

const nothing = (): void => undefined;
const later = async (): Promise<void> => undefined;
const STARTS = { start: later, again: later };

/** Draws with the words of the language that is shown. */
function Spoken({ children }: { readonly children: (texts: Texts) => ReactNode }) {
  return children(useText());
}

/** A whole screen in the size of a till's display. */
function Screen({ till, children }: { readonly till: Till; readonly children?: ReactNode }) {
  return (
    <div className="screen">
      <Header shop={till.shop} till={till.till} cashier={till.cashier} prefs={till.prefs} profile={till.profile} printer={till.printer} clock={till.clock} backup={till.backup} onDesk={nothing} />
      <RecoveryBanner unfinished={till.unfinished} onOpen={nothing} />
      {till.finished ? <Finished finished={till.finished} notice={till.notice} /> : <Checkout till={till} starts={STARTS} />}
      {children}
    </div>
  );
}

const many = Array.from({ length: 200 }, (_, index) => line(index, 1000 * (1 + (index % 3))));
const busy = sale(undefined, [{ id: 't1', method: 'wechat', amount: AMOUNT, state: 'open', paymentId: 'pay-checking' }], { frozen: 'payment_running', can: { pay: false, park: false, drop: false } });

/** Whole screens, each drawn alone. */
export const SCREENS: Readonly<Record<string, () => ReactNode>> = {
  'checkout': () => <Screen till={till({ notice: notice({ kind: 'added', lineId: 'l16', nameZh: '购物袋', nameEn: 'Carrier bag' }), parked: PARKED })} />,
  'checkout-empty': () => <Screen till={till({ sale: null })} />,
  'checkout-many': () => <Screen till={till({ sale: sale(many) })} />,
  'checkout-partly': () => <Screen till={till({ sale: sale(undefined, TENDERS), unfinished: [payment('checking', { id: 'u1', saleId: 's0' }), payment('cancelling', { id: 'u2', saleId: 's9' })], notice: notice({ kind: 'frozen', reason: 'partly_paid' }) })} />,
  'checkout-running': () => <Screen till={till({ sale: busy, printer: { state: 'trouble', failure: 'paper_out', waiting: 2, paperNearEnd: false }, notice: notice({ kind: 'misplaced', what: 'payment_code_in_basket' }) })} />,
  'checkout-backup-late': () => <Screen till={till({ backup: { state: 'late', reason: 'missing' } })} />,
  'checkout-paper-near-end': () => <Screen till={till({ printer: { state: 'ready', waiting: 0, paperNearEnd: true } })} />,
  'checkout-wallets-off': () => <Screen till={till({ profile: 'shop', methods: [{ method: 'mobile', enabled: true }, { method: 'alipay', enabled: false, why: 'not_set_up' }, { method: 'wechat', enabled: false, why: 'clock_wrong' }, { method: 'cash', enabled: true }] })} />,
  'finished-wallet': () => <Screen till={till({ sale: null, finished: FINISHED.wallet })} />,
  'finished-cash': () => <Screen till={till({ sale: null, finished: FINISHED.cash })} />,
  'finished-unproven': () => <Screen till={till({ sale: null, finished: FINISHED.unproven })} />,
  ...HOUSE_SCREENS,
  ...CUSTOMER_SCREENS,
  'loading': () => <Loading />,
  'no-core': () => <NoCore />,
  'broken': () => <Broken error={new Error('an example of an error')} />,
};

/** Windows, each drawn in place. */
export const WINDOWS: Readonly<Record<string, () => ReactNode>> = {
  ...Object.fromEntries(PAYMENTS.map((each) => [each.id, () => <PaymentWindow payment={each} ofOpenSale onAgain={later} onGiveBack={nothing} />])),
  'code': () => <CodeWindow amount={AMOUNT} notice={null} />,
  'pay-notice': () => <PaymentWindow payment={payment('confirm_on_phone')} ofOpenSale notice={notice({ kind: 'misplaced', what: 'product_in_payment' })} onAgain={later} onGiveBack={nothing} />,
  'cash': () => <CashWindow due={AMOUNT} onClose={nothing} />,
  'part': () => <PartWindow due={AMOUNT} methods={till({}).methods} onPart={later} onClose={nothing} />,
  'approval': () => <ApprovalWindow request={{ deed: 'payment_force', subjectId: 'pay-1', amount: AMOUNT }} onEnd={nothing} />,
  'duplicate': () => <Duplicate amount={AMOUNT} onYes={later} onNo={nothing} />,
  'parked': () => <Parked parked={PARKED} onClose={nothing} />,
  'parked-empty': () => <Parked parked={[]} onClose={nothing} />,
  'quantity': () => <Spoken>{({ say, name }) => <QuantityWindow title={say('quantity.title', { name: name(line(0)) })} unit="piece" onClose={nothing} onQuantity={later} />}</Spoken>,
  'weight': () => <Spoken>{({ say, name }) => <QuantityWindow title={say('weight.title', { name: name(line(4)) })} unit="kg" onClose={nothing} onQuantity={later} />}</Spoken>,
  'amount': () => <Spoken>{({ say }) => <AmountWindow title={say('keyAmount.title')} onClose={nothing} onAmount={later} />}</Spoken>,
  'discount': () => <Spoken>{({ say }) => <DiscountWindow title={say('discount.sale')} now={500} onClose={nothing} onDiscount={later} />}</Spoken>,
  'recovery': () => <RecoveryList unfinished={[payment('checking', { id: 'u1' }), payment('cancelling', { id: 'u2' }), payment('paid_late', { id: 'u3', attention: ['late'] }), payment('paid', { id: 'u5', refunds: [{ id: 'r1', amount: AMOUNT, reason: 'return', phase: 'abnormal', createdAt: NOW }] }), payment('unproven', { id: 'u4', attention: ['forced'] })]} onClose={nothing} />,
  'keys': () => <KeysWindow onClose={nothing} />,
  ...HOUSE_WINDOWS,
};

/** Parts, side by side. */
export const PARTS: Readonly<Record<string, () => ReactNode>> = {
  buttons: () => (
    <Spoken>
      {({ say }) => (
        <div className="gallery-row">
          <Button label={say('method.mobile')} hotkey="F9" kind="primary" size="large" onPress={nothing} />
          <Button label={say('act.check')} hotkey="F5" kind="strong" size="large" onPress={nothing} />
          <Button label={say('act.cancel')} hotkey="F8" size="large" onPress={nothing} />
          <Button label={say('sale.park')} icon="park" hotkey="F6" kind="quiet" onPress={nothing} />
          <Button label={say('set.on')} icon="tick" pressed onPress={nothing} />
          <Button label={say('act.check')} hotkey="F5" size="large" dead onPress={nothing} />
          <Button label={say('method.alipay')} hotkey="F10" size="large" why={say('why.not_set_up')} onPress={nothing} />
          <Button label={say('keys.quantity')} icon="plus" bare hotkey="+" onPress={nothing} />
        </div>
      )}
    </Spoken>
  ),
  badges: () => (
    <Spoken>
      {({ say }) => (
        <div className="gallery-row">
          <StateBadge tone="proven" word={say('stage.paid')} /><StateBadge tone="check" word={say('stage.checking')} /><StateBadge tone="alarm" word={say('stage.paid_late')} /><StateBadge tone="wait" word={say('sale.state.open')} /><StateBadge tone="neutral" word={say('stage.not_charged')} />
          {(['alipay', 'wechat', 'mobile', 'cash'] as const).map((method) => <MethodMark key={method} method={method} />)}
        </div>
      )}
    </Spoken>
  ),
  amounts: () => <div className="gallery-row"><Amount fen={AMOUNT} /><Amount fen={129} size="large" /><Amount fen={-435} size="huge" /><Amount fen={123_456_789} size="giant" /></div>,
  tenders: () => <Tenders tenders={TENDERS} voidable onVoid={nothing} />,
  notices: () => (
    <div className="gallery-stack">
      <NoticeLine notice={notice({ kind: 'added', lineId: 'l1', nameZh: '茶叶蛋', nameEn: 'Tea egg' })} />
      <NoticeLine notice={notice({ kind: 'unknown_product', code: '6901824000999' })} />
      <NoticeLine notice={notice({ kind: 'misplaced', what: 'product_in_payment' })} />
      <NoticeLine notice={notice({ kind: 'journal_down', reason: 'disk_full' })} />
    </div>
  ),
  empty: () => <Spoken>{({ say }) => <EmptyState icon="basket" title={say('basket.empty')}>{say('kiosk.scan.text')}</EmptyState>}</Spoken>,
  'track-payments': () => <TrackList rows={PAYMENTS.slice(2, 8).map((each) => ({ kind: 'payment', payment: each, cashier: '林小满' }))} opened="pay-checking" onOpen={nothing} />,
  'track-orders': () => <TrackList rows={TRACKED_SALES} opened="s1" onOpen={nothing} />,
  'track-refunds': () => <TrackList rows={TRACKED_REFUNDS} opened="r1" onOpen={nothing} />,
  timeline: () => <Timeline row={{ kind: 'payment', payment: payment('paid_after_all'), cashier: '林小满' }} history={HISTORY_OF} onRefund={nothing} onChange={nothing} />,
  'timeline-sale': () => TRACKED_SALES[0] && <Timeline row={TRACKED_SALES[0]} history={HISTORY_OF} onRefund={nothing} onChange={nothing} />,
  'timeline-refund': () => TRACKED_REFUNDS[0] && <Timeline row={TRACKED_REFUNDS[0]} history={HISTORY_OF} onRefund={nothing} onChange={nothing} />,
  refund: () => <RefundChoice found={[found()]} at={0} onChoose={nothing} onStart={later} />,
  'refund-goods': () => <RefundLines found={found()} goods={[{ lineId: found().lines[0]?.lineId ?? '', quantity: 1000 }]} onGoods={nothing} />,
  'refund-refused': () => <RefundChoice found={[found({ payment: payment('paid', { paidAt: NOW - 400 * 86_400_000 }), refundable: 0, refusal: 'refund_too_late' })]} at={0} onChoose={nothing} onStart={later} />,
  'refund-accepted': () => <RefundStatus refund={{ id: 'r1', amount: AMOUNT, reason: 'return', phase: 'accepted', createdAt: NOW }} />,
  'refund-abnormal': () => <RefundStatus refund={{ id: 'r1', amount: AMOUNT, reason: 'return', phase: 'abnormal', failure: { code: 'refund_abnormal', next: 'call_support' }, createdAt: NOW }} />,
};
