/**
 * The field in which a scan is tried. While it is open the core sells nothing with a scan; it asks again and again, and when it is gone
 * the core closes the test by itself.
 */
import { useCallback, useEffect, useState } from 'react';
import type { ScanTestView } from '../../../preload/contract/device-views.ts';
import { useScanTarget } from '../../app/keys.tsx';
import { useDesk } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useText } from '../../text/text.tsx';

const ASK_AGAIN_MS = 400;

export function ScanTest({ scanTest }: { readonly scanTest: ScanTestView }) {
  const { say } = useText();
  const [open, setOpen] = useState(scanTest.open);
  const close = useCallback(() => setOpen(false), []);
  if (open) return <OpenScanTest begin={scanTest} onClose={close} />;
  return <div className="acts acts-start"><Button label={say('devices.scan.open')} icon="scan" size="large" onPress={() => setOpen(true)} testId="scan-test-open" /></div>;
}

function OpenScanTest({ begin, onClose }: { readonly begin: ScanTestView; readonly onClose: () => void }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [test, setTest] = useState(begin);
  useScanTarget((text) => void ask('devices.testScanner', { act: 'scan', text: text.slice(0, 512) }));
  useEffect(() => {
    let ended = false;
    const tell = async (act: 'open' | 'look'): Promise<void> => {
      const answer = await ask('devices.testScanner', { act });
      if (ended) return;
      if (answer.ok) setTest(answer.value.scanTest);
      // It was refused or ran out: scans sell again, and the field must not say otherwise.
      if (!answer.ok || !answer.value.scanTest.open) onClose();
    };
    void tell('open');
    const timer = window.setInterval(() => void tell('look'), ASK_AGAIN_MS);
    return () => {
      ended = true;
      window.clearInterval(timer);
      void ask('devices.testScanner', { act: 'close' });
    };
  }, [ask, onClose]);
  // Until the core has said that the test is open, a scan would still sell.
  if (!test.open) return null;
  return (
    <div className="scan-test" data-testid="scan-test" data-count={test.scans.length}>
      <TestedScans scans={test.scans} />
      <Button label={say('devices.scan.close')} onPress={onClose} testId="scan-test-close" />
    </div>
  );
}

/** The last scan large, with a tick that jumps anew for each; the ones before it below. */
export function TestedScans({ scans }: { readonly scans: ScanTestView['scans'] }) {
  const { say } = useText();
  const [last, ...earlier] = scans;
  if (!last) return <p className="scan-test-wait" role="status"><Icon name="scan" size={3} />{say('devices.scan.wait')}</p>;
  return (
    <>
      <div className="scan-test-last" role="status">
        <span key={last.seq} className="scan-test-tick"><Icon name="tick" size={4} /><span className="unseen">{say('devices.scan.heard')}</span></span>
        <span className="row-main"><strong className="scan-test-text code">{shown(last.text)}</strong><ScanFacts scan={last} /></span>
      </div>
      <p className="quiet">{say('devices.scan.wait')}</p>
      {earlier.length > 0 && <ul className="test-steps">{earlier.map((scan) => <li key={scan.seq}><span className="code">{shown(scan.text)}</span><ScanFacts scan={scan} /></li>)}</ul>}
    </>
  );
}

function ScanFacts({ scan: { source, length, aim, traits } }: { readonly scan: ScanTestView['scans'][number] }) {
  const { say } = useText();
  const facts = [
    say('devices.scan.from', { source: source === 'wedge' ? say('devices.scan.keyboard') : source }),
    say('devices.scan.length', { count: length }),
    aim === undefined ? say('devices.scan.noAim') : say('devices.scan.aim', { aim }),
    ...(traits ? [traits.suffix === 'none' ? say('devices.scan.silence') : say('devices.scan.ended', { suffix: say(`devices.suffix.${traits.suffix}`) }), say('devices.scan.gap', { ms: traits.longestGapMs })] : []),
  ];
  return <span className="quiet">{facts.join(' / ')}</span>;
}

/** The separator of GS1 codes as its own picture, so that it can be seen. */
function shown(text: string): string {
  return text.replaceAll('\u001D', '\u241D');
}
