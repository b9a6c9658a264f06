/** A state told three ways at once: word, shape and colour. */
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

/**
 * `proven`: green, only for what is proved. `check`: amber, not known or not proved. `alarm`: red, a person must act or it was
 * refused. `wait`: the accent, all is going its way. `neutral`: grey, over and nothing owed.
 */
export type Tone = 'proven' | 'check' | 'alarm' | 'wait' | 'neutral';

export const TONE_SHAPES: Readonly<Record<Tone, IconName>> = { proven: 'tick', check: 'clock', alarm: 'alarm', wait: 'ring', neutral: 'minus' };

interface BadgeProps {
  readonly tone: Tone;
  readonly word: string;
  readonly shape?: IconName;
  readonly large?: boolean;
}

export function StateBadge({ tone, word, shape = TONE_SHAPES[tone], large = false }: BadgeProps) {
  return (
    <span className={`badge${large ? ' badge-large' : ''}`} data-tone={tone}>
      <Icon name={shape} size={large ? 1.5 : 1} />
      <span>{word}</span>
    </span>
  );
}
