/** Entry of the till's page. */
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { bridgeOf } from './app/bridge.ts';
import { NoCore } from './app/pages.tsx';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(window.guitai ? <App bridge={bridgeOf(window.guitai)} /> : <NoCore />);
