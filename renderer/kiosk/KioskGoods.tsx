/** The customer's goods: being scanned, and once more before the money. */
import { useEffect, useRef, useState } from 'react';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import type { LineView } from '../../preload/contract/views.ts';
import { useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { ONE_PIECE, thousandths } from '../money/quantity.ts';
import { yuanText } from '../money/yuan.ts';
import { ScanPicture } from '../payment/ScanPicture.tsx';
import { useText } from '../text/text.tsx';
import { KioskNotice } from './KioskNotice.tsx';

export function KioskScan({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say, name } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('scan');
  const [loose, setLoose] = useState(false);
  const lines = view.sale?.lines ?? [];
  return (
    <main className="kiosk-main">
      <div className="kiosk-title"><h2>{say('kiosk.scan.title')}</h2><p>{say('kiosk.scan.text')}</p></div>
      <Button label={loose ? say('kiosk.noCode.back') : say('kiosk.noCode')} icon={loose ? 'list' : 'basket'} size="large" onPress={() => setLoose(!loose)} testId="kiosk-no-code" />
      {loose ? (
        <div className="kiosk-quick">
          {view.quickKeys.filter(({ unit }) => unit === 'piece').map((product) => (
            <Button key={product.id} label={name(product)} note={`¥ ${yuanText(product.price)}`} dead={busy} onPress={() => run(() => ask('kiosk.add', { productId: product.id }))} testId={`product-${product.id}`} />
          ))}
        </div>
      ) : lines.length === 0 ? <div className="kiosk-empty"><ScanPicture of="goods" /><p>{say('basket.empty')}</p></div> : <KioskLines lines={lines} />}
      <KioskNotice view={view} />
      <KioskTotal view={view} />
      <Button label={say('kiosk.toReview')} kind="primary" size="tile" dead={!settled || busy || lines.length === 0} onPress={() => run(() => ask('kiosk.go', { step: 'review' }))} testId="kiosk-to-review" />
    </main>
  );
}

export function KioskReview({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('review');
  return (
    <main className="kiosk-main">
      <div className="kiosk-title"><h2>{say('kiosk.review.title')}</h2></div>
      <KioskLines lines={view.sale?.lines ?? []} />
      <KioskNotice view={view} />
      <KioskTotal view={view} />
      <div className="kiosk-acts">
        <Button label={say('kiosk.toScan')} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.go', { step: 'scan' }))} testId="kiosk-to-scan" />
        <Button label={say('kiosk.toPay')} kind="primary" size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.go', { step: 'pay' }, ['blocked']))} testId="kiosk-to-pay" />
      </div>
    </main>
  );
}

function KioskLines({ lines }: { readonly lines: readonly LineView[] }) {
  const { say } = useText();
  const list = useRef<HTMLOListElement>(null);
  const newest = lines.at(-1)?.id;
  useEffect(() => {
    if (list.current && newest !== undefined) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);
  return <ol className="kiosk-lines" data-testid="lines" data-count={lines.length} ref={list} aria-label={say('kiosk.lines')}>{lines.map((line) => <KioskLine key={line.id} line={line} />)}</ol>;
}

function KioskLine({ line }: { readonly line: LineView }) {
  const { ask } = useDesk();
  const { say, name } = useText();
  const { busy, run } = useOnce();
  const { id: lineId } = line;
  // Quick touches add up.
  const step = (by: 1 | -1): void => void ask('kiosk.stepQuantity', { lineId, by });
  const called = { name: name(line) };
  const last = line.quantity <= ONE_PIECE || line.unit === 'kg';
  // A second quick touch on "less" must not take out what has just become the last piece.
  const settled = useSettled(last ? 'remove' : 'less');
  return (
    <li className="kiosk-line" data-testid={`line-${line.id}`}>
      <span className="kiosk-line-name">
        {called.name}
        {line.restricted && <span className="line-restricted">{say('line.restricted')}</span>}
        <span className="quiet">{line.unit === 'piece' ? say('line.each', { price: yuanText(line.unitPrice) }) : `¥ ${yuanText(line.unitPrice)} / kg`}</span>
      </span>
      <span className="kiosk-line-acts">
        <Button label={last ? say('kiosk.remove', called) : say('kiosk.less', called)} icon={last ? 'drop' : 'minus'} bare dead={busy || (last && !settled)} onPress={() => (last ? run(() => ask('kiosk.remove', { lineId })) : step(-1))} testId={`less-${line.id}`} />
        <span className="figures kiosk-line-count">{line.unit === 'piece' ? thousandths(line.quantity) : `${thousandths(line.quantity)} kg`}</span>
        {line.unit === 'piece' && <Button label={say('kiosk.more', called)} icon="plus" bare dead={busy} onPress={() => step(1)} testId={`more-${line.id}`} />}
      </span>
      <Amount fen={line.total} />
    </li>
  );
}

export function KioskTotal({ view }: { readonly view: KioskView }) {
  const { say } = useText();
  return (
    <div className="kiosk-total" role="status">
      <span>{say('kiosk.total')} <span className="quiet">{say('totals.pieces', { count: view.sale?.pieces ?? 0 })}</span></span>
      <Amount fen={view.sale?.totals.due ?? 0} size="huge" testId="total" />
    </div>
  );
}
