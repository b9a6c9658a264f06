/** Printer, scanners, customer display and drawer of this till. What is changed here holds as soon as it is saved. */
import { useCallback, useEffect, useState } from 'react';
import type { DeviceChoiceInput, DevicesView, PluggedView } from '../../preload/contract/device-views.ts';
import { useDesk } from '../app/till.tsx';
import { useText } from '../text/text.tsx';
import { freshLink, isIncomplete } from './devices/choices.ts';
import { PoleCard } from './devices/PoleCard.tsx';
import { PrinterCard } from './devices/PrinterCard.tsx';
import { ScannersCard } from './devices/ScannersCard.tsx';
import { Search } from './devices/Search.tsx';
import { SaveBar } from './SaveBar.tsx';

const ASK_AGAIN_MS = 1_500;

export function DevicesTab() {
  const { ask } = useDesk();
  const [view, setView] = useState<DevicesView | null>(null);
  const load = useCallback(async (look: boolean): Promise<void> => {
    const answer = await ask('devices.get', { look });
    if (answer.ok) setView(answer.value.devices);
  }, [ask]);
  useEffect(() => {
    // What is known at once, then what the printer itself says, then whatever changes.
    void Promise.resolve().then(() => load(false)).then(() => load(true));
    const timer = window.setInterval(() => void load(false), ASK_AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [load]);
  const save = async (choice: DeviceChoiceInput): Promise<boolean> => {
    const answer = await ask('devices.save', { choice });
    if (answer.ok) setView(answer.value.devices);
    return answer.ok;
  };
  return view && <Devices view={view} onSave={save} onReload={() => load(false)} />;
}

interface DevicesProps {
  readonly view: DevicesView;
  readonly onSave: (choice: DeviceChoiceInput) => Promise<boolean>;
  readonly onReload: () => Promise<void>;
}

export function Devices({ view, onSave, onReload }: DevicesProps) {
  const { say } = useText();
  /** Null while it is as it was saved: then it follows what a test finds out. */
  const [draft, setDraft] = useState<DeviceChoiceInput | null>(null);
  const choice = draft ?? view.choice;
  const dirty = draft !== null && JSON.stringify(draft) !== JSON.stringify(view.choice);
  const change = (part: Partial<DeviceChoiceInput>): void => setDraft({ ...choice, ...part });
  const save = async (): Promise<boolean> => {
    const saved = await onSave(choice);
    if (saved) setDraft(null);
    return saved;
  };
  return (
    <>
      {!view.editable && <p className="settings-note">{say('devices.demo')}</p>}
      <PrinterCard view={view} printer={choice.printer} dirty={dirty} onPrinter={(printer) => change({ printer })} onTested={onReload} />
      <ScannersCard view={view} choice={choice} onChoice={change} />
      <PoleCard view={view} pole={choice.display} dirty={dirty} onPole={(display) => change({ display })} onTested={onReload} />
      <Search dead={!view.editable} onUse={(device, as) => change(used(choice, device, as))} />
      <SaveBar onSave={save} dead={!view.editable} {...(isIncomplete(choice) ? { why: say('devices.incomplete') } : {})} />
    </>
  );
}

/** The choice with a device in it that was found. */
function used(choice: DeviceChoiceInput, { scanner, link, model }: PluggedView, as: 'printer' | 'scanner' | 'pole'): Partial<DeviceChoiceInput> {
  if (as === 'scanner') return scanner ? { scanners: [...choice.scanners.filter((each) => JSON.stringify(each) !== JSON.stringify(scanner)), scanner] } : {};
  const address = link ?? freshLink('serial');
  if (as === 'printer') return { printer: { address, model: model ?? choice.printer?.model ?? 80 } };
  const protocol = choice.display?.protocol ?? 'led8n';
  return { display: { protocol, address: address.kind === 'serial' ? { ...address, baudRate: protocol === 'led8n' ? 2400 : 9600 } : address } };
}
