/** What a person does next about a device that cannot be used, in full sentences. */
import type { DevicesView } from '../../../preload/contract/device-views.ts';
import { useText } from '../../text/text.tsx';

export function Advice({ advice }: { readonly advice: DevicesView['printer']['advice'] }) {
  const { say } = useText();
  if (advice === undefined) return null;
  return <p className="device-advice" data-testid="device-advice" data-advice={advice}><strong>{say('devices.next')}</strong> {say(`devices.advice.${advice}`)}</p>;
}
