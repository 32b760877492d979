import { lstat } from 'node:fs/promises';
import { hasCode } from '../tool-error.js';

/** True if there is anything under this name, a dangling link included. Any failure but "not there" is thrown. */
export async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
