/** Sales that were put aside. The arrows choose, Enter takes one back. */
import { memo, useState } from 'react';
import type { Till } from '../app/feed.ts';
import { useHotkey } from '../app/keys.tsx';
import { useDesk, useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { EmptyState } from '../components/small.tsx';
import { useText } from '../text/text.tsx';

interface ParkedProps {
  readonly parked: Till['parked'];
  readonly onClose: () => void;
}

export const Parked = memo(function Parked({ parked, onClose }: ParkedProps) {
  const { say } = useText();
  return (
    <Dialog title={say('parked.title')} onHide={onClose} hideLabel={say('action.back')} size="medium" testId="parked-window">
      {parked.length === 0 ? <EmptyState icon="park" title={say('parked.empty')}>{say('parked.emptyText')}</EmptyState> : <ParkedList parked={parked} onClose={onClose} />}
    </Dialog>
  );
});

function ParkedList({ parked, onClose }: ParkedProps) {
  const { ask } = useDesk();
  const { say, name, time } = useText();
  const { busy, run } = useOnce();
  const [at, setAt] = useState(0);
  const recall = (saleId: string): void => run(async () => {
    const answer = await ask('sale.recall', { saleId });
    if (answer.ok) onClose();
  });
  useHotkey('ArrowUp', () => setAt(Math.max(0, at - 1)));
  useHotkey('ArrowDown', () => setAt(Math.min(parked.length - 1, at + 1)));
  return (
    <ul className="rows">
      {parked.map((sale, index) => (
        <li key={sale.id} className="row" aria-current={index === at || undefined} data-testid={`parked-${sale.id}`}>
          <span className="row-main">
            <strong>{name({ nameZh: sale.firstLineZh, nameEn: sale.firstLineEn }) || say('parked.noGoods')}</strong>
            <span className="quiet">{say('totals.pieces', { count: sale.pieces })} / {time(sale.openedAt)} / <span className="code">{sale.receiptNo}</span></span>
          </span>
          <Amount fen={sale.total} size="line" />
          <Button label={say('parked.recall')} {...(index === at ? { hotkey: 'Enter', kind: 'primary' as const } : {})} dead={busy} onPress={() => recall(sale.id)} />
        </li>
      ))}
    </ul>
  );
}
