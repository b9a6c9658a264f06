/**
 * The only button. Its key is printed on it and bound by it; it may be dead for a moment (after the screen changed) or
 * refuse with a reason, and then it stays in place, dimmed, instead of vanishing under the finger.
 */
import { useCallback } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { keyCap } from '../app/layers.ts';
import { useHotkey } from '../app/keys.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

export interface ButtonProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly hotkey?: string;
  /** Print the key in another way, as in a group that shares `Alt`. */
  readonly cap?: string;
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'strong';
  readonly size?: 'normal' | 'small' | 'large' | 'tile';
  readonly icon?: IconName;
  /** A second line. */
  readonly note?: string;
  readonly mark?: ReactNode;
  /** Not now; nothing happens on a press. */
  readonly dead?: boolean;
  /** Why it cannot be pressed; shown in place of the note. */
  readonly why?: string;
  /** Only the picture is drawn; the label is for screen readers. */
  readonly bare?: boolean;
  readonly pressed?: boolean;
  readonly testId?: string;
}

export function KeyCap({ hotkey }: { readonly hotkey: string }) {
  return <kbd className="keycap">{keyCap(hotkey)}</kbd>;
}

/** A mouse press leaves the focus where it was, so that no button lies in wait for the next Enter. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

export function Button({
  label, onPress, hotkey, cap, kind = 'plain', size = 'normal', icon, note, mark, dead = false, why, bare = false, pressed, testId,
}: ButtonProps) {
  const blocked = dead || why !== undefined;
  const act = useCallback(() => {
    if (!blocked) onPress();
  }, [blocked, onPress]);
  useHotkey(hotkey, act);
  return (
    <button
      type="button"
      className={`button button-${kind} button-${size}${bare ? ' button-bare' : ''}`}
      aria-disabled={blocked || undefined}
      aria-pressed={pressed}
      aria-keyshortcuts={hotkey?.replace('Ctrl', 'Control')}
      title={why ?? (bare ? label : undefined)}
      onMouseDown={keepFocus}
      onClick={act}
      data-testid={testId}
    >
      {mark}
      {icon && <Icon name={icon} {...(size === 'tile' || size === 'large' ? { size: 1.5 } : {})} />}
      {bare && <span className="unseen">{label}</span>}
      {!bare && (
        <span className="button-words">
          <span className="button-label">{label}</span>
          {(why ?? note) !== undefined && <span className="button-note">{why ?? note}</span>}
        </span>
      )}
      {hotkey !== undefined && <kbd className="keycap" aria-hidden="true">{cap ?? keyCap(hotkey)}</kbd>}
    </button>
  );
}
