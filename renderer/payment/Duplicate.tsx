/** "Again?": the same amount was taken a moment ago. The safe answer is not to charge. */
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { AskFirst } from './AskFirst.tsx';

interface DuplicateProps {
  readonly amount: number;
  readonly onYes: () => Promise<unknown>;
  readonly onNo: () => void;
}

export function Duplicate({ amount, onYes, onNo }: DuplicateProps) {
  const { say } = useText();
  return (
    <AskFirst title={say('duplicate.title')} amount={amount} yes={say('duplicate.yes')} no={say('duplicate.no')} onYes={onYes} onNo={onNo} testId="duplicate">
      <p>{say('duplicate.text', { amount: yuanText(amount) })}</p>
    </AskFirst>
  );
}
