/** The scanners: how each is doing, how a serial one is read, and a field in which a scan is tried without selling anything. */
import type { DeviceChoiceInput, DevicesView } from '../../../preload/contract/device-views.ts';
import { Button } from '../../components/Button.tsx';
import { Choice, Section, Switch, TextField } from '../../components/fields.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import type { Tone } from '../../components/StateBadge.tsx';
import type { IconName } from '../../components/Icon.tsx';
import { useText } from '../../text/text.tsx';
import { Advice } from './Advice.tsx';
import { identityText } from './choices.ts';
import { ScanTest } from './ScanTest.tsx';

type ScannerInput = DeviceChoiceInput['scanners'][number];
type SerialInput = Extract<ScannerInput, { kind: 'serial' }>;

interface CardProps {
  readonly view: DevicesView;
  readonly choice: DeviceChoiceInput;
  readonly onChoice: (change: Partial<DeviceChoiceInput>) => void;
}

const TONES: Readonly<Record<DevicesView['scanners'][number]['condition'], readonly [Tone, IconName]>> = {
  open: ['wait', 'tick'], absent: ['neutral', 'minus'], no_permission: ['alarm', 'alarm'], busy: ['check', 'clock'], broken: ['alarm', 'cross'],
};

export function ScannersCard({ view, choice, onChoice }: CardProps) {
  const { say } = useText();
  const { scanners } = choice;
  const change = (at: number, next: ScannerInput | null): void => onChoice({ scanners: scanners.flatMap((each, index) => (index !== at ? [each] : next ? [next] : [])) });
  return (
    <Section title={say('devices.scanners')}>
      {view.scanners.length === 0 ? <p className="quiet">{say('devices.scanners.none')}</p> : <ScannerStates scanners={view.scanners} />}
      <ScanTest scanTest={view.scanTest} />
      <Switch name={say('devices.scanners.discover')} on={choice.discoverScanners} words={[say('set.on'), say('set.off')]} dead={!view.editable} onChange={(discoverScanners) => onChoice({ discoverScanners })} />
      <ul className="rows">
        {scanners.map((scanner, index) => (
          <li key={nameOf(scanner)} className="row device-scanner">
            <span className="row-main">
              <strong className="code">{nameOf(scanner)}</strong>
              {scanner.kind === 'serial' && <SerialFields scanner={scanner} dead={!view.editable} onScanner={(next) => change(index, next)} />}
            </span>
            <Button label={say('devices.remove')} icon="cross" size="small" dead={!view.editable} onPress={() => change(index, null)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function nameOf(scanner: ScannerInput): string {
  if (scanner.kind === 'hid') return `HID ${identityText(scanner.device)}`;
  return 'path' in scanner.port ? scanner.port.path : `USB ${identityText(scanner.port)}`;
}

/** What each scanner that is set up or was found is doing at this moment. */
export function ScannerStates({ scanners }: { readonly scanners: DevicesView['scanners'] }) {
  const { say } = useText();
  return (
    <ul className="rows" data-testid="scanner-states">
      {scanners.map(({ source, name, condition, unreadable, advice }) => {
        const [tone, shape] = TONES[condition];
        return (
          <li key={source} className="row" data-testid={`scanner-${source}`} data-condition={condition}>
            <span className="row-main">
              <span><strong>{name ?? source}</strong> {name !== undefined && <span className="quiet code">{source}</span>}</span>
              {unreadable > 0 && <span className="quiet">{say('devices.scanner.unreadable', { count: unreadable })}</span>}
              <Advice advice={advice} />
            </span>
            <StateBadge tone={tone} shape={shape} word={say(`devices.scanner.${condition}`)} />
          </li>
        );
      })}
    </ul>
  );
}

const SUFFIXES = ['auto', 'cr', 'lf', 'crlf', 'none'] as const;

function SerialFields({ scanner, dead, onScanner }: { readonly scanner: SerialInput; readonly dead: boolean; readonly onScanner: (scanner: SerialInput) => void }) {
  const { say } = useText();
  const { line, framing } = scanner;
  return (
    <span className="form-pair">
      <TextField name={say('devices.baud')} kind="figures" value={String(line.baudRate)} dead={dead} onValue={(text) => onScanner({ ...scanner, line: { ...line, baudRate: Number(text.replaceAll(/\D/g, '').slice(0, 6)) } })} />
      <Choice name={say('devices.scanner.suffix')} values={SUFFIXES} chosen={framing.suffix} dead={dead} onChoose={(suffix) => onScanner({ ...scanner, framing: { ...framing, suffix } })} word={(each) => say(`devices.suffix.${each}`)} />
    </span>
  );
}
