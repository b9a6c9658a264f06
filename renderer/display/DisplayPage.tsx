/** The customer's second screen: it watches its own feed and asks nothing. */
import { useMemo, useSyncExternalStore } from 'react';
import type { DisplayView } from '../../preload/contract/display.ts';
import type { GuitaiBridge } from '../../preload/contract/routes.ts';
import { ErrorBoundary } from '../app/ErrorBoundary.tsx';
import { makeFeed } from '../app/feed.ts';
import { useContrast, useLook } from '../app/look.ts';
import { Loading } from '../app/pages.tsx';
import { TimeContext } from '../app/till.tsx';
import { sayIn, TextProvider } from '../text/text.tsx';
import { DisplayScreen } from './DisplayScreen.tsx';
import { useMillimetre } from './size.ts';

export function DisplayPage({ bridge }: { readonly bridge: GuitaiBridge }) {
  const feed = useMemo(() => makeFeed(bridge, 'display'), [bridge]);
  const view = useSyncExternalStore(feed.subscribe, feed.now, feed.now);
  return (
    <ErrorBoundary>
      <TimeContext value={feed.time}>
        <Dressed prefs={view?.prefs}>{view ? <Sized view={view} /> : <Loading />}</Dressed>
      </TimeContext>
    </ErrorBoundary>
  );
}

function Dressed({ prefs, children }: { readonly prefs: DisplayView['prefs'] | undefined; readonly children: React.ReactNode }) {
  const language = prefs?.language ?? 'zh';
  useLook(prefs?.theme ?? 'system', language, sayIn(language)('page.display'));
  useContrast(false);
  return <TextProvider language={language}>{children}</TextProvider>;
}

/** The smallest usual customer display, inches. */
const SMALLEST_INCHES = 10.1;

function Sized({ view }: { readonly view: DisplayView }) {
  return <DisplayScreen view={view} millimetre={useMillimetre(view.inches, SMALLEST_INCHES)} />;
}
