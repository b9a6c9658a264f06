/** What the shop sells: found, added, changed, taken out; and whole lists by table. */
import { useCallback, useEffect, useState } from 'react';
import type { GoodsView } from '../../preload/contract/goods-views.ts';
import { useDesk } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Section, TextField } from '../components/fields.tsx';
import { useText } from '../text/text.tsx';
import { ArticleForm } from './goods/ArticleForm.tsx';
import { Tables } from './goods/Tables.tsx';

type Article = GoodsView['products'][number];

export function GoodsTab() {
  const { ask } = useDesk();
  const [wanted, setWanted] = useState('');
  const [goods, setGoods] = useState<GoodsView | null>(null);
  const load = useCallback(async (text: string): Promise<void> => {
    const answer = await ask('goods.list', { text, offset: 0 });
    if (answer.ok) setGoods(answer.value.goods);
  }, [ask]);
  useEffect(() => {
    let stale = false;
    const find = async (): Promise<void> => {
      const answer = await ask('goods.list', { text: wanted, offset: 0 });
      // What was asked for last is what is shown, in whatever order the answers come.
      if (!stale && answer.ok) setGoods(answer.value.goods);
    };
    void find();
    return () => {
      stale = true;
    };
  }, [ask, wanted]);
  const more = async (): Promise<void> => {
    const answer = await ask('goods.list', { text: '', offset: goods?.products.length ?? 0 });
    if (answer.ok) setGoods((shown) => ({ ...answer.value.goods, products: [...(shown?.products ?? []), ...answer.value.goods.products] }));
  };
  return goods && <Goods goods={goods} wanted={wanted} onWanted={setWanted} onChanged={() => load(wanted)} onMore={more} />;
}

interface GoodsProps {
  readonly goods: GoodsView;
  readonly wanted: string;
  readonly onWanted: (text: string) => void;
  readonly onChanged: () => Promise<void>;
  readonly onMore: () => Promise<void>;
}

export function Goods({ goods, wanted, onWanted, onChanged, onMore }: GoodsProps) {
  const { say } = useText();
  /** Null while the list is shown. */
  const [open, setOpen] = useState<{ readonly article: Article | null } | null>(null);
  const isAll = wanted.trim() === '';
  if (open) {
    const done = async (): Promise<void> => {
      await onChanged();
      setOpen(null);
    };
    return <ArticleForm article={open.article} onDone={done} onBack={() => setOpen(null)} />;
  }
  return (
    <>
      <Section title={say('goods.title', { count: goods.total })}>
        <TextField name={say('goods.find')} value={wanted} onValue={(text) => onWanted(text.slice(0, 60))} testId="goods-find" />
        <div className="acts acts-start"><Button label={say('goods.add')} icon="plus" size="large" onPress={() => setOpen({ article: null })} testId="goods-add" /></div>
        {goods.products.length === 0 && <p role="status">{say(isAll ? 'goods.none' : 'goods.none.found')}</p>}
        <ul className="rows" data-testid="goods-list" data-count={goods.products.length} data-total={goods.total}>
          {goods.products.map((article) => <ArticleRow key={article.id} article={article} onOpen={() => setOpen({ article })} />)}
        </ul>
        {isAll && goods.products.length < goods.total && <div className="acts"><Button label={say('goods.more')} icon="hide" onPress={() => void onMore()} testId="goods-more" /></div>}
      </Section>
      <Tables goods={goods} onChanged={onChanged} />
    </>
  );
}

function ArticleRow({ article, onOpen }: { readonly article: Article; readonly onOpen: () => void }) {
  const { say, name } = useText();
  const { code, price, unit, category, restricted } = article;
  return (
    <li className="row" data-testid={`goods-${code}`}>
      <span className="row-main">
        <strong>{name(article)}</strong>
        <span className="quiet"><span className="code">{code}</span> {category}{restricted && ` · ${say('goods.restricted')}`}</span>
      </span>
      <span><Amount fen={price} />{unit === 'kg' && say('goods.per.kg')}</span>
      <Button label={say('goods.change')} size="small" onPress={onOpen} testId={`change-${code}`} />
    </li>
  );
}
