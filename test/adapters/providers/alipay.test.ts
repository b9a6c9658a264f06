/** The Alipay adapter keeps the contract, against the simulated gateway over real HTTP. */
import { describe } from 'vitest';
import { describeProvider } from './contract.ts';
import { alipayParts } from './alipay-parts.ts';

describe('Alipay keeps the contract', () => {
  describeProvider(alipayParts, {
    unscannedQr: 'absent',
    cancelOfPaidQr: 'returned',
    cancelSays: { unpaid: 'closed', paid: 'returned' },
    refundIs: 'done',
    repeatedRefundIs: 'uncertain',
    codeRefusals: { invalid: 'code_invalid', expired: 'code_invalid', used: 'code_invalid' },
    namesMerchant: false,
  });
});
