/** The frame of self-checkout: where the customer is, the way to help, and the one thing to do now, in reach of everybody. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import type { KioskStep, KioskView } from '../../preload/contract/kiosk.ts';
import { DemoBadge } from '../app/Header.tsx';
import { useContrast } from '../app/look.ts';
import { useDesk } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { useText } from '../text/text.tsx';
import { speak } from '../sound/speech.ts';
import { HelpChoice, LeaveQuestion, StaffCalled, StaffMenu } from './KioskWindows.tsx';
import { Goodbye, HandOver, ReceiptChoice } from './KioskEnd.tsx';
import { IdleWatch } from './IdleWatch.tsx';
import { KioskPay } from './KioskPay.tsx';
import { KioskReview, KioskScan } from './KioskGoods.tsx';
import { spokenText } from './spoken.ts';
import { StaffPin } from './StaffPin.tsx';
import { Welcome } from './Welcome.tsx';

/** What this customer needs; it ends with the customer. */
export interface Comfort {
  readonly large: boolean;
  readonly low: boolean;
  readonly voice: boolean;
  readonly contrast: boolean;
}

/** What the store lets every customer begin with. */
const usual = ({ largeText, speech }: KioskView['rules']): Comfort => ({ large: largeText, low: false, voice: speech, contrast: false });
type Open = 'help' | 'leave' | null;

export function KioskScreen({ view }: { readonly view: KioskView }) {
  const { ask, approval } = useDesk();
  const [wished, setWished] = useState<Partial<Comfort>>({});
  const [open, setOpen] = useState<Open>(null);
  const [left, setLeft] = useState<KioskStep>(view.step);
  // The next customer begins with nobody's wishes.
  if (left !== view.step) {
    setLeft(view.step);
    setOpen(null);
    if (view.step === 'welcome') setWished({});
  }
  const comfort: Comfort = { ...usual(view.rules), ...wished };
  const change = (next: Partial<Comfort>): void => setWished((before) => ({ ...before, ...next }));
  useContrast(comfort.contrast);
  useSpoken(view, comfort.voice);
  const close = (): void => setOpen(null);
  useQuiet(view.step === 'welcome' ? view.rules.idleMs : null, () => {
    setWished({});
    setOpen(null);
  });
  return (
    <div className="kiosk" data-testid="kiosk" data-step={view.step} data-large={comfort.large || undefined} data-low={comfort.low || undefined}>
      <KioskHead view={view} low={comfort.low} />
      <StepScreen key={view.step} view={view} />
      <KioskFoot view={view} comfort={comfort} onComfort={change} onHelp={() => setOpen('help')} onLeave={() => setOpen('leave')} />
      {open === 'help' && <HelpChoice step={view.step} onClose={close} />}
      {open === 'leave' && <LeaveQuestion onClose={close} />}
      {view.help && !view.staff && <StaffCalled help={view.help} blocks={view.blocks} handOver={view.rules.cashHandOver} />}
      {view.staff && <StaffMenu view={view} />}
      {approval && <StaffPin key={approval.request.subjectId} request={approval.request} demo={view.demo} onEnd={approval.end} />}
      <IdleWatch view={view} onLeave={() => void ask('kiosk.leave', {}, ['frozen'])} />
    </div>
  );
}

/** Runs when nobody has touched the screen for so long, each time anew. */
function useQuiet(ms: number | null, run: () => void): void {
  const quiet = useEffectEvent(run);
  useEffect(() => {
    if (ms === null) return undefined;
    let timer = window.setTimeout(quiet, ms);
    const alive = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(quiet, ms);
    };
    window.addEventListener('pointerdown', alive, true);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('pointerdown', alive, true);
    };
  }, [ms]);
}

function StepScreen({ view }: { readonly view: KioskView }): ReactNode {
  switch (view.step) {
    case 'welcome': return <Welcome view={view} />;
    case 'scan': return <KioskScan view={view} />;
    case 'review': return <KioskReview view={view} />;
    case 'pay': return <KioskPay view={view} />;
    case 'receipt': return <ReceiptChoice view={view} />;
    case 'goodbye': return <Goodbye view={view} />;
    case 'hand_over': return <HandOver view={view} />;
  }
}

const STEPS = ['scan', 'review', 'pay', 'done'] as const;

/** 0…3 in the indicator; -1 where there is none. */
function placeOf(step: KioskStep): number {
  if (step === 'welcome') return -1;
  return step === 'scan' ? 0 : step === 'review' ? 1 : step === 'pay' ? 2 : 3;
}

/** In low reach the language is changed at the foot, where everything else is. */
function KioskHead({ view, low }: { readonly view: KioskView; readonly low: boolean }) {
  const { ask } = useDesk();
  const { say, name } = useText();
  const at = placeOf(view.step);
  return (
    <header className="kiosk-head">
      <div className="kiosk-head-line">
        <h1>{name(view.shop)}</h1>
        {view.profile === 'demo' && <DemoBadge />}
        {!low && <OtherLanguage />}
        <Button label={say('kiosk.staff')} icon="person" kind="quiet" onPress={() => void ask('kiosk.staff', {})} testId="kiosk-staff" />
      </div>
      {at >= 0 && (
        <ol className="kiosk-steps" aria-label={say('kiosk.steps')}>
          {STEPS.map((step, index) => (
            <li key={step} data-state={index < at ? 'done' : index === at ? 'now' : 'ahead'} aria-current={index === at ? 'step' : undefined}><span>{index + 1}</span>{say(`kiosk.step.${step}`)}</li>
          ))}
        </ol>
      )}
    </header>
  );
}

function OtherLanguage() {
  const { ask } = useDesk();
  const { say, language } = useText();
  return <Button label={say(language === 'zh' ? 'kiosk.language.en' : 'kiosk.language.zh')} icon="globe" kind="quiet" onPress={() => void ask('kiosk.begin', { language: language === 'zh' ? 'en' : 'zh' })} testId="kiosk-language" />;
}

interface FootProps {
  readonly view: KioskView;
  readonly comfort: Comfort;
  readonly onComfort: (next: Partial<Comfort>) => void;
  readonly onHelp: () => void;
  readonly onLeave: () => void;
}

function KioskFoot({ view, comfort, onComfort, onHelp, onLeave }: FootProps) {
  const { say } = useText();
  const canLeave = (view.step === 'scan' || view.step === 'review' || view.step === 'pay') && (view.sale?.can.drop ?? true);
  return (
    <footer className="kiosk-foot">
      <Button label={say('kiosk.help')} icon="alarm" size="large" onPress={onHelp} testId="kiosk-help" />
      <div className="kiosk-comfort" role="group" aria-label={say('kiosk.comfort')}>
        <Button label={say('kiosk.large')} pressed={comfort.large} kind="quiet" onPress={() => onComfort({ large: !comfort.large })} testId="kiosk-large" />
        <Button label={say('kiosk.low')} pressed={comfort.low} kind="quiet" onPress={() => onComfort({ low: !comfort.low })} testId="kiosk-low" />
        <Button label={say('kiosk.voice')} pressed={comfort.voice} kind="quiet" onPress={() => onComfort({ voice: !comfort.voice })} testId="kiosk-voice" />
        {view.theme !== 'contrast' && <Button label={say('kiosk.contrast')} pressed={comfort.contrast} kind="quiet" onPress={() => onComfort({ contrast: !comfort.contrast })} testId="kiosk-contrast" />}
        {comfort.low && <OtherLanguage />}
      </div>
      {canLeave && <Button label={say('kiosk.leave')} icon="cross" size="large" onPress={onLeave} testId="kiosk-leave" />}
    </footer>
  );
}

/** Says each screen's one sentence once, in the customer's language. */
function useSpoken(view: KioskView, on: boolean): void {
  const texts = useText();
  const sentence = spokenText(view, texts);
  const { language } = texts;
  useEffect(() => {
    if (on && sentence !== undefined) speak(sentence, language);
  }, [on, sentence, language]);
}
