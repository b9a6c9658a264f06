// Runs in the pages (see page-program.ts): the few DOM and network helpers that they share.

export type Dom = ReturnType<typeof domKit>;
export type DeskClient = ReturnType<typeof deskClient>;

type Child = Node | string | null;

/** Helpers for building and finding elements. */
export function domKit() {
  function byId(id: string): HTMLElement {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no #${id}`);
    return found;
  }

  function dialog(id: string): HTMLDialogElement {
    const found = byId(id);
    if (!(found instanceof HTMLDialogElement)) throw new Error(`#${id} is no dialog`);
    return found;
  }

  function input(id: string): HTMLInputElement {
    const found = byId(id);
    if (!(found instanceof HTMLInputElement)) throw new Error(`#${id} is no input`);
    return found;
  }

  /** An element with attributes; a function value of `onclick` becomes a listener. */
  function el(tag: string, attributes: Readonly<Record<string, string | boolean | (() => void)>>, ...children: Child[]): HTMLElement {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, '');
      else if (value !== false) made.setAttribute(name, value);
    }
    for (const child of children) if (child !== null) made.append(child);
    return made;
  }

  /** Shows an SVG text in an <img>: no script and no style of it can act on the page. */
  function showSvg(image: HTMLElement, svg: string): void {
    image.setAttribute('src', `data:image/svg+xml,${encodeURIComponent(svg)}`);
  }

  /** `¥1,234.50`; whole fen in, no floating point on the way. */
  function yuan(fen: number): string {
    const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
    return `${fen < 0 ? '−' : ''}¥${whole}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
  }

  /** Opens a dialog; a click beside it closes it like Esc does. */
  function openDialog(id: string): void {
    const box = dialog(id);
    if (!box.open) box.showModal();
  }

  function lightDismiss(id: string): void {
    const box = dialog(id);
    box.addEventListener('click', (event) => {
      if (event.target === box) box.close();
    });
  }

  return { byId, dialog, input, el, showSvg, yuan, openDialog, lightDismiss };
}

/** The control API, with the token that the page carries. A refused or lost request throws. */
export function deskClient() {
  const token = document.querySelector('meta[name="desk-token"]')?.getAttribute('content') ?? '';

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = method === 'GET' ? {} : { 'x-desk-token': token };
    if (body) headers['content-type'] = 'application/json';
    const response = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const answer: T & { message?: string } = await response.json();
    if (!response.ok) throw new Error(answer.message ?? `HTTP ${response.status}`);
    return answer;
  }

  return {
    get: <T>(path: string) => call<T>('GET', path),
    post: <T>(path: string, body?: object) => call<T>('POST', path, body),
    remove: <T>(path: string) => call<T>('DELETE', path),
  };
}
