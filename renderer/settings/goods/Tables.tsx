/** Whole lists of goods: out of a table, into one, and back to the list before. */
import { useState } from 'react';
import type { GoodsView, ImportView } from '../../../preload/contract/goods-views.ts';
import { newRequestId, useDesk, useOnce } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Section } from '../../components/fields.tsx';
import { AskFirst } from '../../payment/AskFirst.tsx';
import { useText } from '../../text/text.tsx';
import { ImportPreview } from './ImportPreview.tsx';

export function Tables({ goods, onChanged }: { readonly goods: GoodsView; readonly onChanged: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [preview, setPreview] = useState<ImportView | null>(null);
  const [asking, setAsking] = useState(false);
  const [news, setNews] = useState<string | null>(null);
  const pick = async (): Promise<void> => {
    setNews(null);
    const answer = await ask('goods.open', {});
    if (answer.ok) setPreview(answer.value.preview);
  };
  const apply = async (mode: 'merge' | 'replace'): Promise<void> => {
    const answer = await ask('goods.apply', { requestId: newRequestId(), mode });
    if (!answer.ok) return;
    setPreview(null);
    setNews(say('goods.applied', { count: answer.value.count }));
    await onChanged();
  };
  const undo = async (): Promise<void> => {
    setAsking(false);
    const answer = await ask('goods.undo', { requestId: newRequestId() });
    if (!answer.ok) return;
    setNews(say('goods.undone', { count: answer.value.count }));
    await onChanged();
  };
  const put = async (): Promise<void> => {
    setNews(null);
    const answer = await ask('goods.export', {});
    if (answer.ok && answer.value.file !== null) setNews(say('goods.exported', { count: answer.value.count, file: answer.value.file }));
  };
  return (
    <Section title={say('goods.import')}>
      <p>{say('goods.import.lead')}</p>
      {news !== null && <p className="settings-note" role="status" data-testid="goods-news">{news}</p>}
      {preview
        ? <ImportPreview preview={preview} onApply={apply} onCancel={() => setPreview(null)} />
        : (
          <div className="acts acts-start">
            <Button label={say('goods.import.pick')} icon="list" size="large" dead={busy || !goods.canPick} onPress={() => run(pick)} testId="goods-pick" />
            <Button label={say('goods.export')} size="large" dead={busy || !goods.canPick || goods.total === 0} onPress={() => run(put)} testId="goods-export" />
            {goods.before !== null && <Button label={say('goods.undo')} icon="back" size="large" dead={busy} onPress={() => setAsking(true)} testId="goods-undo" />}
          </div>
        )}
      {asking && goods.before !== null && (
        <AskFirst title={say('goods.undo.ask', { count: goods.before })} yes={say('goods.undo')} no={say('action.back')} onYes={async () => run(undo)} onNo={() => setAsking(false)}>
          <p>{say('goods.undo.note')}</p>
        </AskFirst>
      )}
    </Section>
  );
}
