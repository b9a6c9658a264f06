/** One article: added or changed, or taken out. */
import { useState } from 'react';
import type { GoodsView } from '../../../preload/contract/goods-views.ts';
import { newRequestId, useDesk, useOnce } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Choice, Section, Switch, TextField } from '../../components/fields.tsx';
import { fieldText, readYuan } from '../../money/yuan.ts';
import { AskFirst } from '../../payment/AskFirst.tsx';
import { useText } from '../../text/text.tsx';

type Article = GoodsView['products'][number];
type Draft = Pick<Article, 'code' | 'nameZh' | 'nameEn' | 'category' | 'pinyin' | 'unit' | 'restricted'>;

interface FormProps {
  /** Null: a new one. */
  readonly article: Article | null;
  /** It was saved or taken out. */
  readonly onDone: () => Promise<void>;
  readonly onBack: () => void;
}

const NEW: Draft = { code: '', nameZh: '', nameEn: '', category: '', pinyin: '', unit: 'piece', restricted: false };

export function ArticleForm({ article, onDone, onBack }: FormProps) {
  const { ask } = useDesk();
  const { say, lookUp, name } = useText();
  const { busy, run } = useOnce();
  const [draft, setDraft] = useState<Draft>(article ?? NEW);
  const [price, setPrice] = useState(article ? fieldText(article.price) : '');
  const [quickKey, setQuickKey] = useState(String(article?.quickKey ?? ''));
  const [wrong, setWrong] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const amount = readYuan(price);
  const isComplete = draft.code.trim() !== '' && (draft.nameZh.trim() !== '' || draft.nameEn.trim() !== '') && amount !== undefined;
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const save = async (): Promise<void> => {
    if (amount === undefined) return;
    const { code, nameZh, nameEn, category, pinyin, unit, restricted } = draft;
    const letters = pinyin.trim() !== '' && pinyin !== article?.pinyin ? { pinyin } : {};
    const answer = await ask('goods.save', {
      requestId: newRequestId(), ...(article && { id: article.id }), code, nameZh, nameEn, category, price: amount, unit, restricted, ...letters, ...(quickKey !== '' && { quickKey: Number(quickKey) }),
    }, ['goods_bad']);
    if (answer.ok) return onDone();
    const problem = answer.code === 'goods_bad' ? lookUp(`goods.problem.${answer.detail?.['problem'] ?? ''}`) : undefined;
    setWrong(answer.code === 'goods_bad' ? (problem ?? say('problem.goods_bad')).replace('{value}', code) : null);
  };
  const remove = async (): Promise<void> => {
    setAsking(false);
    if (article && (await ask('goods.remove', { id: article.id })).ok) await onDone();
  };
  return (
    <Section title={say(article ? 'goods.edit' : 'goods.add')}>
      <div className="form-pair">
        <TextField name={say('goods.nameZh')} value={draft.nameZh} onValue={(nameZh) => set({ nameZh })} testId="goods-name" />
        <TextField name={say('goods.nameEn')} value={draft.nameEn} onValue={(nameEn) => set({ nameEn })} />
        <TextField name={say('goods.code')} note={say('goods.code.note')} value={draft.code} onValue={(code) => set({ code })} testId="goods-code" />
        <TextField name={say('goods.price')} kind="figures" value={price} onValue={setPrice} testId="goods-price" />
        <TextField name={say('goods.category')} value={draft.category} onValue={(category) => set({ category })} />
        <TextField name={say('goods.pinyin')} note={say('goods.pinyin.note')} value={draft.pinyin} onValue={(pinyin) => set({ pinyin })} />
      </div>
      <TextField name={say('goods.quickKey')} note={say('goods.quickKey.note')} kind="figures" value={quickKey} onValue={(text) => setQuickKey(text.replaceAll(/\D/g, '').slice(0, 2))} />
      <Choice name={say('goods.unit')} values={['piece', 'kg']} chosen={draft.unit} onChoose={(unit) => set({ unit })} word={(unit) => say(`goods.unit.${unit}`)} />
      <Switch name={say('goods.restricted')} on={draft.restricted} onChange={(restricted) => set({ restricted })} words={[say('set.on'), say('set.off')]} />
      {wrong !== null && <p className="settings-warning" role="alert" data-testid="goods-wrong">{wrong}</p>}
      <div className="acts">
        {article && <Button label={say('goods.remove')} icon="drop" dead={busy} onPress={() => setAsking(true)} testId="goods-remove" />}
        <Button label={say('action.back')} size="large" dead={busy} onPress={onBack} testId="goods-back" />
        <Button label={say('settings.save')} hotkey="Ctrl+S" kind="primary" size="large" dead={busy} {...(isComplete ? {} : { why: say('goods.incomplete') })} onPress={() => run(save)} testId="goods-save" />
      </div>
      {asking && article && (
        <AskFirst title={say('goods.remove.ask', { name: name(article) })} yes={say('goods.remove')} no={say('action.back')} onYes={async () => run(remove)} onNo={() => setAsking(false)}>
          <p>{say('goods.remove.note')}</p>
        </AskFirst>
      )}
    </Section>
  );
}
