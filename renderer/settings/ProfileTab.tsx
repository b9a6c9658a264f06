/** Demo or shop: which of the two lives on this machine the program leads. */
import { useEffect, useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import { newRequestId, useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Section, TextField } from '../components/fields.tsx';
import { AskFirst } from '../payment/AskFirst.tsx';
import { useText } from '../text/text.tsx';

export function ProfileTab() {
  const { ask } = useDesk();
  const [view, setView] = useState<AskOutput<'profile.view'> | null>(null);
  useEffect(() => {
    let stale = false;
    const load = async (): Promise<void> => {
      const answer = await ask('profile.view', {});
      if (!stale && answer.ok) setView(answer.value);
    };
    void load();
    return () => {
      stale = true;
    };
  }, [ask]);
  return view && <Profile view={view} />;
}

export function Profile({ view }: { readonly view: AskOutput<'profile.view'> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [number, setNumber] = useState('');
  const [asking, setAsking] = useState(false);
  const { busy, run } = useOnce();
  const other = view.profile === 'demo' ? 'shop' : 'demo';
  const needsNumber = other === 'shop' && view.shopTill === null;
  const label = say(other === 'shop' ? 'profile.toShop' : 'profile.toDemo');
  const choose = async (): Promise<void> => {
    setAsking(false);
    await ask('profile.choose', { requestId: newRequestId(), profile: other, ...(needsNumber && number !== '' ? { tillNumber: Number(number) } : {}) });
  };
  return (
    <Section title={say('settings.tab.profile')}>
      <p className="lead">{say(`profile.now.${view.profile}`)}</p>
      {needsNumber && <TextField name={say('profile.number')} kind="figures" value={number} onValue={(text) => setNumber(text.replaceAll(/\D/g, '').slice(0, 3))} testId="profile-number" />}
      <Button label={label} size="large" kind="strong" dead={busy} {...(needsNumber && number === '' ? { why: say('problem.till_number_needed') } : {})} onPress={() => setAsking(true)} testId="profile-choose" />
      {asking && (
        <AskFirst title={label} yes={label} no={say('action.back')} onNo={() => setAsking(false)} onYes={async () => run(choose)}>
          <p>{say('profile.note')}</p>
        </AskFirst>
      )}
    </Section>
  );
}
