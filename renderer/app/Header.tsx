/** The head of every screen: which shop, till and cashier, what is not real, what is not well, and the ways to other desks. */
import { memo } from 'react';
import { Button } from '../components/Button.tsx';
import { KeyLayer, useHotkey } from './keys.tsx';
import type { DeskName } from './DeskMenu.tsx';
import { Icon } from '../components/Icon.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';
import type { Till } from './feed.ts';
import { nextTheme } from './look.ts';
import { useDesk } from './till.tsx';

interface HeaderProps {
  readonly shop: Till['shop'];
  readonly till: Till['till'];
  readonly cashier: Till['cashier'];
  readonly prefs: Till['prefs'];
  readonly profile: Till['profile'];
  readonly printer: Till['printer'];
  readonly clock: Till['clock'];
  readonly backup: Till['backup'];
  readonly onDesk: (desk: DeskName) => void;
}

export const Header = memo(function Header({ shop, till, cashier, prefs, profile, printer, clock, backup, onDesk }: HeaderProps) {
  const { ask } = useDesk();
  useHotkey('Ctrl+B', () => onDesk('shift'));
  useHotkey('Ctrl+E', () => onDesk('settings'));
  useHotkey('Ctrl+U', () => onDesk('cashier'));
  useHotkey('Ctrl+3', () => void ask('display.open', {}));
  const { say, name } = useText();
  return (
    <>
      <header className="header">
        <div className="header-who">
          <h1 className="header-shop">{name(shop)}</h1>
          <span className="header-till" title={say('header.till', { number: till.number })} data-testid="header-till">{till.name || say('header.till', { number: till.number })} / {cashier.name}</span>
        </div>
        {profile === 'demo' && <DemoBadge />}
        <PrinterState printer={printer} />
        <nav className="header-keys" aria-label={say('header.nav')}>
          {profile === 'demo' && <Button label={say('demo.wallet')} icon="phone" kind="quiet" size="small" hotkey="Ctrl+1" onPress={() => void ask('demo.open', { window: 'wallet' })} testId="demo-wallet" />}
          {profile === 'demo' && <Button label={say('demo.printer')} icon="printer" kind="quiet" size="small" hotkey="Ctrl+2" onPress={() => void ask('demo.open', { window: 'printer' })} testId="demo-printer" />}
          <Button label={say('header.tracking')} icon="list" kind="quiet" size="small" hotkey="F3" onPress={() => onDesk('tracking')} testId="open-tracking" />
          <Button label={say('header.refund')} icon="back" kind="quiet" size="small" hotkey="F4" onPress={() => onDesk('refund')} testId="open-refund" />
          <KeyLayer frame><LanguageAndLook prefs={prefs} /></KeyLayer>
          <Button label={say('menu.open')} icon="menu" kind="quiet" size="small" hotkey="Ctrl+M" onPress={() => onDesk('menu')} testId="open-menu" />
          <Button label={say('header.keys')} icon="keys" bare kind="quiet" size="small" hotkey="F1" onPress={() => onDesk('keys')} testId="open-keys" />
        </nav>
      </header>
      <PrinterTrouble printer={printer} />
      {(clock.state === 'off' || clock.state === 'wrong') && <div className="printer-trouble" role="status" data-testid="clock-trouble" data-state={clock.state}><Icon name="clock" /><p>{say(`clock.${clock.state}`)}</p></div>}
      {backup.state === 'late' && <BackupLate reason={backup.reason} />}
    </>
  );
});

/** Whoever steps up in the middle of a payment may want to read it in the own language: the window stays open. */
function LanguageAndLook({ prefs }: Pick<HeaderProps, 'prefs'>) {
  const { ask } = useDesk();
  const { say } = useText();
  useHotkey('Ctrl+T', () => void ask('prefs.set', { theme: nextTheme(prefs.theme) }));
  return <Button label={say('header.language')} icon="globe" kind="quiet" size="small" hotkey="Ctrl+L" onPress={() => void ask('prefs.set', { language: prefs.language === 'zh' ? 'en' : 'zh' })} testId="language" />;
}

/** Says everywhere that no real money moves. */
export function DemoBadge() {
  const { say } = useText();
  return <span className="demo" data-testid="demo-badge">{say('demo.badge')}<span className="demo-note">{say('demo.note')}</span></span>;
}

function PrinterState({ printer }: { readonly printer: Till['printer'] }) {
  const { say } = useText();
  if (printer.state === 'none') return <StateBadge tone="neutral" word={say('printer.none')} shape="printer" />;
  return (
    <>
      {printer.paperNearEnd && <span data-testid="paper-near-end"><StateBadge tone="check" word={say('printer.paperNearEnd')} shape="printer" /></span>}
      {printer.waiting > 0 && <StateBadge tone={printer.state === 'trouble' ? 'check' : 'wait'} word={say('printer.waiting', { count: printer.waiting })} shape="printer" />}
    </>
  );
}

/** The books have had no copy for days: why, and what to do. Selling goes on beside it. */
function BackupLate({ reason }: { readonly reason: string | undefined }) {
  const { say, lookUp } = useText();
  const next = reason === undefined ? undefined : lookUp(`backup.trouble.${reason}.next`);
  return <div className="printer-trouble" role="status" data-testid="backup-late" data-reason={reason}><Icon name="alarm" /><p>{say('backup.late')} {next}</p></div>;
}

/** What is wrong with the printer and what to do; selling goes on beside it. */
function PrinterTrouble({ printer }: { readonly printer: Till['printer'] }) {
  const { say, lookUp } = useText();
  if (printer.state !== 'trouble') return null;
  const reason = printer.failure === undefined ? undefined : lookUp(`print.${printer.failure}`);
  return <div className="printer-trouble" role="status" data-testid="printer-trouble" data-failure={printer.failure}><Icon name="printer" /><p>{reason ?? say('printer.trouble')} {say('printer.carryOn')}</p></div>;
}
