/** The store's people: who works here, as what, with which rights beyond or below the role, and their PINs. */
import { useCallback, useEffect, useState } from 'react';
import type { PersonView } from '../../preload/contract/people-views.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { newRequestId, useDesk } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Choice, Section, Switch, TextField } from '../components/fields.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';
import { RIGHTS, ROLES } from './rights.ts';
import type { Right } from './rights.ts';
import { RoleRights } from './RoleRights.tsx';
import { SaveBar } from './SaveBar.tsx';

type RightState = 'role' | 'granted' | 'denied';

const NOBODY: PersonView = { id: '', name: '', role: 'cashier', active: true, granted: [], denied: [], pin: { set: false, locked: false, waitMs: 0 }, can: { change: true, disable: true, setPin: true } };

export function PeopleTab({ isOwner }: { readonly isOwner: boolean }) {
  const { ask } = useDesk();
  const [store, setStore] = useState<AskOutput<'people.list'> | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const answer = await ask('people.list', {});
    if (answer.ok) setStore(answer.value);
  }, [ask]);
  useEffect(() => {
    void Promise.resolve().then(load);
  }, [load]);
  return store && (
    <>
      <People people={store.people} onChange={load} />
      <RoleRights roles={store.roles} selfApproval={store.selfApproval} editable={isOwner} />
    </>
  );
}

export function People({ people, onChange }: { readonly people: readonly PersonView[]; readonly onChange: () => Promise<void> }) {
  const { say } = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const person = chosen === '' ? NOBODY : people.find(({ id }) => id === chosen);
  return (
    <Section title={say('people.title')}>
      <div className="people">
        <ul className="rows people-list">
          {people.map(({ id, name, role, active, pin }) => (
            <li key={id}>
              <button type="button" className="payment-row" aria-current={id === chosen || undefined} onClick={() => setChosen(id)} data-testid={`person-${id}`}>
                <strong>{name}</strong><span className="quiet">{say(`role.${role}`)}</span>
                {!active && <StateBadge tone="neutral" word={say('people.inactive')} />}
                {active && pin.locked && <StateBadge tone="alarm" word={say('signIn.locked')} />}
                {active && !pin.set && <StateBadge tone="check" word={say('signIn.pinNone')} />}
              </button>
            </li>
          ))}
          <li><Button label={say('people.add')} icon="plus" hotkey="F2" onPress={() => setChosen('')} testId="people-add" /></li>
        </ul>
        {person ? <PersonForm key={person.id} person={person} onChange={onChange} /> : <p className="quiet">{say('people.choose')}</p>}
      </div>
    </Section>
  );
}

function PersonForm({ person, onChange }: { readonly person: PersonView; readonly onChange: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const isNew = person.id === '';
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [active, setActive] = useState(person.active);
  const [pin, setPin] = useState('');
  const [rights, setRights] = useState<Readonly<Partial<Record<Right, RightState>>>>({
    ...Object.fromEntries(person.granted.map((right) => [right, 'granted'])), ...Object.fromEntries(person.denied.map((right) => [right, 'denied'])),
  });
  const [requestId, setRequestId] = useState(newRequestId);
  const of = (state: RightState): Right[] => RIGHTS.filter((right) => rights[right] === state);
  const save = async (): Promise<boolean> => {
    const wish: AskInput<'people.save'> = { requestId, name: name.trim(), role, active, granted: of('granted'), denied: of('denied'), ...(isNew ? { pin } : { id: person.id }) };
    if (person.can.change) {
      const answer = await ask('people.save', wish);
      setRequestId(newRequestId());
      if (!answer.ok) return false;
    }
    if (!isNew && pin !== '' && !(await ask('people.changePin', { personId: person.id, newPin: pin })).ok) return false;
    setPin('');
    await onChange();
    return true;
  };
  const why = name.trim() === '' ? say('first.noName') : (isNew || pin !== '') && pin.length < 4 ? say('first.short') : undefined;
  return (
    <div className="person-form" data-testid="person-form">
      <div className="form-pair">
        <TextField name={say('people.name')} value={name} onValue={setName} dead={!person.can.change} testId="person-name" />
        <TextField name={say('people.pin')} kind="password" value={pin} onValue={(text) => setPin(text.replaceAll(/\D/g, '').slice(0, 12))} dead={!person.can.setPin} {...(isNew ? {} : { note: say('people.pinNote') })} testId="person-pin" />
      </div>
      <Choice name={say('people.role')} values={ROLES} chosen={role} onChoose={setRole} word={(each) => say(`role.${each}`)} dead={!person.can.change} />
      {!isNew && <Switch name={say('people.active')} on={active} onChange={setActive} words={[say('set.on'), say('set.off')]} dead={!person.can.disable} />}
      <details>
        <summary>{say('people.rights')}</summary>
        <ul className="rights">
          {RIGHTS.map((right) => {
            const state = rights[right] ?? 'role';
            const next: RightState = state === 'role' ? 'granted' : state === 'granted' ? 'denied' : 'role';
            const word = state === 'role' ? say('people.byRole') : say(state === 'granted' ? 'people.granted' : 'people.denied');
            return <li key={right}><span>{say(`right.${right}`)}</span><Button label={word} size="small" icon={state === 'granted' ? 'tick' : state === 'denied' ? 'cross' : 'minus'} pressed={state !== 'role'} dead={!person.can.change} onPress={() => setRights({ ...rights, [right]: next })} /></li>;
          })}
        </ul>
      </details>
      <SaveBar onSave={save} why={why} />
    </div>
  );
}
