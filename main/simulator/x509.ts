/**
 * Both providers hand out X.509 certificates, and node:crypto can read them but not issue them. This is the small part of
 * DER that a test authority needs: RSA keys, sha256WithRSAEncryption, four name parts, validity, nothing else.
 */
import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

/** A distinguished name. All four parts are written, in this order: Alipay's serial-number rule needs exactly these. */
export interface CertificateName {
  readonly C: string;
  readonly O: string;
  readonly OU: string;
  readonly CN: string;
}

export interface CertificateRequest {
  readonly subject: CertificateName;
  /** Who signs; absent means self-signed, with the subject's own name. */
  readonly issuer?: CertificateName;
  /** Hexadecimal digits or a positive integer; at most 20 bytes. */
  readonly serialNumber: string | bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** RSA public key of the subject: a key object or PEM. */
  readonly publicKey: KeyObject | string;
  /** RSA private key of the issuer: a key object or PEM. */
  readonly signWith: KeyObject | string;
  /** True marks an authority (basicConstraints CA, critical). */
  readonly isAuthority?: boolean;
  /** Host names and IPv4 addresses of a server (subjectAltName). */
  readonly hosts?: readonly string[];
}

const TAG = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, utf8: 0x0c, sequence: 0x30, set: 0x31, printable: 0x13, utcTime: 0x17, generalizedTime: 0x18 } as const;

const OID = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tlv(TAG.oid, Buffer.from(bytes));
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  const negativeLooking = ((bytes[0] ?? 0) & 0x80) !== 0;
  return tlv(TAG.integer, negativeLooking ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function name(parts: CertificateName): Buffer {
  const part = (key: keyof CertificateName): Buffer =>
    tlv(TAG.set, tlv(TAG.sequence, oid(OID[key]), tlv(key === 'C' ? TAG.printable : TAG.utf8, Buffer.from(parts[key], 'utf8'))));
  return tlv(TAG.sequence, part('C'), part('O'), part('OU'), part('CN'));
}

/** RFC 5280: two-digit years up to 2049, four digits after. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return at.getUTCFullYear() < 2050 ? tlv(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`)) : tlv(TAG.generalizedTime, Buffer.from(`${digits}Z`));
}

function extension(id: keyof typeof OID, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [tlv(TAG.boolean, Buffer.from([0xff]))] : [];
  return tlv(TAG.sequence, oid(OID[id]), ...critical, tlv(TAG.octetString, value));
}

/**
 * basicConstraints CA, and keyUsage keyCertSign and cRLSign; digitalSignature and keyEncipherment, too, so that one certificate may be a
 * server and its own authority.
 */
function authorityExtensions(): readonly Buffer[] {
  const isAuthority = tlv(TAG.sequence, tlv(TAG.boolean, Buffer.from([0xff])));
  const usage = tlv(TAG.bitString, Buffer.from([1, 0xa6]));
  return [extension('basicConstraints', isAuthority, true), extension('keyUsage', usage, true)];
}

/** RFC 5280, 4.2.1.2: SHA-1 over the key's own bits, without the algorithm before them. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1').update(key.export({ type: 'pkcs1', format: 'der' })).digest();
}

/** GeneralNames: 0x82 is a DNS name, 0x87 an address of four bytes. */
function hostsExtension(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => {
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(host);
    return isAddress ? tlv(0x87, Buffer.from(host.split('.').map(Number))) : tlv(0x82, Buffer.from(host, 'ascii'));
  });
  return extension('subjectAltName', tlv(TAG.sequence, ...names));
}

/** Who follows RFC 5280 to the letter, as Python does since 3.13, demands both key identifiers and an authority's keyUsage. */
function extensions({ isAuthority, hosts = [] }: CertificateRequest, subjectKey: KeyObject, issuerKey: KeyObject): Buffer {
  return tlv(0xa3, tlv(
    TAG.sequence,
    extension('subjectKeyIdentifier', tlv(TAG.octetString, keyIdentifier(subjectKey))),
    extension('authorityKeyIdentifier', tlv(TAG.sequence, tlv(0x80, keyIdentifier(issuerKey)))),
    ...(isAuthority ? authorityExtensions() : []),
    ...(hosts.length > 0 ? [hostsExtension(hosts)] : []),
  ));
}

function serial(value: string | bigint): bigint {
  const number = typeof value === 'bigint' ? value : BigInt(`0x${value}`);
  if (number <= 0n || number >= 1n << 159n) throw new RangeError('a certificate serial number is positive and at most 20 bytes long');
  return number;
}

/** Issues one X.509 v3 certificate signed with SHA-256 and RSA, as PEM that ends with a line feed. */
export function issueCertificate(request: CertificateRequest): string {
  const publicKey = typeof request.publicKey === 'string' ? createPublicKey(request.publicKey) : request.publicKey;
  const signWith = typeof request.signWith === 'string' ? createPrivateKey(request.signWith) : request.signWith;
  const algorithm = tlv(TAG.sequence, oid(OID.sha256WithRsa), tlv(TAG.null));
  const body = tlv(
    TAG.sequence,
    tlv(0xa0, integer(2n)),
    integer(serial(request.serialNumber)),
    algorithm,
    name(request.issuer ?? request.subject),
    tlv(TAG.sequence, time(request.notBefore), time(request.notAfter)),
    name(request.subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(request, publicKey, createPublicKey(signWith)),
  );
  const signature = sign('sha256', body, signWith);
  const der = tlv(TAG.sequence, body, algorithm, tlv(TAG.bitString, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
