/** The WeChat Pay adapter keeps the contract, against the simulated gateway over real HTTP. */
import { describe } from 'vitest';
import { describeProvider } from './contract.ts';
import { wechatParts } from './wechat-parts.ts';

describe('WeChat Pay keeps the contract', () => {
  describeProvider(wechatParts, {
    unscannedQr: 'waiting',
    cancelOfPaidQr: 'already_paid',
    cancelSays: { unpaid: 'unsaid', paid: 'unsaid' },
    refundIs: 'accepted',
    repeatedRefundIs: 'accepted',
    codeRefusals: { invalid: 'code_invalid', expired: 'code_expired', used: 'code_used' },
    namesMerchant: true,
  });
});
