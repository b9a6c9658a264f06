/** What a table would change, before anything is changed; or every row that has to be mended. */
import { useState } from 'react';
import type { ImportView } from '../../../preload/contract/goods-views.ts';
import { useOnce } from '../../app/till.tsx';
import { Amount } from '../../components/Amount.tsx';
import { Button } from '../../components/Button.tsx';
import { AskFirst } from '../../payment/AskFirst.tsx';
import { useText } from '../../text/text.tsx';

type Mode = 'merge' | 'replace';

interface PreviewProps {
  readonly preview: ImportView;
  readonly onApply: (mode: Mode) => Promise<void>;
  readonly onCancel: () => void;
}

export function ImportPreview({ preview, onApply, onCancel }: PreviewProps) {
  const { say, name } = useText();
  const { busy, run } = useOnce();
  const [asking, setAsking] = useState(false);
  const { merge, replace, samples } = preview;
  return (
    <div className="goods-preview" data-testid="goods-preview" data-problems={preview.problemCount} data-encoding={preview.encoding}>
      <h4>{say('goods.preview', { name: preview.name, rows: preview.rows })}</h4>
      {preview.problemCount > 0 && <Problems preview={preview} />}
      {merge && replace && (
        <>
          <p>{say('goods.preview.samples')}</p>
          <ul className="rows">{samples.map((product) => <li key={product.code} className="row"><span className="row-main">{name(product)} <span className="quiet code">{product.code}</span></span><Amount fen={product.price} />{product.unit === 'kg' && say('goods.per.kg')}</li>)}</ul>
          <div className="row"><span className="row-main">{say('goods.merge.say', merge)}</span><Button label={say('goods.merge')} kind="primary" size="large" dead={busy} onPress={() => run(() => onApply('merge'))} testId="goods-merge" /></div>
          <div className="row"><span className="row-main">{say('goods.replace.say', replace)}</span><Button label={say('goods.replace')} size="large" dead={busy} onPress={() => (replace.removed > 0 ? setAsking(true) : run(() => onApply('replace')))} testId="goods-replace" /></div>
        </>
      )}
      <div className="acts"><Button label={say('goods.apply.cancel')} dead={busy} onPress={onCancel} testId="goods-cancel" /></div>
      {asking && replace && (
        <AskFirst
          title={say('goods.replace.ask', { removed: replace.removed })} yes={say('goods.replace')} no={say('action.back')} onNo={() => setAsking(false)}
          onYes={async () => {
            setAsking(false);
            await onApply('replace');
          }}
        >
          <p>{say('goods.undo.note')}</p>
        </AskFirst>
      )}
    </div>
  );
}

function Problems({ preview: { problems, problemCount } }: { readonly preview: ImportView }) {
  const { say } = useText();
  return (
    <>
      <p className="settings-warning" role="alert">{say('goods.preview.problems', { count: problemCount })}</p>
      <ul className="settings-problems">
        {problems.map(({ row, code, value }) => <li key={`${row} ${code}`}><strong>{say('goods.preview.row', { row })}</strong> {problemSentence(say, code, value)}</li>)}
        {problemCount > problems.length && <li>{say('goods.preview.more', { count: problemCount - problems.length })}</li>}
      </ul>
    </>
  );
}

/** Some of the sentences name what stands there, the others have no place for it. */
function problemSentence(say: ReturnType<typeof useText>['say'], code: ImportView['problems'][number]['code'], value: string): string {
  if (code === 'empty' || code === 'name_missing' || code === 'code_missing' || code === 'price_missing') return say(`goods.problem.${code}`);
  return say(`goods.problem.${code}`, { value });
}
