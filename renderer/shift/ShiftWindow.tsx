/** The till's shift: opening count, cash in and out, the blind count, the Z; and the shifts before. */
import { memo, useCallback, useEffect, useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { Till } from '../app/feed.ts';
import { newRequestId, useDesk, useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Choice, Tabs, TextField } from '../components/fields.tsx';
import { MoneyInput } from '../components/MoneyInput.tsx';
import { EmptyState } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { readYuan, yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { useBarred } from './barred.ts';
import { ShiftReport } from './ShiftReport.tsx';

type View = AskOutput<'shift.view'>;
type Shift = NonNullable<View['open']>;
type Tab = 'overview' | 'moves' | 'count' | 'earlier';
const TABS: readonly Tab[] = ['overview', 'moves', 'count', 'earlier'];

interface ShiftProps {
  readonly till: Till;
  readonly onClose: () => void;
}

export const ShiftWindow = memo(function ShiftWindow({ till, onClose }: ShiftProps) {
  const { say } = useText();
  return (
    <Dialog title={say('shift.title')} onHide={onClose} hideLabel={say('action.back')} size="wide" testId="shift-window">
      <ShiftDesk key={`${till.shift?.id} ${till.shift?.phase}`} />
    </Dialog>
  );
});

/** Drawn anew when the till's picture tells of another shift or phase. */
function ShiftDesk() {
  const { ask } = useDesk();
  const { say } = useText();
  const [view, setView] = useState<View | null>(null);
  const [tab, setTab] = useState<Tab>('overview');
  const load = useCallback(async (): Promise<View | undefined> => {
    const answer = await ask('shift.view', {});
    return answer.ok ? answer.value : undefined;
  }, [ask]);
  const reload = useCallback(async (): Promise<void> => {
    const next = await load();
    if (next) setView(next);
  }, [load]);
  useEffect(() => {
    void Promise.resolve().then(reload);
  }, [reload]);
  return (
    <div className="desk" data-testid="shift-desk" data-phase={view?.open?.phase ?? 'none'}>
      <Tabs label={say('shift.title')} names={TABS} open={tab} onOpen={setTab} word={(name) => say(`shift.${name}`)} />
      {view && <Opened view={view} tab={tab} onChange={reload} />}
    </div>
  );
}

export function Opened({ view, tab, onChange }: { readonly view: View; readonly tab: Tab; readonly onChange: () => Promise<void> }) {
  const { open, earlier } = view;
  if (tab === 'earlier') return <Earlier shifts={earlier} />;
  if (!open) return <OpenShift onChange={onChange} />;
  switch (tab) {
    case 'overview': return <ShiftReport key={`${open.phase} ${open.moves.length}`} />;
    case 'moves': return <Moves shift={open} onChange={onChange} />;
    case 'count': return open.phase === 'open' ? <Count onChange={onChange} /> : <Counted shift={open} onChange={onChange} />;
  }
}

function OpenShift({ onChange }: { readonly onChange: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [text, setText] = useState('0');
  const [requestId] = useState(newRequestId);
  const { busy, run } = useOnce();
  const float = readYuan(text);
  const open = async (): Promise<void> => {
    if (float !== undefined && (await ask('shift.open', { requestId, float })).ok) await onChange();
  };
  return (
    <div className="desk-halves">
      <EmptyState icon="cash" title={say('shift.none')}>{say('shift.noneText')}</EmptyState>
      <div className="desk-form">
        <MoneyInput label={say('shift.float')} text={text} onText={setText} proposed={text === '0'} testId="shift-float" />
        <Button label={say('shift.open')} hotkey="Enter" kind="primary" size="large" dead={busy} {...(float === undefined ? { why: say('figure.empty') } : {})} onPress={() => run(open)} testId="shift-open" />
      </div>
    </div>
  );
}

function Moves({ shift, onChange }: { readonly shift: Shift; readonly onChange: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say, time } = useText();
  const [kind, setKind] = useState<'in' | 'out'>('out');
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [requestId, setRequestId] = useState(newRequestId);
  const { busy, run } = useOnce();
  const amount = readYuan(text) ?? 0;
  const barred = useBarred('cash_move');
  const why = barred ?? (shift.phase !== 'open' ? say('problem.shift_counted') : amount === 0 ? say('figure.empty') : reason.trim() === '' ? say('shift.reasonNeeded') : undefined);
  const move = async (): Promise<void> => {
    if (why !== undefined) return;
    const answer = await ask('shift.move', { requestId, kind, amount, reason: reason.trim() });
    if (!answer.ok && answer.code === 'internal') return;
    setRequestId(newRequestId());
    if (!answer.ok) return;
    setText('');
    setReason('');
    await onChange();
  };
  return (
    <div className="desk-halves">
      <div className="desk-list">
        <Choice name={say('shift.moves')} values={['in', 'out']} chosen={kind} onChoose={setKind} word={(each) => say(`shift.move.${each}`)} />
        <TextField name={say('shift.reason')} value={reason} onValue={setReason} testId="move-reason" />
        {shift.moves.length === 0 && <EmptyState icon="cash" title={say('shift.noMoves')} />}
        <ul className="rows">
          {shift.moves.map((each) => (
            <li key={each.id} className="row">
              <span className="row-main"><strong>{say(`shift.move.${each.kind}`)}</strong><span>{each.reason}</span><span className="quiet">{each.by} / {time(each.at)}</span></span>
              <Amount fen={each.kind === 'in' ? each.amount : -each.amount} size="large" />
            </li>
          ))}
        </ul>
      </div>
      <div className="desk-form">
        <MoneyInput label={say(`shift.move.${kind}`)} text={text} onText={setText} testId="move-amount" />
        <Button label={say(`shift.move.${kind}`)} hotkey="Enter" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why })} onPress={() => run(move)} testId="move-take" />
      </div>
    </div>
  );
}

function Count({ onChange }: { readonly onChange: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [requestId, setRequestId] = useState(newRequestId);
  const { busy, run } = useOnce();
  const total = readYuan(text);
  const why = useBarred('shift_close') ?? (total === undefined ? say('figure.empty') : undefined);
  const commit = async (): Promise<void> => {
    if (total === undefined || why !== undefined) return;
    const answer = await ask('shift.count', { requestId, total, note: note.trim() });
    if (answer.ok) await onChange();
    else if (answer.code !== 'internal') setRequestId(newRequestId());
  };
  return (
    <div className="desk-halves">
      <div className="desk-say"><p className="lead">{say('shift.countText')}</p><TextField name={say('shift.note')} value={note} onValue={setNote} rows={3} testId="count-note" /></div>
      <div className="desk-form">
        <MoneyInput label={say('shift.counted')} text={text} onText={setText} testId="count-total" />
        <Button label={say('shift.commit')} hotkey="F8" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why })} onPress={() => run(commit)} testId="count-commit" />
      </div>
    </div>
  );
}

function Counted({ shift, onChange }: { readonly shift: Shift; readonly onChange: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [requestId] = useState(newRequestId);
  const { busy, run } = useOnce();
  const difference = shift.difference ?? 0;
  const why = useBarred('shift_close');
  const close = async (): Promise<void> => {
    const answer = await ask('shift.close', { requestId });
    if (!answer.ok) return;
    await ask('shift.print', { shiftId: answer.value.shiftId });
    await onChange();
  };
  return (
    <div className="desk-halves">
      <dl className="figures-list">
        <div><dt>{say('shift.counted')}</dt><dd><Amount fen={shift.counted ?? 0} size="large" /></dd></div>
        <div><dt>{say('shift.expected')}</dt><dd><Amount fen={shift.expected ?? 0} size="large" /></dd></div>
        <div><dt>{say('shift.difference')}</dt><dd>{difference === 0 ? <StateBadge tone="neutral" shape="tick" word={say('shift.exact')} large /> : <StateBadge tone="check" shape={difference > 0 ? 'plus' : 'minus'} word={`${say(difference > 0 ? 'shift.over' : 'shift.short')} ¥ ${yuanText(Math.abs(difference))}`} large />}</dd></div>
      </dl>
      <div className="desk-form">
        <p className="lead">{say('shift.closeText')}</p>
        <Button label={say('shift.close')} icon="printer" hotkey="F8" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why })} onPress={() => run(close)} testId="shift-close" />
      </div>
    </div>
  );
}

function Earlier({ shifts }: { readonly shifts: View['earlier'] }) {
  const { say, dateTime } = useText();
  const [chosen, setChosen] = useState<string | null>(shifts[0]?.id ?? null);
  if (shifts.length === 0) return <EmptyState icon="list" title={say('shift.noEarlier')} />;
  return (
    <div className="desk-halves desk-halves-report">
      <ul className="rows desk-list">
        {shifts.map((shift) => (
          <li key={shift.id}><Button label={say('shift.number', { number: shift.number ?? 0 })} note={`${shift.closedBy ?? ''} ${dateTime(shift.closedAt ?? shift.openedAt)}`} pressed={shift.id === chosen} onPress={() => setChosen(shift.id)} testId={`shift-${shift.id}`} /></li>
        ))}
      </ul>
      {chosen !== null && <ShiftReport key={chosen} shiftId={chosen} />}
    </div>
  );
}
