/** The WeChat Pay adapter keeps the contract over APIv3, in every mode, against the simulated gateway over real HTTP. */
import { describe } from 'vitest';
import { describeProvider } from './contract.ts';
import { certificateParts, partnerParts, WECHAT_MANNERS, wechatParts } from './wechat-parts.ts';

describe('WeChat Pay keeps the contract', () => {
  describeProvider(wechatParts, WECHAT_MANNERS);
});

describe('WeChat Pay proved by platform certificates keeps the contract', () => {
  describeProvider(certificateParts, WECHAT_MANNERS);
});

describe('WeChat Pay of a service provider keeps the contract', () => {
  describeProvider(partnerParts, WECHAT_MANNERS);
});
