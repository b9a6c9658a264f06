/** Neutral drawings of our own for the two wallets, always with the name beside them: no trademark is used. */
import { useText } from '../text/text.tsx';

export type Method = 'alipay' | 'wechat' | 'cash' | 'mobile';

export function MethodMark({ method, size = 1.75 }: { readonly method: Method; readonly size?: number }) {
  return (
    <svg className="mark" data-method={method} viewBox="0 0 32 32" width={`${size}rem`} height={`${size}rem`} aria-hidden="true" focusable="false">
      {method === 'alipay' && <><rect x="7" y="7" width="18" height="18" rx="3" transform="rotate(45 16 16)" /><path d="M11 16h10M16 11v10" /></>}
      {method === 'wechat' && <><circle cx="12" cy="13.5" r="8" /><circle className="mark-over" cx="20.5" cy="19" r="7" /></>}
      {method === 'cash' && <><rect x="3.5" y="8" width="25" height="16" rx="2" /><circle cx="16" cy="16" r="4" /></>}
      {method === 'mobile' && <><path d="M4 10V5h5M23 5h5v5M28 22v5h-5M9 27H4v-5" /><path d="M9 11v10M13.5 11v10M18.5 11v10M23 11v10" /></>}
    </svg>
  );
}

export function WalletMark({ wallet, size }: { readonly wallet: Exclude<Method, 'mobile'>; readonly size?: number }) {
  const { say } = useText();
  return (
    <span className="wallet">
      <MethodMark method={wallet} {...(size === undefined ? {} : { size })} />
      <span>{say(`method.${wallet}`)}</span>
    </span>
  );
}

