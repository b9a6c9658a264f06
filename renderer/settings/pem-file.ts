/** Keys and certificates as people have them: PEM text, or the DER form in which Windows hands certificates out. */

const LONGEST_BYTES = 200_000;
const LINE = /.{1,64}/g;
/** Of a DER certificate: a sequence with two bytes of length. A PKCS#12 file begins so too, but goes on with its version. */
const SEQUENCE = [0x30, 0x82] as const;
const VERSION_OF_PKCS12 = [0x02, 0x01, 0x03] as const;

/** The text of a file, a DER certificate as PEM; undefined for what is neither text nor a certificate. */
export function pemOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || bytes.length > LONGEST_BYTES) return undefined;
  if (startsWith(bytes, 0, SEQUENCE)) {
    if (startsWith(bytes, 4, VERSION_OF_PKCS12)) return undefined;
    const base64 = btoa(String.fromCodePoint(...bytes));
    return `-----BEGIN CERTIFICATE-----\n${base64.match(LINE)?.join('\n') ?? ''}\n-----END CERTIFICATE-----\n`;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    // Bytes that are no text.
    return undefined;
  }
}

function startsWith(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte);
}
