/** A scanner and what is held to it, a phone or goods: what to do, without words. Decoration; the sentence stands below. */

const BARS = [0, 5, 8, 14, 17, 22, 28, 31, 36, 40, 45, 49];

export function ScanPicture({ of = 'phone' }: { readonly of?: 'phone' | 'goods' }) {
  return (
    <svg className="scan-picture" viewBox="0 0 300 150" aria-hidden="true" focusable="false">
      <g className="picture-line">
        {of === 'phone' ? <><rect x="170" y="8" width="84" height="134" rx="12" /><path d="M200 18h24" /></> : <path d="M166 26l10-14h72l10 14v108a6 6 0 0 1-6 6h-80a6 6 0 0 1-6-6zM166 26h92" />}
        <rect className="picture-card" x="180" y="42" width="64" height="48" rx="4" />
        <path d="M188 106h48M196 118h32" />
        <path d="M30 48h52l10 14v18H58l-8 44H28l6-46c-9-3-9-30-4-30z" />
      </g>
      <g className="picture-bars">{BARS.map((x) => <rect key={x} x={186 + x} y="50" width={x % 2 === 0 ? 2 : 3} height="32" />)}</g>
      <path className="picture-beam" d="M96 70L180 46v42z" />
      <path className="picture-ray" d="M96 70h140" />
    </svg>
  );
}
