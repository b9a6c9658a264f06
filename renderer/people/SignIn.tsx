/** Before anybody works at the till: who stands there, proved by a PIN; and on the very first day, the owner. */
import { useCallback, useEffect, useState } from 'react';
import type { PersonView } from '../../preload/contract/people-views.ts';
import type { Till } from '../app/feed.ts';
import { DemoBadge } from '../app/Header.tsx';
import { Typing, useHotkey } from '../app/keys.tsx';
import { newRequestId, useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/fields.tsx';
import { NumericPad } from '../components/NumericPad.tsx';
import { ProblemStrip } from '../components/Toast.tsx';
import { useText } from '../text/text.tsx';

const LONGEST_PIN = 12;
const SHORTEST_PIN = 4;

export function acceptPin(before: string, key: string): string {
  if (key === 'Backspace') return before.slice(0, -1);
  if (key === 'Clear') return '';
  return /^\d$/.test(key) ? `${before}${key}`.slice(0, LONGEST_PIN) : before;
}

/** The whole screen while nobody is signed in. */
export function SignInScreen({ till }: { readonly till: Till }) {
  const { ask } = useDesk();
  const { say, name } = useText();
  const language = till.prefs.language === 'zh' ? 'en' : 'zh';
  const number = say('header.till', { number: till.till.number });
  useHotkey('Ctrl+L', () => void ask('prefs.set', { language }));
  return (
    <main className="sign-in" data-testid="sign-in" data-state={till.access.state}>
      <header className="sign-in-head">
        <div className="header-who">
          <h1>{name(till.shop)}</h1>
          <p className="quiet" data-testid="sign-in-till">{till.till.name === '' ? number : `${till.till.name} / ${number}`}</p>
        </div>
        {till.profile === 'demo' && <DemoBadge />}
        <Button label={say('header.language')} icon="globe" kind="quiet" hotkey="Ctrl+L" onPress={() => void ask('prefs.set', { language })} testId="language" />
      </header>
      <div className="sign-in-card">{till.access.state === 'first_run' ? <FirstOwner /> : <SignIn demo={till.demo} />}<ProblemStrip /></div>
    </main>
  );
}

interface SignInProps {
  readonly demo: Till['demo'];
  readonly onDone?: () => void;
}

/** Names and the pad; the same on the full screen and in the window that changes the cashier. */
export function SignIn({ demo, onDone }: SignInProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const people = usePeople();
  const [chosen, setChosen] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const { busy, run } = useOnce();
  const active = people?.filter((person) => person.active) ?? [];
  const person = active.find(({ id }) => id === chosen) ?? active[0];
  const why = person?.pin.locked ? say('signIn.locked') : person && !person.pin.set ? say('signIn.pinNone') : pin.length < SHORTEST_PIN ? say('signIn.noPin') : undefined;
  const enter = async (): Promise<void> => {
    if (!person || why !== undefined) return;
    const answer = await ask('people.signIn', { personId: person.id, pin });
    setPin('');
    if (answer.ok) onDone?.();
  };
  return (
    <div className="approval">
      <Typing text={pin} setText={setPin} accept={acceptPin} />
      <div className="approval-say">
        <h2>{say('signIn.title')}</h2>
        <div className="approval-choice" role="group" aria-label={say('signIn.who')}>
          {active.map((each, index) => <Button key={each.id} label={each.name} note={say(`role.${each.role}`)} size="large" {...(index < 9 ? { hotkey: `Alt+${index + 1}` } : {})} pressed={each.id === person?.id} onPress={() => setChosen(each.id)} testId={`person-${each.id}`} />)}
        </div>
        <p className="quiet">{say('signIn.note')}</p>
        {demo && <p className="quiet">{say('signIn.demo', demo.approver)}</p>}
      </div>
      <div className="ask-code-type">
        <p className="kiosk-pin-dots pin-dots code" role="status" aria-label={say('signIn.pin')} data-testid="sign-in-pin">{'•'.repeat(pin.length) || say('signIn.pin')}</p>
        <NumericPad kind="code" onKey={(key) => setPin(acceptPin(pin, key))} />
        <Button label={say('signIn.yes')} hotkey="Enter" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why })} onPress={() => run(enter)} testId="sign-in-yes" />
      </div>
    </div>
  );
}

function FirstOwner() {
  const { ask } = useDesk();
  const { say } = useText();
  const [name, setName] = useState('');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [requestId, setRequestId] = useState(newRequestId);
  const { busy, run } = useOnce();
  const digits = (text: string): string => text.replaceAll(/\D/g, '').slice(0, LONGEST_PIN);
  const why = name.trim() === '' ? say('first.noName') : pin.length < SHORTEST_PIN ? say('first.short') : pin !== again ? say('first.differs') : undefined;
  const create = async (): Promise<void> => {
    if (why !== undefined) return;
    const answer = await ask('people.firstOwner', { requestId, name: name.trim(), pin });
    if (!answer.ok && answer.code !== 'internal') setRequestId(newRequestId());
  };
  return (
    <div className="first-owner">
      <h2>{say('first.title')}</h2>
      <p>{say('first.text')}</p>
      <TextField name={say('first.name')} value={name} onValue={setName} onEnter={() => run(create)} testId="first-name" />
      <TextField name={say('first.pin')} kind="password" value={pin} onValue={(text) => setPin(digits(text))} onEnter={() => run(create)} testId="first-pin" />
      <TextField name={say('first.again')} kind="password" value={again} onValue={(text) => setAgain(digits(text))} onEnter={() => run(create)} testId="first-again" />
      <Button label={say('first.yes')} hotkey="Enter" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why })} onPress={() => run(create)} testId="first-yes" />
    </div>
  );
}

/** Everybody who may be seen now; asked once for each opening. */
export function usePeople(): readonly PersonView[] | null {
  const { ask } = useDesk();
  const [people, setPeople] = useState<readonly PersonView[] | null>(null);
  const load = useCallback(async (): Promise<readonly PersonView[] | undefined> => {
    const answer = await ask('people.list', {});
    return answer.ok ? answer.value.people : undefined;
  }, [ask]);
  useEffect(() => {
    let stale = false;
    void load().then((found) => {
      if (!stale && found) setPeople(found);
      return found;
    });
    return () => {
      stale = true;
    };
  }, [load]);
  return people;
}
