/**
 * The problem of the moment, in a sentence, with the number under which it stands in the log. It stays until it is put away or
 * the next step succeeds; what it says about money is always on the screen in another place as well.
 */
import { useDesk } from '../app/till.tsx';
import { yuanText } from '../money/yuan.ts';
import { filled, useText } from '../text/text.tsx';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** As much of the number as somebody reads out on the telephone; it finds the line in the log. */
const TRACE_LENGTH = 8;

export function ProblemStrip() {
  const { problem, dismissProblem } = useDesk();
  const { say, lookUp } = useText();
  if (!problem) return null;
  const left = problem.detail?.['left'];
  return (
    <div className="toast" role="alert" data-testid="problem" data-code={problem.code}>
      <Icon name="alarm" />
      <p>
        {filled(lookUp(`problem.${problem.code}`) ?? problem.code, problem.detail ?? {})}
        {typeof left === 'number' && Number.isSafeInteger(left) && <strong> ¥ {yuanText(left)}</strong>}
      </p>
      {problem.correlationId !== '' && <span className="toast-trace" title={problem.correlationId}>{say('problem.trace', { id: problem.correlationId.slice(0, TRACE_LENGTH) })}</span>}
      <Button label={say('action.dismiss')} icon="cross" bare kind="quiet" size="small" onPress={dismissProblem} />
    </div>
  );
}
