/** What is on the screen now, decided by the snapshot alone; only which side desk stands open is kept here. */
import { useCallback, useEffect, useState } from 'react';
import type { PaymentView } from '../../preload/contract/views.ts';
import type { GuitaiBridge } from '../../preload/contract/routes.ts';
import { ApprovalWindow } from '../approval/ApprovalWindow.tsx';
import { Checkout } from '../checkout/Checkout.tsx';
import { Finished } from '../finished/Finished.tsx';
import { CodeWindow } from '../payment/CodeWindow.tsx';
import { PaymentWindow } from '../payment/PaymentWindow.tsx';
import { useStarts } from '../payment/starts.tsx';
import { RecoveryBanner, RecoveryList } from '../recovery/Recovery.tsx';
import { RefundDesk } from '../refund/RefundDesk.tsx';
import { SignInScreen } from '../people/SignIn.tsx';
import { SettingsWindow } from '../settings/SettingsWindow.tsx';
import type { ScanRefusal } from '../scan/listen.ts';
import { ShiftWindow } from '../shift/ShiftWindow.tsx';
import { PaidVoice } from '../sound/PaidVoice.tsx';
import { sayIn, TextProvider, useText } from '../text/text.tsx';
import { Tracking } from '../tracking/Tracking.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Feed, Till } from './feed.ts';
import { CashierWindow, DeskMenu } from './DeskMenu.tsx';
import type { DeskName } from './DeskMenu.tsx';
import { Header } from './Header.tsx';
import { Keyboard, KeyLayer } from './keys.tsx';
import { KeysWindow } from './KeysWindow.tsx';
import { useContrast, useLook } from './look.ts';
import { Loading } from './pages.tsx';
import { DeskProvider, useDesk, useSnapshot } from './till.tsx';

type Side = { readonly desk: Exclude<DeskName, 'refund'> | 'recovery' } | { readonly desk: 'refund'; readonly number?: string };

interface AppProps {
  readonly bridge: GuitaiBridge;
  /** The till's feed, when it listens already. */
  readonly feed?: Feed;
}

export function App({ bridge, feed }: AppProps) {
  return (
    <ErrorBoundary>
      <DeskProvider bridge={bridge} {...(feed && { feed })}>
        <Opening />
      </DeskProvider>
    </ErrorBoundary>
  );
}

function Opening() {
  const till = useSnapshot();
  const language = till?.prefs.language ?? 'zh';
  useLook(till?.prefs.theme ?? 'system', language, sayIn(language)('page.till'));
  useContrast(false);
  return <TextProvider language={language}>{till ? <TillScreen till={till} /> : <Loading />}</TextProvider>;
}

function TillScreen({ till }: { readonly till: Till }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [refused, setRefused] = useState<{ readonly because: ScanRefusal } | null>(null);
  const onScan = useCallback((text: string) => void ask('sale.scan', { text: text.slice(0, 512), source: 'wedge' }), [ask]);
  const onScanWhole = useCallback(() => setRefused(null), []);
  const onScanRefused = useCallback((because: ScanRefusal) => setRefused({ because }), []);
  useEffect(() => {
    if (!refused) return undefined;
    const timer = window.setTimeout(() => setRefused(null), 8_000);
    return () => window.clearTimeout(timer);
  }, [refused]);
  return (
    <Keyboard onScan={onScan} onScanWhole={onScanWhole} onScanRefused={onScanRefused}>
      <KeyLayer>
        {till.access.state === 'signed_in' ? <Screen till={till} /> : <SignInScreen till={till} />}
        <PaidVoice till={till} />
        {refused && <div className="scan-refused" role="alert" data-testid="scan-refused" data-because={refused.because} popover="manual" ref={(element) => element?.showPopover()}>{say(refused.because === 'typing' ? 'scan.refused' : 'scan.torn')}</div>}
      </KeyLayer>
    </Keyboard>
  );
}

function Screen({ till }: { readonly till: Till }) {
  const { approval } = useDesk();
  const [side, setSide] = useState<Side | null>(null);
  const [starts, question] = useStarts();
  const closeSide = useCallback(() => setSide(null), []);
  const openDesk = useCallback((desk: DeskName) => setSide({ desk }), []);
  const openRecovery = useCallback(() => setSide({ desk: 'recovery' }), []);
  const giveBack = useCallback((number: string) => setSide({ desk: 'refund', number }), []);
  const { payment, sale } = till;
  return (
    <div className="screen">
      <Header shop={till.shop} till={till.till} cashier={till.cashier} prefs={till.prefs} profile={till.profile} printer={till.printer} clock={till.clock} backup={till.backup} onDesk={openDesk} />
      <RecoveryBanner unfinished={till.unfinished} onOpen={openRecovery} />
      {till.finished ? <Finished finished={till.finished} notice={till.notice} /> : <Checkout till={till} starts={starts} />}
      {!payment && till.awaitingCode && <CodeWindow key={till.awaitingCode.amount} amount={till.awaitingCode.amount} notice={till.notice} />}
      {payment && <PaymentWindow key={payment.id} payment={payment} ofOpenSale={belongsTo(payment, sale)} notice={till.notice} onAgain={starts.again} onGiveBack={giveBack} />}
      {question}
      {side?.desk === 'recovery' && <RecoveryList unfinished={till.unfinished} onClose={closeSide} />}
      {side?.desk === 'tracking' && <Tracking onClose={closeSide} onRefund={giveBack} />}
      {side?.desk === 'refund' && <RefundDesk key={side.number ?? ''} onClose={closeSide} {...(side.number === undefined ? {} : { number: side.number })} />}
      {approval && <ApprovalWindow key={`${approval.request.deed} ${approval.request.subjectId}`} request={approval.request} onEnd={approval.end} />}
      {side?.desk === 'keys' && <KeysWindow onClose={closeSide} />}
      {side?.desk === 'menu' && <DeskMenu till={till} onDesk={openDesk} onClose={closeSide} />}
      {side?.desk === 'cashier' && <CashierWindow till={till} onClose={closeSide} />}
      {side?.desk === 'shift' && <ShiftWindow till={till} onClose={closeSide} />}
      {side?.desk === 'settings' && <SettingsWindow till={till} onClose={closeSide} onDesk={openDesk} />}
    </div>
  );
}

function belongsTo(payment: PaymentView, sale: Till['sale']): boolean {
  return sale?.status === 'open' && sale.id === payment.saleId;
}
