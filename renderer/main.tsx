/** Entry of the till's page. */
import { createRoot } from 'react-dom/client';
import type { GuitaiBridge } from '../preload/contract/routes.ts';
import { App } from './app/App.tsx';
import { NoCore } from './app/pages.tsx';
import './styles/index.css';

declare global {
  interface Window {
    /** Put there by the preload; absent in a plain browser. */
    readonly guitai?: GuitaiBridge;
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(window.guitai ? <App bridge={window.guitai} /> : <NoCore />);
