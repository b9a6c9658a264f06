/** All keys on one page, for the first day at the till. */
import { memo } from 'react';
import { Dialog } from '../components/Dialog.tsx';
import { KeyHints } from '../components/small.tsx';
import { useText } from '../text/text.tsx';
import type { PlainKey } from '../text/text.tsx';

type Group = { readonly title: PlainKey; readonly keys: readonly (readonly [readonly string[], PlainKey])[] };

const GROUPS: readonly Group[] = [
  {
    title: 'keys.sale',
    keys: [
      [['F2'], 'search.name'], [['/'], 'search.keyAmount'], [['Alt+1…0', 'Alt+Q…P'], 'quick.name'], [['ArrowUp', 'ArrowDown'], 'keys.choose'], [['+', '-'], 'keys.quantity'], [['*'], 'line.quantity'],
      [['%'], 'line.discountKey'], [['Delete'], 'line.remove'], [['Ctrl+D'], 'sale.discount'], [['F6'], 'sale.park'], [['F7'], 'sale.recall'], [['Ctrl+Delete'], 'sale.drop'],
    ],
  },
  {
    title: 'keys.pay',
    keys: [
      [['F9'], 'method.mobile'], [['F10'], 'method.alipay'], [['F11'], 'method.wechat'], [['F12'], 'method.cash'], [['F5'], 'act.check'], [['F8'], 'act.cancel'], [['Ctrl+R'], 'act.release'], [['Ctrl+F'], 'act.force'],
      [['F5'], 'part.title'], [['Ctrl+X'], 'void.label'], [['Ctrl+H'], 'tenders.show'], [['Escape'], 'keys.hide'], [['Enter'], 'keys.enter'],
    ],
  },
  {
    title: 'keys.desks',
    keys: [
      [['F3'], 'header.tracking'], [['F4'], 'header.refund'], [['Ctrl+B'], 'shift.title'], [['Ctrl+E'], 'settings.title'], [['Ctrl+U'], 'menu.changeCashier'], [['Ctrl+M'], 'menu.title'], [['Ctrl+K'], 'recovery.title'], [['Ctrl+P'], 'receipt.again'], [['Ctrl+L'], 'keys.language'], [['Ctrl+T'], 'keys.theme'], [['Ctrl+1', 'Ctrl+2'], 'keys.demo'], [['Ctrl+3'], 'menu.display'], [['F1'], 'header.keys'],
    ],
  },
];

export const KeysWindow = memo(function KeysWindow({ onClose }: { readonly onClose: () => void }) {
  const { say } = useText();
  return (
    <Dialog title={say('header.keys')} onHide={onClose} hideLabel={say('action.back')} size="wide" testId="keys-window">
      <div className="keys-groups">
        {GROUPS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{say(title)}</h3>
            <KeyHints hints={keys.map(([names, word]) => ({ keys: names, word: say(word) }))} />
          </section>
        ))}
      </div>
    </Dialog>
  );
});
