/** Self-checkout: its own feed, its own narrow set of questions, scans from anywhere on the page. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { GuitaiBridge } from '../../preload/contract/routes.ts';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { ErrorBoundary } from '../app/ErrorBoundary.tsx';
import { makeFeed } from '../app/feed.ts';
import { Keyboard, KeyLayer } from '../app/keys.tsx';
import { useLook } from '../app/look.ts';
import { Loading } from '../app/pages.tsx';
import { FixedDesk, TimeContext, useAsking, useDesk } from '../app/till.tsx';
import { sayIn, TextProvider } from '../text/text.tsx';
import { TornScan } from './KioskNotice.tsx';
import { KioskScreen } from './KioskScreen.tsx';

export function KioskPage({ bridge }: { readonly bridge: GuitaiBridge }) {
  const feed = useMemo(() => makeFeed(bridge, 'kiosk'), [bridge]);
  const view = useSyncExternalStore(feed.subscribe, feed.now, feed.now);
  const language = view?.language ?? 'zh';
  useLook(view?.theme ?? 'system', language, sayIn(language)('page.kiosk'));
  return (
    <ErrorBoundary>
      <FixedDesk desk={useAsking(bridge)}>
        <TimeContext value={feed.time}>
          <TextProvider language={language}>{view ? <Scanning view={view} /> : <Loading />}</TextProvider>
        </TimeContext>
      </FixedDesk>
    </ErrorBoundary>
  );
}

/** How long it is said that a scan came in pieces, ms. */
const TORN_MS = 8_000;

function Scanning({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const onScan = useCallback((text: string) => void ask('kiosk.scan', { text: text.slice(0, 512) }), [ask]);
  const [torn, setTorn] = useState<number | null>(null);
  const onScanWhole = useCallback(() => setTorn(null), []);
  const onScanRefused = useCallback(() => setTorn((before) => (before ?? 0) + 1), []);
  useEffect(() => {
    if (torn === null) return undefined;
    const timer = window.setTimeout(() => setTorn(null), TORN_MS);
    return () => window.clearTimeout(timer);
  }, [torn]);
  return (
    <TornScan value={torn}>
      <Keyboard onScan={onScan} onScanWhole={onScanWhole} onScanRefused={onScanRefused}><KeyLayer><KioskScreen view={view} /></KeyLayer></Keyboard>
    </TornScan>
  );
}
