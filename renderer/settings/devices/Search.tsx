/** What is plugged in at this moment, by maker, model and USB identity, and one press to use it. */
import { useState } from 'react';
import type { AskOutput } from '../../../preload/contract/routes.ts';
import type { PluggedView } from '../../../preload/contract/device-views.ts';
import { useDesk, useOnce } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Section } from '../../components/fields.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useText } from '../../text/text.tsx';
import { Advice } from './Advice.tsx';
import { identityText } from './choices.ts';

type Found = AskOutput<'devices.discover'>;
type Use = 'printer' | 'scanner' | 'pole';

interface SearchProps {
  readonly dead: boolean;
  readonly onUse: (device: PluggedView, as: Use) => void;
}

export function Search({ dead, onUse }: SearchProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [found, setFound] = useState<Found | null>(null);
  const search = async (): Promise<void> => {
    const answer = await ask('devices.discover', {});
    if (answer.ok) setFound(answer.value);
  };
  return (
    <Section title={say('devices.find')}>
      <div className="acts acts-start"><Button label={say('devices.find')} icon="search" size="large" dead={busy} onPress={() => run(search)} testId="devices-search" /></div>
      {found && <FoundDevices found={found} dead={dead} onUse={onUse} />}
    </Section>
  );
}

export function FoundDevices({ found: { found, unseen }, dead, onUse }: SearchProps & { readonly found: Found }) {
  const { say } = useText();
  return (
    <>
      {found.length === 0 && <p role="status">{say('devices.find.none')}</p>}
      {unseen.length > 0 && <p className="settings-warning" role="status">{say('devices.find.unseen', { list: unseen.map((bus) => say(`devices.bus.${bus}`)).join(', ') })}</p>}
      <ul className="rows" data-testid="devices-found" data-count={found.length}>
        {found.map((device) => <FoundDevice key={`${device.bus} ${device.path} ${device.identity ? identityText(device.identity) : ''}`} device={device} dead={dead} onUse={onUse} />)}
      </ul>
    </>
  );
}

function FoundDevice({ device, dead, onUse }: SearchProps & { readonly device: PluggedView }) {
  const { say } = useText();
  const { name, path, identity, looksLike, scanner, link, forbidden, advice } = device;
  const as = (use: Use) => <Button label={say(`devices.find.as.${use}`)} size="small" dead={dead} onPress={() => onUse(device, use)} />;
  return (
    <li className="row">
      <span className="row-main">
        <span><strong>{name ?? path}</strong> <span className="quiet">{say(`devices.find.${looksLike}`)}</span></span>
        <span className="quiet code">{name !== undefined && path} {identity && identityText({ vendorId: identity.vendorId, ...(identity.productId !== undefined && { productId: identity.productId }) })}</span>
        {identity?.serialNumber !== undefined && <span className="quiet">{say('devices.serialNumber', { number: identity.serialNumber })}</span>}
        {looksLike === 'typing_scanner' && <span>{say('devices.find.typing')}</span>}
        <Advice advice={advice} />
      </span>
      {forbidden && <StateBadge tone="alarm" word={say('devices.scanner.no_permission')} />}
      <span className="device-uses">
        {scanner && as('scanner')}
        {link && as('printer')}
        {link?.kind === 'serial' && as('pole')}
      </span>
    </li>
  );
}
