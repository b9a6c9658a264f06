/** Barcode payments over the XML interfaces keep the same contract, with both signatures, with mutual TLS, and below a service provider. */
import { describe } from 'vitest';
import { describeProvider } from './contract.ts';
import { V2_MANNERS, v2HmacParts, v2Md5Parts, v2PartnerParts } from './wechat-parts.ts';

describe('WeChat Pay v2 signed with MD5 keeps the contract', () => {
  describeProvider(v2Md5Parts, V2_MANNERS);
});

describe('WeChat Pay v2 signed with HMAC-SHA256 over mutual TLS keeps the contract', () => {
  describeProvider(v2HmacParts, V2_MANNERS);
});

describe('WeChat Pay v2 of a service provider keeps the contract', () => {
  describeProvider(v2PartnerParts, V2_MANNERS);
});
