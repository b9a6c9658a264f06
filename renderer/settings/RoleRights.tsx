/** What each role may do in this store: one table, changed by the owner alone. The owner's own row is always everything and is not drawn. */
import { useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import { useDesk } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { useText } from '../text/text.tsx';
import { RIGHTS, ROLES } from './rights.ts';
import type { Right, Role } from './rights.ts';
import { SaveBar } from './SaveBar.tsx';

type Table = AskOutput<'people.list'>['roles'];

const DECIDED = ROLES.filter((role) => role !== 'owner');

interface RolesProps {
  readonly roles: Table;
  readonly selfApproval: boolean;
  /** Whoever is signed in owns the store. */
  readonly editable: boolean;
  readonly begin?: 'open';
}

export function RoleRights({ roles, selfApproval, editable, begin }: RolesProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [table, setTable] = useState(roles);
  const save = async (): Promise<boolean> => (await ask('people.saveRoles', { roles: table, selfApproval })).ok;
  return (
    <details className="role-rights" open={begin === 'open'} data-testid="role-rights">
      <summary>{say('people.roles')}</summary>
      <p className="quiet">{say('people.roles.note')}</p>
      <table>
        <thead><tr><th scope="col"><span className="unseen">{say('people.roles')}</span></th>{DECIDED.map((role) => <th key={role} scope="col">{say(`role.${role}`)}</th>)}</tr></thead>
        <tbody>
          {RIGHTS.map((right) => (
            <tr key={right}>
              <th scope="row">{say(`right.${right}`)}</th>
              {DECIDED.map((role) => {
                const has = table[role].includes(right);
                return (
                  <td key={role}>
                    <Button label={say('people.roles.cell', { role: say(`role.${role}`), right: say(`right.${right}`) })} bare icon={has ? 'tick' : 'minus'} pressed={has} dead={!editable} onPress={() => setTable(toggled(table, role, right))} testId={`role-${role}-${right}`} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <SaveBar onSave={save} dead={!editable} hotkey="F6" testId="roles-save" />
    </details>
  );
}

/** The table with a right given to a role, or taken from it. */
export function toggled(table: Table, role: Role, right: Right): Table {
  const before = table[role];
  return { ...table, [role]: before.includes(right) ? before.filter((each) => each !== right) : [...before, right] };
}
