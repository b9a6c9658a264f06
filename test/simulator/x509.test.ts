import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../main/simulator/x509.ts';

const root = { C: 'CN', O: '柜台模拟', OU: 'Test Authority', CN: 'Guitai Test Root' };
const leaf = { C: 'CN', O: 'Shop', OU: 'Till', CN: 'merchant 2088' };
const rootKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const leafKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2056-01-01T00:00:00Z') };

describe('certificates of the test authority', () => {
  const rootPem = issueCertificate({ subject: root, serialNumber: 'f00000000000000000000000000000000001', publicKey: rootKeys.publicKey, signWith: rootKeys.privateKey, isAuthority: true, ...validity });
  const leafPem = issueCertificate({ subject: leaf, issuer: root, serialNumber: 255n, publicKey: leafKeys.publicKey, signWith: rootKeys.privateKey, ...validity });

  it('are read by OpenSSL with the names, serial and validity that were asked for', () => {
    const read = new X509Certificate(leafPem);
    expect(read.subject).toBe('C=CN\nO=Shop\nOU=Till\nCN=merchant 2088');
    expect(read.issuer).toContain('OU=Test Authority\nCN=Guitai Test Root');
    expect(read.serialNumber).toBe('FF');
    expect(new Date(read.validFrom).toISOString()).toBe('2026-01-01T00:00:00.000Z');
    expect(new Date(read.validTo).toISOString()).toBe('2056-01-01T00:00:00.000Z');
    expect(read.publicKey.equals(leafKeys.publicKey)).toBe(true);
  });

  it('verify against the issuer and no one else', () => {
    const read = new X509Certificate(leafPem);
    expect(read.verify(rootKeys.publicKey)).toBe(true);
    expect(read.verify(leafKeys.publicKey)).toBe(false);
    expect(read.checkIssued(new X509Certificate(rootPem))).toBe(true);
    expect(new X509Certificate(rootPem).ca).toBe(true);
    expect(read.ca).toBe(false);
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)('pass the strict rules of RFC 5280, by which Python has judged every server since 3.13', () => {
    const serverPem = issueCertificate({ subject: leaf, issuer: root, serialNumber: 256n, publicKey: leafKeys.publicKey, signWith: rootKeys.privateKey, hosts: ['pay.example', '127.0.0.1'], ...validity });
    const directory = mkdtempSync(join(tmpdir(), 'guitai-x509-'));
    writeFileSync(join(directory, 'root.pem'), rootPem);
    writeFileSync(join(directory, 'server.pem'), serverPem);
    const judged = spawnSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'pay.example', '-CAfile', 'root.pem', 'server.pem'], { cwd: directory, encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    expect(judged.stdout + judged.stderr).toBe('server.pem: OK\n');
  });

  it('refuse a serial number that DER readers would take for zero, negative or too long', () => {
    const ask = (serialNumber: bigint): string => issueCertificate({ subject: leaf, serialNumber, publicKey: leafKeys.publicKey, signWith: leafKeys.privateKey, ...validity });
    expect(() => ask(0n)).toThrow(RangeError);
    expect(() => ask(1n << 160n)).toThrow(RangeError);
  });
});
