/** The ways to everything that is not selling: one window, one key each. */
import { memo } from 'react';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import type { IconName } from '../components/Icon.tsx';
import { SignIn } from '../people/SignIn.tsx';
import { useMuted } from '../sound/muted.ts';
import { useText } from '../text/text.tsx';
import type { Till } from './feed.ts';
import { nextTheme } from './look.ts';
import { useDesk } from './till.tsx';

export type DeskName = 'tracking' | 'refund' | 'shift' | 'settings' | 'cashier' | 'keys' | 'menu';

interface MenuProps {
  readonly till: Till;
  readonly onDesk: (desk: DeskName) => void;
  readonly onClose: () => void;
}

export const DeskMenu = memo(function DeskMenu({ till, onDesk, onClose }: MenuProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [muted, mute] = useMuted();
  const may = new Set(till.access.may);
  const go = (desk: DeskName, icon: IconName, label: string, hotkey: string, allowed = true) => (
    <Button label={label} icon={icon} hotkey={hotkey} size="tile" {...(allowed ? {} : { why: say('why.not_permitted') })} onPress={() => onDesk(desk)} testId={`menu-${desk}`} />
  );
  const act = (label: string, icon: IconName, hotkey: string, work: () => unknown, testId: string) => (
    <Button
      label={label} icon={icon} hotkey={hotkey} size="tile" testId={testId}
      onPress={() => {
        onClose();
        work();
      }}
    />
  );
  return (
    <Dialog title={say('menu.title')} onHide={onClose} hideLabel={say('action.back')} size="large" testId="desk-menu">
      <div className="menu">
        {go('tracking', 'list', say('header.tracking'), 'F3')}
        {go('refund', 'back', say('header.refund'), 'F4')}
        {go('shift', 'cash', say('shift.title'), 'Ctrl+B')}
        {go('settings', 'gear', say('settings.title'), 'Ctrl+E', may.has('settings') || may.has('people'))}
        {go('cashier', 'person', say('menu.changeCashier'), 'Ctrl+U')}
        {act(say('menu.signOut'), 'leave', 'Ctrl+O', () => void ask('people.signOut', {}), 'sign-out')}
        {act(say('menu.display'), 'qr', 'Ctrl+3', () => void ask('display.open', {}), 'open-display')}
        {act(say('menu.drawer'), 'drawer', 'Ctrl+I', () => void ask('drawer.open', {}), 'open-drawer')}
        <Button label={muted ? say('menu.sound.off') : say('menu.sound.on')} icon="voice" hotkey="Ctrl+S" size="tile" pressed={!muted} onPress={() => mute(!muted)} testId="mute" />
        {act(say(`theme.${till.prefs.theme}`), 'theme', 'Ctrl+T', () => void ask('prefs.set', { theme: nextTheme(till.prefs.theme) }), 'menu-theme')}
      </div>
    </Dialog>
  );
});

/** Another cashier takes over; what is open stays as it is. */
export const CashierWindow = memo(function CashierWindow({ till, onClose }: { readonly till: Till; readonly onClose: () => void }) {
  const { say } = useText();
  return (
    <Dialog title={say('menu.changeCashier')} onHide={onClose} hideLabel={say('action.back')} size="large" testId="cashier-window">
      <SignIn demo={till.demo} onDone={onClose} />
    </Dialog>
  );
});
