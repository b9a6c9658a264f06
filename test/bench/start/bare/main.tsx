// A page with React and nothing else: what the till's own start is measured against.
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(<h1 data-testid="bare">0.00</h1>);
