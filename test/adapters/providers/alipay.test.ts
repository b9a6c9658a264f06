/** The Alipay adapter keeps the contract, against the simulated gateway over real HTTP, in every mode. */
import { describe } from 'vitest';
import { describeProvider } from './contract.ts';
import { ALIPAY_MODES, alipayPartsOf } from './alipay-parts.ts';

describe.each(ALIPAY_MODES)('Alipay keeps the contract: %s', (mode) => {
  describeProvider(alipayPartsOf(mode), {
    unscannedQr: 'absent',
    cancelOfPaidQr: 'returned',
    cancelSays: { unpaid: 'closed', paid: 'returned' },
    refundIs: 'done',
    repeatedRefundIs: 'uncertain',
    codeRefusals: { invalid: 'code_invalid', expired: 'code_invalid', used: 'code_invalid' },
    namesMerchant: false,
  });
});
