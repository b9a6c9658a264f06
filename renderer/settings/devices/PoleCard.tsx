/** The customer's small display: it never answers, so nothing more than "sent" is ever said of it. */
import type { DeviceChoiceInput, DevicesView } from '../../../preload/contract/device-views.ts';
import { useDesk, useOnce } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Choice, Section } from '../../components/fields.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import type { Tone } from '../../components/StateBadge.tsx';
import { useText } from '../../text/text.tsx';
import { Advice } from './Advice.tsx';
import { freshLink } from './choices.ts';
import { LinkFields } from './LinkFields.tsx';

type PoleInput = DeviceChoiceInput['display'];

interface CardProps {
  readonly view: DevicesView;
  readonly pole: PoleInput;
  readonly dirty: boolean;
  readonly onPole: (pole: PoleInput) => void;
  readonly onTested: () => Promise<void>;
}

const TONES: Readonly<Record<DevicesView['display']['state'], Tone>> = { none: 'neutral', unknown: 'neutral', sent: 'check', trouble: 'alarm' };
/** What LED8N leaves the factory with; Epson-like displays run at 9600. */
const BAUD = { led8n: 2400, vfd220: 9600 } as const;

export function PoleCard({ view, pole, dirty, onPole, onTested }: CardProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const test = async (): Promise<void> => {
    await ask('devices.testDisplay', {});
    await onTested();
  };
  const choose = (protocol: 'off' | 'led8n' | 'vfd220'): void => onPole(protocol === 'off' ? null : { protocol, address: pole?.address ?? freshLink('serial', BAUD[protocol]) });
  return (
    <Section title={say('devices.pole')}>
      <PoleState display={view.display} />
      <Choice name={say('devices.pole')} values={['off', 'led8n', 'vfd220']} chosen={pole?.protocol ?? 'off'} onChoose={choose} dead={!view.editable} word={(each) => (each === 'off' ? say('devices.off') : say(`devices.pole.${each}`))} />
      {pole && <LinkFields link={pole.address} kinds={view.links.filter((kind) => kind === 'serial' || kind === 'tcp')} baudRate={BAUD[pole.protocol]} dead={!view.editable} onLink={(address) => onPole({ ...pole, address })} testId="pole" />}
      <div className="acts acts-start">
        <Button label={say('devices.pole.test')} icon="cash" dead={busy || pole === null} {...(dirty && pole ? { why: say('devices.printer.unsaved') } : {})} onPress={() => run(test)} testId="pole-test" />
      </div>
    </Section>
  );
}

export function PoleState({ display: { state, failure, advice } }: { readonly display: DevicesView['display'] }) {
  const { say } = useText();
  return (
    <div className="device-health" role="status" data-testid="pole-state" data-state={state}>
      <p className="device-state"><StateBadge tone={TONES[state]} word={say(`devices.pole.${state}`)} />{failure !== undefined && <span className="quiet code">{failure}</span>}</p>
      <Advice advice={advice} />
    </div>
  );
}
