/**
 * A window over the sale. The browser's own modal dialog keeps the focus inside; the window itself has the focus at first,
 * so that no button is under a stray Enter. Esc hides, and hiding never does anything else.
 */
import { createContext, useContext, useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { KeyLayer } from '../app/keys.tsx';
import { useText } from '../text/text.tsx';
import { Button } from './Button.tsx';
import { ProblemStrip } from './Toast.tsx';
import type { Tone } from './StateBadge.tsx';

/** The gallery draws windows in place instead of over the page. */
export const InPlace = createContext(false);

interface DialogProps {
  readonly title: string;
  readonly onHide: () => void;
  readonly hideLabel?: string;
  readonly size?: 'small' | 'medium' | 'large' | 'wide';
  readonly tone?: Tone;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** A sign before the title. */
  readonly mark?: ReactNode;
  /** Over every other window, wherever it stands in the tree. */
  readonly above?: boolean;
  readonly testId?: string;
  readonly data?: Readonly<Record<`data-${string}`, string>>;
}

export function Dialog(props: DialogProps) {
  return (
    <KeyLayer modal above={props.above ?? false}>
      <DialogFrame {...props} />
    </KeyLayer>
  );
}

function DialogFrame({ title, onHide, hideLabel, size = 'medium', tone, children, footer, mark, testId, data }: DialogProps) {
  const inPlace = useContext(InPlace);
  const { say } = useText();
  const titleId = useId();
  const frame = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = frame.current;
    if (!dialog) return undefined;
    dialog.showModal();
    dialog.focus();
    return () => dialog.close();
  }, []);
  const content = (
    <>
      <header className="dialog-head">
        {mark}
        <h2 id={titleId}>{title}</h2>
        <Button label={hideLabel ?? say('action.hide')} hotkey="Escape" onPress={onHide} kind="quiet" size="small" testId="dialog-hide" />
      </header>
      <div className="dialog-body">{children}</div>
      {footer === undefined ? <ProblemStrip /> : <footer className="dialog-foot"><ProblemStrip />{footer}</footer>}
    </>
  );
  const className = `dialog dialog-${size}`;
  if (inPlace) return <section className={className} aria-labelledby={titleId} data-tone={tone} data-testid={testId} {...data}>{content}</section>;
  return (
    <dialog
      ref={frame} className={className} aria-labelledby={titleId} tabIndex={-1} data-tone={tone} data-testid={testId} {...data}
      onCancel={(event) => event.preventDefault()}
    >
      {content}
    </dialog>
  );
}
