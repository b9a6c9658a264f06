/** The operating system's own store of keys: DPAPI on Windows, the keychain on macOS, the keyring on Linux where there is one. */
import { safeStorage } from 'electron';
import type { Sealer } from '../ports.ts';

/**
 * Call after `app` is ready. Undefined where there is no such store: without a keyring Electron on Linux would seal with a password
 * that is the same everywhere, which is worse than to say so.
 */
export function systemSealer(): Sealer | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return undefined;
  return {
    protection: 'os',
    seal: (text) => safeStorage.encryptString(text),
    open: (sealed) => safeStorage.decryptString(sealed),
  };
}
