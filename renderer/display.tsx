/** Entry of the customer's second screen. */
import { createRoot } from 'react-dom/client';
import { bridgeOf } from './app/bridge.ts';
import { opened, readRareLetters } from './app/opening.ts';
import { NoCore } from './app/pages.tsx';
import { DisplayPage } from './display/DisplayPage.tsx';
import './styles/index.css';
import './styles/display.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
const page = createRoot(root);
await opened();
page.render(window.guitai ? <DisplayPage bridge={bridgeOf(window.guitai)} /> : <NoCore />);
readRareLetters();
