/** Entry of the customer's second screen. `?mm=` says how many CSS pixels of this screen make one millimetre. */
import { createRoot } from 'react-dom/client';
import { NoCore } from './app/pages.tsx';
import { DisplayPage } from './display/DisplayPage.tsx';
import './styles/index.css';
import './styles/display.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
const millimetre = Number(new URLSearchParams(window.location.search).get('mm'));
createRoot(root).render(window.guitai ? <DisplayPage bridge={window.guitai} {...(millimetre > 0 ? { millimetre } : {})} /> : <NoCore />);
