/** Leads the eye and the keys to a setting that was looked for: once its tab is there, its control has the focus and stands in sight. */

const NAMES = '.field-name, .switch > span, h3, summary, .button-label';
const CONTROLS = 'input, textarea, select, button';

/** Looks now, and again whenever the tab grows, since some tabs ask for what they show; the returned function gives up. */
export function leadTo(body: HTMLElement, name: string): () => void {
  const look = (): boolean => {
    const named = [...body.querySelectorAll<HTMLElement>(NAMES)].find((element) => element.textContent.includes(name));
    if (!named) return false;
    named.scrollIntoView({ block: 'center' });
    controlOf(named)?.focus();
    return true;
  };
  if (look()) return () => undefined;
  const observer = new MutationObserver(() => {
    if (look()) observer.disconnect();
  });
  observer.observe(body, { childList: true, subtree: true });
  return () => observer.disconnect();
}

function controlOf(named: HTMLElement): HTMLElement | null {
  const own = named.closest<HTMLElement>('summary, button');
  return own ?? named.closest('.field, .switch, section')?.querySelector<HTMLElement>(CONTROLS) ?? null;
}
