/**
 * Files that must be there, whole, after a power cut: written beside their place, flushed to the disk, then renamed.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a small file so that after any crash either the old or the new text is there, never a part of it. When it
 * returns, the text is on the disk. Throws the file system's error; the old text is then still in place.
 */
export function writeDurably(file: string, text: string): void {
  const partial = `${file}.partial`;
  try {
    const handle = openSync(partial, 'w', 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(partial, file);
  } catch (error) {
    discard(partial);
    throw error;
  }
  flushFolder(dirname(file));
}

/** Removes what was begun, if there is anything; the error that ended it is still to be thrown. */
export function discard(partial: string): void {
  if (existsSync(partial)) rmSync(partial, { force: true });
}

/** Flushes a file that somebody else wrote. */
export function flushFile(file: string): void {
  // Windows flushes only through a handle that may write.
  flush(file, 'r+');
}

/** Makes a new or renamed name in a folder durable. Windows has no such call and does it with the file itself. */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flush(folder, 'r');
}

function flush(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
