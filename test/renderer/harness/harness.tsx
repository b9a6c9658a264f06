/** The real screens over a pretended core, to try keys and flows in a plain browser. */
import { createRoot } from 'react-dom/client';
import { App } from '../../../renderer/app/App.tsx';
import '../../../renderer/styles/index.css';
import { makeFakeBridge } from './fake-bridge.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
const fake = makeFakeBridge();
Object.assign(window, { fake });
createRoot(root).render(<App bridge={fake.bridge} />);
