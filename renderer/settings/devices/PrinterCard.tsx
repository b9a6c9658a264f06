/** The receipt printer: which, on what wire, how it is in words and shape, and a test that says what is known and what is not. */
import { useState } from 'react';
import type { DevicesView, PrinterTestView } from '../../../preload/contract/device-views.ts';
import { useDesk, useOnce } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Choice, Section, Select, Switch } from '../../components/fields.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import type { Tone } from '../../components/StateBadge.tsx';
import type { IconName } from '../../components/Icon.tsx';
import { useText } from '../../text/text.tsx';
import { Advice } from './Advice.tsx';
import { freshLink, modelOf, otherPrinter } from './choices.ts';
import type { PrinterInput } from './choices.ts';
import { LinkFields } from './LinkFields.tsx';

interface CardProps {
  readonly view: DevicesView;
  /** As it is being changed. */
  readonly printer: PrinterInput | null;
  readonly dirty: boolean;
  readonly onPrinter: (printer: PrinterInput | null) => void;
  /** The test found something out, or the printer was asked: look again. */
  readonly onTested: () => Promise<void>;
}

const TONES: Readonly<Record<DevicesView['printer']['state'], readonly [Tone, IconName]>> = {
  none: ['neutral', 'minus'], unknown: ['neutral', 'ring'], ready: ['proven', 'tick'], silent: ['neutral', 'printer'], no_answer: ['check', 'clock'], trouble: ['alarm', 'alarm'],
};

export function PrinterCard({ view, printer, dirty, onPrinter, onTested }: CardProps) {
  const { say } = useText();
  return (
    <Section title={say('devices.printer')}>
      <PrinterHealth printer={view.printer} />
      <Switch name={say('devices.printer.use')} on={printer !== null} words={[say('devices.use'), say('devices.off')]} dead={!view.editable} testId="printer-used" onChange={(used) => onPrinter(used ? { address: freshLink(view.links[0] ?? 'tcp'), model: 80 } : null)} />
      {printer && <PrinterFields view={view} printer={printer} onPrinter={onPrinter} />}
      <PrinterTest dirty={dirty} dead={printer === null} onTested={onTested} />
    </Section>
  );
}

/** How the printer is: word, shape and colour, then what that means and what to do. */
export function PrinterHealth({ printer }: { readonly printer: DevicesView['printer'] }) {
  const { say, lookUp } = useText();
  const { state, failure, paperNearEnd, waiting, advice } = printer;
  const [tone, shape] = TONES[state];
  const sentence = state === 'trouble' ? lookUp(`print.${failure ?? ''}`) : say(`devices.printer.say.${state}`);
  return (
    <div className="device-health" role="status" data-testid="printer-health" data-state={state}>
      <p className="device-state">
        <StateBadge tone={tone} shape={shape} word={say(`devices.printer.${state}`)} large />
        {paperNearEnd && <StateBadge tone="check" shape="printer" word={say('devices.paperNearEnd')} />}
        {waiting > 0 && <StateBadge tone="wait" word={say('devices.waiting', { count: waiting })} />}
      </p>
      {sentence !== undefined && <p>{sentence}</p>}
      <Advice advice={advice} />
    </div>
  );
}

function PrinterFields({ view, printer, onPrinter }: { readonly view: DevicesView; readonly printer: PrinterInput; readonly onPrinter: (printer: PrinterInput) => void }) {
  const { say } = useText();
  const model = modelOf(view, printer);
  const dead = !view.editable;
  const plain = (paper: 58 | 80) => ({ value: String(paper), word: say('devices.model.plain', { paper }) });
  const known = view.models.map(({ id, maker, models, paper }) => ({ value: id, word: say('devices.model.entry', { name: `${maker} ${models.join(' / ')}`, paper }) }));
  const pin = String(printer.drawerPin ?? model?.drawerPin ?? 2) as '2' | '5' | 'none';
  return (
    <>
      <Select
        name={say('devices.model')} options={[plain(80), plain(58), ...known]} value={String(printer.model)} dead={dead} testId="printer-model"
        onValue={(value) => onPrinter(otherPrinter(printer, { model: value === '58' ? 58 : value === '80' ? 80 : value }))}
      />
      <LinkFields link={printer.address} kinds={view.links} baudRate={model?.serialBaud ?? 9600} dead={dead} onLink={(address) => onPrinter(otherPrinter(printer, { address }))} testId="printer" />
      <Choice
        name={say('devices.drawer')} values={['2', '5', 'none']} chosen={pin} dead={dead} word={(each) => say(`devices.drawer.${each}`)}
        onChoose={(each) => onPrinter({ ...printer, drawerPin: each === 'none' ? 'none' : each === '2' ? 2 : 5 })}
      />
      {model?.buzzer === true && <Switch name={say('devices.buzzer')} on={printer.buzzer !== false} words={[say('set.on'), say('set.off')]} dead={dead} onChange={(buzzer) => onPrinter({ ...printer, buzzer })} />}
    </>
  );
}

function PrinterTest({ dirty, dead, onTested }: { readonly dirty: boolean; readonly dead: boolean; readonly onTested: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [test, setTest] = useState<PrinterTestView | null>(null);
  const print = async (): Promise<void> => {
    setTest(null);
    const answer = await ask('devices.testPrinter', {});
    if (answer.ok) setTest(answer.value.test);
    await onTested();
  };
  return (
    <>
      <div className="acts acts-start">
        <Button label={say('devices.test.printer')} icon="printer" size="large" dead={busy || dead} {...(dirty && !dead ? { why: say('devices.printer.unsaved') } : {})} onPress={() => run(print)} testId="printer-test" />
        <Button label={say('devices.drawer.test')} icon="cash" note={say('devices.drawer.note')} dead={busy || dead} onPress={() => run(() => ask('drawer.open', {}))} testId="drawer-test" />
      </div>
      {busy && <p role="status">{say('devices.test.running')}</p>}
      {test && <PrinterTestResult test={test} />}
    </>
  );
}

const PAGE_TONES = { printed: 'proven', sent: 'check', failed: 'alarm' } as const;

/** What the test found out, and what became of the page. */
export function PrinterTestResult({ test: { probe, page } }: { readonly test: PrinterTestView }) {
  const { say, lookUp } = useText();
  return (
    <div role="status" data-testid="printer-test-result" data-page={page?.kind ?? 'none'}>
      <ul className="test-steps">
        {probe?.kind === 'found' && <li><StateBadge tone="neutral" shape={probe.confirmation === 'none' ? 'minus' : 'tick'} word={say(`devices.probe.${probe.confirmation}`)} /></li>}
        {probe?.kind === 'trouble' && <li><StateBadge tone="alarm" word={say('devices.probe.trouble')} /><span>{lookUp(`print.${probe.reason}`)}</span></li>}
        {page && <li><StateBadge tone={PAGE_TONES[page.kind]} word={say(`devices.page.${page.kind}`)} />{page.kind === 'failed' && <span>{lookUp(`print.${page.reason}`)} {page.partOnPaper === true && say('devices.page.part')}</span>}</li>}
      </ul>
    </div>
  );
}
