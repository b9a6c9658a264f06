/** Time that runs out by itself: shown as a line that gets shorter, and in words where they matter. */
import { useEffect, useEffectEvent, useState } from 'react';

interface CountdownProps {
  readonly ms: number;
  readonly onEnd: () => void;
  readonly say: (seconds: number) => string;
}

export function Countdown({ ms, onEnd, say }: CountdownProps) {
  const [left, setLeft] = useState(Math.ceil(ms / 1000));
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    const timer = window.setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left === 0) end();
  }, [left]);
  const words = say(left);
  return (
    <div className="kiosk-countdown">
      {words !== '' && <p>{words}</p>}
      <progress max={Math.ceil(ms / 1000)} value={left} aria-hidden="true" />
    </div>
  );
}
