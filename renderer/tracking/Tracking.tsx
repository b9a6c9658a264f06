/** Every sale, payment and refund, by tab or by any of its numbers, and the whole history of one in sentences. */
import { memo, useCallback, useEffect, useState } from 'react';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import type { TrackRow } from '../../preload/contract/tracking-views.ts';
import { useHotkey } from '../app/keys.tsx';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Tabs } from '../components/fields.tsx';
import { EmptyState } from '../components/small.tsx';
import { useText } from '../text/text.tsx';
import { NumberBox } from './NumberBox.tsx';
import { Timeline } from './Timeline.tsx';
import { idOf, subjectOf, TrackList } from './TrackList.tsx';

type Kind = AskInput<'tracking.list'>['kind'];
type Found = AskOutput<'tracking.list'>;

const KINDS: readonly Kind[] = ['order', 'barcode', 'qr', 'refund'];
const PAGE = 50;

interface TrackingProps {
  readonly onClose: () => void;
  readonly onRefund: (number: string) => void;
}

export const Tracking = memo(function Tracking(props: TrackingProps) {
  const { say } = useText();
  return (
    <Dialog title={say('tracking.title')} onHide={props.onClose} hideLabel={say('action.back')} size="wide" testId="tracking">
      <TrackingDesk {...props} />
    </Dialog>
  );
});

interface Wish {
  readonly kind: Kind;
  readonly text: string;
  readonly exceptional: boolean;
}

function TrackingDesk({ onRefund }: TrackingProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [text, setText] = useState('');
  const [wish, setWish] = useState<Wish>({ kind: 'barcode', text: '', exceptional: false });
  const [found, setFound] = useState<Found | null>(null);
  const [opened, setOpened] = useState<{ readonly row: TrackRow; readonly history: AskOutput<'tracking.timeline'> } | null>(null);
  const { busy, run } = useOnce();

  const list = useCallback(async ({ kind, text: wanted, exceptional }: Wish, after?: string): Promise<Found | undefined> => {
    const answer = await ask('tracking.list', { kind, limit: PAGE, ...(wanted === '' ? {} : { text: wanted }), ...(exceptional ? { exceptional } : {}), ...(after === undefined ? {} : { after }) });
    return answer.ok ? answer.value : undefined;
  }, [ask]);
  const open = useCallback(async (row: TrackRow): Promise<void> => {
    const answer = await ask('tracking.timeline', { subject: subjectOf(row), id: idOf(row) });
    if (answer.ok) setOpened({ row, history: answer.value });
  }, [ask]);
  const look = useCallback(async (next: Wish): Promise<void> => {
    // A number belongs to one kind only; whoever looks for it need not know to which.
    const kinds = next.text === '' ? [next.kind] : [next.kind, ...KINDS.filter((kind) => kind !== next.kind)];
    for (const kind of kinds) {
      const page = await list({ ...next, kind });
      if (!page) return;
      const isLast = kind === kinds.at(-1);
      if (page.rows.length === 0 && !isLast) continue;
      setWish({ ...next, kind: page.rows.length === 0 ? next.kind : kind });
      setFound(page);
      setOpened(null);
      const [only] = page.rows;
      if (only && (page.rows.length === 1 || next.text !== '')) await open(only);
      return;
    }
  }, [list, open]);
  useEffect(() => run(() => look({ kind: 'barcode', text: '', exceptional: false })), [look, run]);

  const more = async (): Promise<void> => {
    if (!found || found.next === null) return;
    const page = await list(wish, found.next);
    if (page) setFound({ rows: [...found.rows, ...page.rows], next: page.next });
  };
  const at = found?.rows.findIndex((row) => opened !== null && idOf(row) === idOf(opened.row)) ?? -1;
  const step = (by: number): void => {
    const next = found?.rows[Math.min(found.rows.length - 1, Math.max(0, at + by))];
    if (next) run(() => open(next));
  };
  useHotkey('ArrowUp', () => step(-1));
  useHotkey('ArrowDown', () => step(1));
  return (
    <div className="tracking" data-testid="tracking-desk" data-kind={wish.kind}>
      <NumberBox text={text} onText={setText} onSubmit={(wanted) => run(() => look({ ...wish, text: wanted }))} hint={say('tracking.hint')} busy={busy} testId="tracking-number" takesEnter />
      <div className="tracking-filter">
        <Tabs label={say('tracking.tabs')} names={KINDS} open={wish.kind} word={(kind) => say(`tracking.tab.${kind}`)} onOpen={(kind) => {
          setText('');
          run(() => look({ kind, text: '', exceptional: wish.exceptional }));
        }} />
        <Button label={say('tracking.exceptional')} icon="alarm" size="small" hotkey="Alt+0" pressed={wish.exceptional} onPress={() => run(() => look({ ...wish, exceptional: !wish.exceptional }))} testId="tracking-exceptional" />
      </div>
      <div className="tracking-halves">
        <div className="tracking-list">
          {found?.rows.length === 0 && <EmptyState icon="search" title={wish.text === '' ? say('tracking.noneHere') : say('tracking.none')}>{wish.text === '' ? undefined : say('tracking.noneText')}</EmptyState>}
          {found !== null && found.rows.length > 0 && <TrackList rows={found.rows} opened={opened ? idOf(opened.row) : null} onOpen={(row) => run(() => open(row))} />}
          {typeof found?.next === 'string' && <Button label={say('tracking.more')} size="small" dead={busy} onPress={() => run(more)} testId="tracking-more" />}
        </div>
        {opened ? <Timeline row={opened.row} history={opened.history} onRefund={onRefund} onChange={() => run(() => look(wish))} /> : <EmptyState icon="list" title={say('tracking.choose2')}>{say('tracking.chooseText')}</EmptyState>}
      </div>
    </div>
  );
}
