/** A QR code as one vector path, black on white in every theme, with the quiet zone of four modules that readers need. */
import { memo, useMemo } from 'react';
import { encode } from 'uqr';

/** Light modules on every side, as readers need them. */
export const QUIET_MODULES = 4;
const QUIET = QUIET_MODULES;

export const Qr = memo(function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, side } = useMemo(() => qrPath(text), [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
});

/** One horizontal bar for each run of dark modules. */
export function qrPath(text: string): { readonly path: string; readonly side: number } {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const bars: string[] = [];
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x += 1;
      bars.push(`M${start + QUIET} ${y + QUIET}h${x - start + 1}v1h-${x - start + 1}z`);
    }
  }
  return { path: bars.join(''), side: size + 2 * QUIET };
}
