/** Entry of the self-checkout page. */
import { createRoot } from 'react-dom/client';
import { NoCore } from './app/pages.tsx';
import { KioskPage } from './kiosk/KioskPage.tsx';
import './styles/index.css';
import './styles/kiosk.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(window.guitai ? <KioskPage bridge={window.guitai} /> : <NoCore />);
