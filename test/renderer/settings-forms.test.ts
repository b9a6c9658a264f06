/** What store IT types and picks: a slip in a list of codes, or a file of the wrong kind, must be told and not be saved as something else. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../main/simulator/x509.ts';
import { readList } from '../../renderer/settings/comma-list.ts';
import { pemOf } from '../../renderer/settings/pem-file.ts';

const digits = (text: string): boolean => /^\d{1,8}$/.test(text);

describe('a list in one line', () => {
  it.each([
    ['10, 11,12', ['10', '11', '12']], ['10，11、12；13', ['10', '11', '12', '13']], ['25-30', ['25', '26', '27', '28', '29', '30']], ['25 – 27', ['25', '26', '27']],
    ['05-07', ['05', '06', '07']], ['98-101', ['98', '99', '100', '101']], [' 18 ', ['18']], ['18,18, 17-18', ['18', '17']], ['', []], [',,', []],
  ])('%j', (text, values) => {
    expect(readList(text, digits)).toEqual({ values, bad: [] });
  });

  it.each([['1x', ['1x']], ['30-25', ['30-25']], ['1-9999', ['1-9999']], ['10, -, 12', ['-']], ['10 2.8', ['2.8']]])('%j is told, not guessed', (text, bad) => {
    expect(readList(text, digits).bad).toEqual(bad);
  });

  it('a range is no way around what members may be', () => {
    expect(readList('3-8', (text) => Number(text) >= 6)).toEqual({ values: [], bad: ['3-8'] });
  });
});

describe('a file with a key or a certificate', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = issueCertificate({
    subject: { C: 'CN', O: 'Test', OU: 'Test', CN: 'root' }, serialNumber: 1n, publicKey, signWith: privateKey, isAuthority: true, notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01'),
  });

  it('PEM is taken as it is, also with the mark that editors of Windows put in front', () => {
    expect(pemOf(new TextEncoder().encode(`\uFEFF${pem}\r\n`))).toBe(pem.trim());
  });

  it('DER becomes the same certificate in PEM', () => {
    const read = pemOf(new Uint8Array(new X509Certificate(pem).raw));
    expect(new X509Certificate(read ?? '').fingerprint256).toBe(new X509Certificate(pem).fingerprint256);
  });

  it('a .p12, a picture, an empty or endless file is nothing', () => {
    expect(pemOf(new Uint8Array([0x30, 0x82, 0x0a, 0x00, 0x02, 0x01, 0x03, 0x30]))).toBeUndefined();
    expect(pemOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]))).toBeUndefined();
    expect(pemOf(new Uint8Array())).toBeUndefined();
    expect(pemOf(new Uint8Array(300_000).fill(65))).toBeUndefined();
  });
});
