// Runs in the printer page (see ../page-program.ts): shows what has been printed and lets the visitor break the printer.
import type { DeskClient, Dom } from '../page-dom.ts';
import type { PageWords, WordKit } from '../page-words.ts';
import type { PaperView, PrinterView } from './printer-desk.ts';

/** Every word of the printer page in both languages; sent to the page as it is. */
export const PRINTER_WORDS = {
  title: { zh: '示范打印机', en: 'Demo printer' },
  demo: { zh: '示范', en: 'Demo' },
  otherLanguage: { zh: 'EN', en: '中' },
  otherLanguageLabel: { zh: 'Switch to English', en: '切换到中文' },
  states: { zh: '打印机状态', en: 'Printer state' },
  'state-ok': { zh: '正常', en: 'Ready' },
  'state-near-end': { zh: '纸将尽', en: 'Paper low' },
  'state-paper-out': { zh: '缺纸', en: 'No paper' },
  'state-cover-open': { zh: '盖子打开', en: 'Cover open' },
  'state-dead': { zh: '没有反应', en: 'Dead' },
  widths: { zh: '纸宽', en: 'Paper width' },
  drawerOpen: { zh: '钱箱已打开', en: 'Drawer opened' },
  drawerShut: { zh: '钱箱关着', en: 'Drawer shut' },
  none: { zh: '还没有打印。完成一笔收款，小票会出现在这里。', en: 'Nothing printed yet. Finish a sale and its receipt comes out here.' },
  save: { zh: '下载 SVG', en: 'Save as SVG' },
  clear: { zh: '撕下全部', en: 'Tear all off' },
  printedNow: { zh: '打印了一张小票', en: 'A receipt was printed' },
  faults: { zh: '打印机没看懂：', en: 'The printer did not understand: ' },
  offline: { zh: '示范打印机连不上了，正在重试', en: 'The demo printer lost its connection; trying again' },
  receipt: { zh: '小票', en: 'Receipt' },
} as const satisfies PageWords;

export function printerMain(dom: Dom, desk: DeskClient, words: WordKit<typeof PRINTER_WORDS>): void {
  const { t } = words;
  /** The states that a shop meets; the control API takes the stranger ones too. */
  const STATES = ['ok', 'near-end', 'paper-out', 'cover-open', 'dead'] as const;
  const DRAWER_SHOWN_MS = 6000;
  const SAID_SHOWN_MS = 4000;
  const POLL_MS = 1000;
  let view: PrinterView | undefined;
  let kicks: number | undefined;
  let lastPaper: number | undefined;
  let drawerTimer: number | undefined;
  let hideSaid: number | undefined;
  const shown = new Map<number, HTMLElement>();

  function say(text: string): void {
    dom.byId('said').textContent = text;
    window.clearTimeout(hideSaid);
    hideSaid = window.setTimeout(() => (dom.byId('said').textContent = ''), SAID_SHOWN_MS);
  }

  function complain(error: unknown): void {
    say(error instanceof Error ? error.message : String(error));
  }

  function change(body: object): void {
    desk.post<PrinterView>('/api/printer', body).then(show, complain);
  }

  function drawChoices(now: PrinterView): void {
    dom.byId('states').replaceChildren(...STATES.map((state) =>
      dom.el('button', { type: 'button', 'aria-pressed': String(state === now.state), 'data-state': state, onclick: () => change({ state }) }, t(`state-${state}`))));
    dom.byId('widths').replaceChildren(...([58, 80] as const).map((paperWidth) =>
      dom.el('button', { type: 'button', 'aria-pressed': String(paperWidth === now.paperWidth), onclick: () => change({ paperWidth }) }, `${paperWidth} mm`)));
  }

  /** The receipt's SVG becomes part of the page, not an image: only so may its text use the page's own fonts. */
  async function fill(holder: HTMLElement, id: number): Promise<void> {
    const response = await fetch(`/api/printer/papers/${id}`);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const parsed = new DOMParser().parseFromString(await response.text(), 'image/svg+xml');
    holder.replaceChildren(document.importNode(parsed.documentElement, true));
  }

  function paperElement(paper: PaperView): HTMLElement {
    const holder = dom.el('div', { class: 'strip', role: 'img', 'aria-label': `${t('receipt')} ${paper.id}` });
    holder.style.width = `${paper.width * 0.58}px`;
    holder.style.height = `${paper.height * 0.58}px`;
    fill(holder, paper.id).catch(complain);
    const time = new Intl.DateTimeFormat(words.locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(paper.at);
    return dom.el('li', { class: 'paper' },
      holder,
      dom.el('p', { class: 'paper-foot' },
        dom.el('span', {}, time),
        dom.el('a', { href: `/api/printer/papers/${paper.id}`, download: `receipt-${paper.id}.svg` }, t('save'))),
      paper.faults.length > 0 ? dom.el('p', { class: 'paper-faults' }, t('faults') + paper.faults.join('; ')) : null);
  }

  function drawPapers(papers: readonly PaperView[]): void {
    for (const [id, element] of shown) {
      if (papers.some((paper) => paper.id === id)) continue;
      element.remove();
      shown.delete(id);
    }
    for (const paper of papers.toReversed()) {
      if (shown.has(paper.id)) continue;
      const element = paperElement(paper);
      shown.set(paper.id, element);
      dom.byId('papers').prepend(element);
      if (lastPaper !== undefined && paper.id > lastPaper) {
        element.classList.add('fresh');
        say(t('printedNow'));
      }
    }
    lastPaper = Math.max(lastPaper ?? 0, papers[0]?.id ?? 0);
    dom.byId('none').toggleAttribute('hidden', papers.length > 0);
    dom.byId('clear').toggleAttribute('hidden', papers.length === 0);
  }

  function showDrawer(count: number): void {
    const opened = kicks !== undefined && count > kicks;
    kicks = count;
    if (!opened) return;
    setDrawer(true);
    window.clearTimeout(drawerTimer);
    drawerTimer = window.setTimeout(() => setDrawer(false), DRAWER_SHOWN_MS);
  }

  function setDrawer(open: boolean): void {
    dom.byId('drawer').dataset['open'] = String(open);
    dom.byId('drawer-word').dataset['t'] = open ? 'drawerOpen' : 'drawerShut';
    dom.byId('drawer-word').textContent = t(open ? 'drawerOpen' : 'drawerShut');
  }

  function show(next: PrinterView): void {
    if (!view || view.state !== next.state || view.paperWidth !== next.paperWidth) drawChoices(next);
    view = next;
    document.documentElement.dataset['state'] = next.state;
    drawPapers(next.papers);
    showDrawer(next.kicks);
  }

  function redraw(): void {
    for (const element of shown.values()) element.remove();
    shown.clear();
    if (!view) return;
    drawChoices(view);
    drawPapers(view.papers);
  }

  async function poll(): Promise<void> {
    try {
      show(await desk.get<PrinterView>('/api/printer'));
    } catch (error) {
      say(`${t('offline')} (${String(error)})`);
    }
    window.setTimeout(pollAgain, POLL_MS);
  }

  function pollAgain(): void {
    poll().catch(complain);
  }

  dom.byId('language').addEventListener('click', () => {
    words.switchLanguage();
    redraw();
  });
  dom.byId('clear').addEventListener('click', () => {
    desk.remove<PrinterView>('/api/printer/papers').then(show, complain);
  });
  words.translate();
  pollAgain();
}
