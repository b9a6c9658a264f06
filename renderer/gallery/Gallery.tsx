/** Shows one screen, window or part by its name, or all of them under one another. Nothing here can reach a till. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { AskName } from '../../preload/contract/names.ts';
import type { Answer, AskOutput } from '../../preload/contract/routes.ts';
import type { Language } from '../../preload/contract/views.ts';
import { FixedDesk } from '../app/till.tsx';
import type { Feed } from '../app/feed.ts';
import type { Desk } from '../app/till.tsx';
import { InPlace } from '../components/Dialog.tsx';
import { TextProvider } from '../text/text.tsx';
import { PEOPLE, ROLE_TABLE } from './desk-fixtures.ts';
import { NOW, till } from './fixtures.ts';
import { PARTS, SCREENS, WINDOWS } from './sections.tsx';

/** Who works here, for the windows that ask. */
const ANSWERS: { readonly [Name in AskName]?: AskOutput<Name> } = {
  'people.list': { people: [...PEOPLE], roles: ROLE_TABLE, selfApproval: false },
  'approval.approvers': { approvers: PEOPLE.filter(({ role, active }) => active && role !== 'cashier').map(({ id, name }) => ({ id, name })) },
};

/** A desk where nothing happens: time stands still, names are known, and every other wish is refused without a word. */
export const STILL_DESK: Desk = {
  ask: async <Name extends AskName>(name: Name): Promise<Answer<Name>> => {
    const value: AskOutput<Name> | undefined = ANSWERS[name];
    return value === undefined ? { ok: false, code: 'internal', correlationId: '' } : { ok: true, value };
  },
  problem: null,
  approval: null,
  dismissProblem: () => undefined,
};
const STILL_TILL = till();
const STILL_FEED: Feed = { now: () => STILL_TILL, subscribe: () => () => undefined, time: () => NOW };

interface GalleryProps {
  readonly language: Language;
  /** A name of a screen, window or part; all when absent. */
  readonly show: string | null;
}

export function Gallery({ language, show }: GalleryProps) {
  const content = useMemo(() => (show === null ? <All /> : <One name={show} />), [show]);
  return (
    <FixedDesk desk={STILL_DESK} feed={STILL_FEED}>
      <TextProvider language={language}>
        {content}
      </TextProvider>
    </FixedDesk>
  );
}

/** One exhibit, as large as the window; a screen's own windows lie over it as they do at the till. */
function One({ name }: { readonly name: string }): ReactNode {
  const screen = SCREENS[name];
  if (screen) return screen();
  const window = WINDOWS[name];
  return <InPlace value>{window ? <div className="gallery-window">{window()}</div> : <div className="gallery-part">{PARTS[name]?.()}</div>}</InPlace>;
}

function All() {
  return (
    <InPlace value><main className="gallery">
      {Object.entries(PARTS).map(([name, draw]) => <Exhibit key={name} name={name}>{draw()}</Exhibit>)}
      {Object.entries(WINDOWS).map(([name, draw]) => <Exhibit key={name} name={name}>{draw()}</Exhibit>)}
      {Object.entries(SCREENS).map(([name, draw]) => <Exhibit key={name} name={name} screen>{draw()}</Exhibit>)}
    </main></InPlace>
  );
}

function Exhibit({ name, screen = false, children }: { readonly name: string; readonly screen?: boolean; readonly children: ReactNode }) {
  return (
    <section className="exhibit">
      <h2><a href={`?show=${name}`}>{name}</a></h2>
      <div className={screen ? 'exhibit-screen' : 'exhibit-part'}>{children}</div>
    </section>
  );
}
