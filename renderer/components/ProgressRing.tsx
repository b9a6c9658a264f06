/** Time as progress, not as a threat: a ring that fills, with a word or a figure in the middle. */
import type { ReactNode } from 'react';
import type { Tone } from './StateBadge.tsx';

interface RingProps {
  /** 0…1; null while nobody can say how long it takes. */
  readonly share: number | null;
  readonly tone: Tone;
  readonly children?: ReactNode;
  readonly label: string;
}

const RADIUS = 44;
const LENGTH = 2 * Math.PI * RADIUS;

export function ProgressRing({ share, tone, children, label }: RingProps) {
  const filled = share === null ? 0.22 : Math.min(1, Math.max(0, share));
  return (
    <div
      className="ring" data-tone={tone} data-open={share === null || undefined} role="progressbar" aria-label={label}
      aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === null ? undefined : Math.round(filled * 100)}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <circle className="ring-track" cx="50" cy="50" r={RADIUS} />
        <circle className="ring-bar" cx="50" cy="50" r={RADIUS} strokeDasharray={LENGTH} strokeDashoffset={LENGTH * (1 - filled)} />
      </svg>
      <div className="ring-middle">{children}</div>
    </div>
  );
}
