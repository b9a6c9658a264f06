/** Self-checkout: its own feed, its own narrow set of questions, scans from anywhere on the page. */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { GuitaiBridge } from '../../preload/contract/routes.ts';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { ErrorBoundary } from '../app/ErrorBoundary.tsx';
import { makeFeed } from '../app/feed.ts';
import { Keyboard, KeyLayer } from '../app/keys.tsx';
import { useLook } from '../app/look.ts';
import { Loading } from '../app/pages.tsx';
import { FixedDesk, TimeContext, useAsking, useDesk } from '../app/till.tsx';
import { sayIn, TextProvider } from '../text/text.tsx';
import { KioskScreen } from './KioskScreen.tsx';

export function KioskPage({ bridge }: { readonly bridge: GuitaiBridge }) {
  const feed = useMemo(() => makeFeed(bridge, 'kiosk'), [bridge]);
  const view = useSyncExternalStore(feed.subscribe, feed.now, feed.now);
  const language = view?.language ?? 'zh';
  useLook('system', language, sayIn(language)('page.kiosk'));
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

function Scanning({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const onScan = useCallback((text: string) => void ask('kiosk.scan', { text: text.slice(0, 512) }), [ask]);
  const nothing = useCallback(() => undefined, []);
  return <Keyboard onScan={onScan} onScanRefused={nothing}><KeyLayer><KioskScreen view={view} /></KeyLayer></Keyboard>;
}
