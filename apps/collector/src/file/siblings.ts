import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OpenFile } from './open-file.js';
import { isRotatedName } from './rotated-name.js';

/**
 * The files that rotation may have made of the one at a path, oldest first by their last line: compression keeps the time.
 *
 * @throws the error of the system when the folder cannot be read
 */
export async function siblingsOf(path: string): Promise<string[]> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter((name) => isRotatedName(basename(path), name));
  const dated: { path: string; modified: number }[] = [];
  for (const name of names) {
    const file = await openIfPossible(join(folder, name));
    if (file === undefined) continue;
    dated.push({ path: file.path, modified: (await file.status()).modified });
    await file.close();
  }
  return dated.sort((a, b) => a.modified - b.modified).map((file) => file.path);
}

/** @returns undefined for what has gone, is no file or is closed to us */
export async function openIfPossible(path: string): Promise<OpenFile | undefined> {
  try {
    return await OpenFile.open(path);
  } catch {
    // A rotation removes and renames while we look; the next look sees what became of it.
    return undefined;
  }
}
