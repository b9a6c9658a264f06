/** A scanner on a serial cable: sends codes as a real one does, whole or in pieces, and can be pulled out in the middle. */
import { layCable } from '../pty.ts';
import type { VirtualCable } from '../pty.ts';

export interface VirtualSerialScanner {
  readonly cable: VirtualCable;
  /** Sends one code with the scanner's suffix; with `pieceBytes`, in pieces of so many bytes, one at a time. */
  scan(code: string, pieceBytes?: number): Promise<void>;
}

export function startSerialScanner(path: string, suffix = '\r\n'): VirtualSerialScanner {
  const cable = layCable(path, () => undefined);
  return {
    cable,
    async scan(code, pieceBytes) {
      const bytes = new TextEncoder().encode(code + suffix);
      const size = pieceBytes ?? bytes.length;
      for (let start = 0; start < bytes.length; start += size) {
        cable.send(bytes.subarray(start, start + size));
        if (pieceBytes !== undefined) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
  };
}
