/** Entry of the till's page. */
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { bridgeOf } from './app/bridge.ts';
import { makeFeed } from './app/feed.ts';
import { opened, readRareLetters } from './app/opening.ts';
import { NoCore } from './app/pages.tsx';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
const page = createRoot(root);
if (window.guitai) {
  const bridge = bridgeOf(window.guitai);
  const feed = makeFeed(bridge, 'till');
  await opened(feed);
  page.render(<App bridge={bridge} feed={feed} />);
} else {
  page.render(<NoCore />);
}
readRareLetters();
