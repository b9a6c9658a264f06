/** An amount of money: yuan large, fen a little smaller, figures of equal width. Read out as one number. */
import { yuanParts, yuanText } from '../money/yuan.ts';

interface AmountProps {
  /** Fen. */
  readonly fen: number;
  readonly size?: 'line' | 'large' | 'huge' | 'giant';
  readonly testId?: string;
}

export function Amount({ fen, size = 'line', testId }: AmountProps) {
  const parts = yuanParts(fen);
  return (
    <span className={`amount amount-${size}`} data-testid={testId} data-fen={fen}>
      <span className="unseen">{`¥ ${yuanText(fen)}`}</span>
      <span aria-hidden="true" className="amount-drawn">
        <span className="amount-sign">{parts.negative ? '−¥' : '¥'}</span>
        <span className="amount-yuan">{parts.yuan}</span>
        <span className="amount-fen">.{parts.fen}</span>
      </span>
    </span>
  );
}
