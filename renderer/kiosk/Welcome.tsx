/** Before a customer: one large thing to touch, and the language. Scanning begins by itself. */
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { ScanPicture } from '../payment/ScanPicture.tsx';
import { useText } from '../text/text.tsx';

export function Welcome({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('welcome');
  return (
    <main className="kiosk-main kiosk-welcome">
      <h2>{say('kiosk.welcome')}</h2>
      <ScanPicture of="goods" />
      <Button label={say('kiosk.begin')} note={say('kiosk.beginNote')} kind="primary" size="tile" dead={busy || !settled} onPress={() => run(() => ask('kiosk.begin', { language: view.language }))} testId="kiosk-begin" />
      <div className="kiosk-languages">
        {(['zh', 'en'] as const).map((language) => (
          <Button key={language} label={say(`kiosk.language.${language}`)} size="large" pressed={language === view.language} dead={busy || !settled} onPress={() => run(() => ask('kiosk.begin', { language }))} testId={`kiosk-begin-${language}`} />
        ))}
      </div>
      <p className="display-ways">{view.wallets.map((wallet) => <span key={wallet}><MethodMark method={wallet} size={2} />{say(`method.${wallet}`)}</span>)}</p>
    </main>
  );
}
