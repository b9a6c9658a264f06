/** Entry of the gallery: `?show=<name>&language=zh|en&theme=light|dark`. Works in any browser. */
import { createRoot } from 'react-dom/client';
import { readRareLetters } from './app/opening.ts';
import { Gallery } from './gallery/Gallery.tsx';
import { PARTS, SCREENS, WINDOWS } from './gallery/sections.tsx';
import './styles/index.css';
import './styles/kiosk.css';
import './styles/gallery.css';

const wishes = new URLSearchParams(window.location.search);
const language = wishes.get('language') === 'en' ? 'en' : 'zh';
document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
document.documentElement.dataset['theme'] = wishes.get('theme') ?? 'system';

// The names of all exhibits, for whoever takes pictures of them.
Object.assign(window, { exhibits: [...Object.keys(SCREENS), ...Object.keys(WINDOWS), ...Object.keys(PARTS)] });

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(<Gallery language={language} show={wishes.get('show')} />);
readRareLetters();
