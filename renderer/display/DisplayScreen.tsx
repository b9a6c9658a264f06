/** What the customer sees, scene by scene: amounts as large as they can be, what to do in one sentence, and the end in word, shape and colour. */
import type { DisplayView, Scene } from '../../preload/contract/display.ts';
import { DemoBadge } from '../app/Header.tsx';
import { useTime } from '../app/till.tsx';
import { thousandths } from '../money/quantity.ts';
import { Amount } from '../components/Amount.tsx';
import { Icon } from '../components/Icon.tsx';
import { LiveRegion } from '../components/small.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { yuanText } from '../money/yuan.ts';
import { ScanPicture } from '../payment/ScanPicture.tsx';
import { useText } from '../text/text.tsx';
import { DisplayPayment } from './DisplayPayment.tsx';

type SceneOf<Name extends Scene['name']> = Extract<Scene, { name: Name }>;

/** How long the end of a sale stays up for the next in the queue to see, ms. */
const DONE_MS = 60_000;
/** The newest goods, which stand lowest; one that has no room any more goes as a whole, never by halves. */
const LATEST = 12;

interface ScreenProps {
  readonly view: DisplayView;
  /** CSS pixels for one millimetre. */
  readonly millimetre: number;
}

export function DisplayScreen({ view, millimetre }: ScreenProps) {
  const { name } = useText();
  const now = useTime(1_000);
  const { shop, profile } = view;
  const scene: Scene = view.scene.name === 'done' && now - view.scene.at > DONE_MS ? { name: 'idle' } : view.scene;
  return (
    <div className="display" data-testid="display" data-scene={scene.name}>
      {scene.name !== 'idle' && <header className="display-head"><h1>{name(shop)}</h1>{profile === 'demo' && <DemoBadge />}</header>}
      <DrawnScene scene={scene} view={view} millimetre={millimetre} />
    </div>
  );
}

function DrawnScene({ scene, view, millimetre }: { readonly scene: Scene; readonly view: DisplayView; readonly millimetre: number }) {
  switch (scene.name) {
    case 'idle': return <Idle view={view} />;
    case 'basket': return <Goods scene={scene} />;
    case 'code': return <Code scene={scene} />;
    case 'payment': return <DisplayPayment scene={scene} shop={view.shop} millimetre={millimetre} />;
    case 'done': return <Done scene={scene} />;
  }
}

function Idle({ view }: { readonly view: DisplayView }) {
  const { say, name } = useText();
  return (
    <main className="display-idle">
      {view.profile === 'demo' && <DemoBadge />}
      <h1>{name(view.shop)}</h1>
      <p className="display-welcome">{say('display.welcome')}</p>
      <div className="display-ways">{view.ways.map((method) => <span key={method}><MethodMark method={method} size={2.5} />{say(`method.${method}`)}</span>)}</div>
    </main>
  );
}

function Goods({ scene }: { readonly scene: SceneOf<'basket'> }) {
  const { say, name } = useText();
  const { lines, pieces, discount, total, covered, due } = scene;
  return (
    <main className="display-goods">
      <ol className="display-lines" aria-label={say('display.goods')}>
        {lines.slice(-LATEST).toReversed().map((line) => (
          <li key={line.id}>
            <span className="display-line-name">{name(line)}</span>
            <span className="figures quiet">{line.unit === 'piece' ? `×${thousandths(line.quantity)}` : `${thousandths(line.quantity)} kg`}</span>
            <Amount fen={line.total} />
          </li>
        ))}
      </ol>
      <div className="display-sums">
        <p><span>{say('display.lines', { count: pieces })}</span></p>
        {discount > 0 && <p><span>{say('display.saved')}</span><span className="figures">¥ {yuanText(discount)}</span></p>}
        {covered > 0 && <p><span>{say('display.covered')}</span><span className="figures">¥ {yuanText(covered)}</span></p>}
        <div className="display-due" role="status"><span>{covered > 0 ? say('display.due') : say('display.total')}</span><Amount fen={covered > 0 ? due : total} size="giant" testId="display-amount" /></div>
      </div>
    </main>
  );
}

function Code({ scene }: { readonly scene: SceneOf<'code'> }) {
  const { say } = useText();
  return (
    <main className="display-halves">
      <div className="display-picture"><ScanPicture /></div>
      <div className="display-say">
        <h2>{say('display.code')}</h2>
        <Amount fen={scene.amount} size="giant" testId="display-amount" />
        <p>{say('display.code.how')}</p>
      </div>
      <LiveRegion text={`${say('display.code')} ¥ ${yuanText(scene.amount)}`} />
    </main>
  );
}

function Done({ scene }: { readonly scene: SceneOf<'done'> }) {
  const { say, time } = useText();
  const { proven, amount, change, checkDigits, methods, at } = scene;
  const title = proven ? (checkDigits === undefined ? say('display.done.cash') : say('display.done')) : say('display.done.unproven');
  return (
    <main className="display-done" data-tone={proven ? 'proven' : 'check'} data-testid="display-done">
      <div className="display-sign"><Icon name={proven ? 'tick' : 'clock'} size={9} /></div>
      <div className="display-say">
        <h2>{title}</h2>
        <Amount fen={amount} size="giant" testId="display-amount" />
        <p className="display-methods">{methods.map((method) => <span key={method}><MethodMark method={method} size={1.5} />{say(`method.${method}`)}</span>)}{checkDigits !== undefined && <span className="figures">{time(at)}</span>}</p>
        <p>{proven ? say('display.thanks') : say('display.stage.unproven.how')}</p>
      </div>
      {(change > 0 || checkDigits !== undefined) && (
        <div className="display-cards">
          {change > 0 && <div className="display-card display-change"><span>{say('display.change')}</span><Amount fen={change} size="giant" testId="display-change" /></div>}
          {checkDigits !== undefined && <div className="display-card"><span>{say('display.digits')}</span><strong data-testid="display-digits">{checkDigits}</strong></div>}
        </div>
      )}
      <LiveRegion text={`${title} ¥ ${yuanText(amount)}`} urgent />
    </main>
  );
}
