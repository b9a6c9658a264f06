/** The foot of a tab: one key saves what was changed, and says that it was. */
import { useState } from 'react';
import { useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useText } from '../text/text.tsx';

interface SaveProps {
  readonly onSave: () => Promise<boolean>;
  readonly why?: string | undefined;
  readonly dead?: boolean;
  /** Another key, where two things can be saved on one page. */
  readonly hotkey?: string;
  readonly testId?: string;
}

export function SaveBar({ onSave, why, dead = false, hotkey = 'Ctrl+S', testId = 'settings-save' }: SaveProps) {
  const { say } = useText();
  const { busy, run } = useOnce();
  const [saved, setSaved] = useState(0);
  const save = async (): Promise<void> => {
    setSaved(0);
    if (await onSave()) setSaved((count) => count + 1);
  };
  return (
    <div className="acts save-bar">
      {saved > 0 && <p className="saved" role="status"><Icon name="tick" />{say('settings.saved')}</p>}
      <Button label={say('settings.save')} hotkey={hotkey} kind="primary" size="large" dead={dead || busy} {...(why === undefined ? {} : { why })} onPress={() => run(save)} testId={testId} />
    </div>
  );
}
