import { stat } from 'node:fs/promises';
import type { FileStatus } from './open-file.js';

export interface PathStatus extends Omit<FileStatus, 'links'> {
  /** Changes with the file. */
  readonly key: string;
}

/**
 * What is at a path now, symbolic links followed.
 *
 * @returns undefined when there is no such file
 * @throws the error of the system
 */
export async function statusOf(path: string): Promise<PathStatus | undefined> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(path, { bigint: true });
    const status = { device: String(dev), inode: String(ino), size: Number(size), modified: Number(mtimeMs) };
    return { ...status, key: [dev, ino, size, mtimeMs].join(' ') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
