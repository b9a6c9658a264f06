/** By which wire a device is reached, and its address on that wire. */
import type { LinkInput } from '../../../preload/contract/device-views.ts';
import { Choice, TextField } from '../../components/fields.tsx';
import { useText } from '../../text/text.tsx';
import { freshLink, linkName, renamed } from './choices.ts';
import type { LinkKind } from './choices.ts';

interface LinkProps {
  readonly link: LinkInput;
  readonly kinds: readonly LinkKind[];
  /** What a serial line of this device usually runs at. */
  readonly baudRate: number;
  readonly dead: boolean;
  readonly onLink: (link: LinkInput) => void;
  readonly testId: string;
}

const figure = (text: string): number => Number(text.replaceAll(/\D/g, '').slice(0, 6));

export function LinkFields({ link, kinds, baudRate, dead, onLink, testId }: LinkProps) {
  const { say } = useText();
  const name = link.kind === 'tcp' ? say('devices.host') : say(`devices.path.${link.kind}`);
  return (
    <>
      <Choice name={say('devices.link')} values={kinds} chosen={link.kind} onChoose={(kind) => onLink(freshLink(kind, baudRate))} word={(kind) => say(`devices.link.${kind}`)} dead={dead} />
      <div className="form-pair">
        <TextField name={name} value={linkName(link)} onValue={(text) => onLink(renamed(link, text))} dead={dead || link.kind === 'usb'} testId={`${testId}-address`} />
        {link.kind === 'tcp' && <TextField name={say('devices.port')} kind="figures" value={String(link.port)} onValue={(text) => onLink({ ...link, port: figure(text) })} dead={dead} testId={`${testId}-port`} />}
        {link.kind === 'serial' && <TextField name={say('devices.baud')} kind="figures" value={String(link.baudRate)} onValue={(text) => onLink({ ...link, baudRate: figure(text) })} dead={dead} />}
      </div>
    </>
  );
}
