/** The operating system's own store of keys: DPAPI on Windows, the keychain on macOS, the keyring on Linux where there is one. */
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { keyFileSealer } from '../adapters/secrets.ts';
import type { Sealer } from '../adapters/secrets.ts';

/**
 * Call after `app` is ready. Without a keyring Electron on Linux would seal with a password that is the same everywhere: then a
 * key file of this account stands in, and the settings say so.
 * @param folder of the program's data, above the profiles
 */
export function systemSealer(folder: string): Sealer {
  const strong = safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');
  if (!strong) return keyFileSealer(join(folder, 'secrets.key'));
  return {
    protection: 'os',
    seal: (text) => safeStorage.encryptString(text),
    open: (sealed) => safeStorage.decryptString(sealed),
  };
}
