/** Small things that many screens use: an empty place, announcements, a figure with its name, key hints. */
import type { ReactNode } from 'react';
import { KeyCap } from './Button.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

/** A place with nothing in it says what would be there and how it gets there. */
export function EmptyState({ icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={2.5} />
      <p className="empty-title">{title}</p>
      {children !== undefined && <p className="empty-text">{children}</p>}
    </div>
  );
}

/** Tells screen readers what has changed. `urgent` interrupts. */
export function LiveRegion({ text, urgent = false }: { readonly text: string; readonly urgent?: boolean }) {
  return <div className="unseen" role={urgent ? 'alert' : 'status'} aria-live={urgent ? 'assertive' : 'polite'} aria-atomic="true">{text}</div>;
}

/** A name and its value. */
export function Fact({ name, children, code = false }: { readonly name: string; readonly children: ReactNode; readonly code?: boolean }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className={code ? 'code' : undefined}>{children}</dd>
    </div>
  );
}

/** Keys that have no button of their own on the screen. */
export function KeyHints({ hints }: { readonly hints: readonly { readonly keys: readonly string[]; readonly word: string }[] }) {
  return (
    <ul className="hints">
      {hints.map(({ keys, word }) => (
        <li key={word}>{keys.map((key) => <KeyCap key={key} hotkey={key} />)}<span>{word}</span></li>
      ))}
    </ul>
  );
}

/** Out_SN as people read it to one another: 3-4-4. */
export function groupedOutSn(outSn: string): string {
  return outSn.length === 11 ? `${outSn.slice(0, 3)} ${outSn.slice(3, 7)} ${outSn.slice(7)}` : outSn;
}
