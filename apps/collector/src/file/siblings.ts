import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Troubles } from '../notice/troubles.js';
import { OpenFile } from './open-file.js';
import { basesOf, isRotatedName } from './rotated-name.js';

/**
 * The files that rotation may have made of the one at a path, oldest first by their last line: compression keeps the time.
 *
 * @throws the error of the system when the folder cannot be read
 */
export async function siblingsOf(path: string, troubles: Troubles): Promise<string[]> {
  return await rotatedFrom(dirname(path), [basename(path)], troubles);
}

/** Like `siblingsOf`; what stands at the path may be rotated itself, and then its name changes with the next rotation. */
export async function relativesOf(path: string, troubles: Troubles): Promise<string[]> {
  return await rotatedFrom(dirname(path), [basename(path), ...basesOf(basename(path))], troubles);
}

async function rotatedFrom(folder: string, bases: readonly string[], troubles: Troubles): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => bases.some((base) => isRotatedName(base, name)));
  const dated: { path: string; modified: number }[] = [];
  for (const name of names) {
    const file = await openIfPossible(join(folder, name), troubles);
    if (file === undefined) continue;
    dated.push({ path: file.path, modified: (await file.status()).modified });
    await file.close();
  }
  return dated.sort((a, b) => a.modified - b.modified).map((file) => file.path);
}

/** @returns undefined for what has gone, is no file or, which is told, is closed to us */
export async function openIfPossible(path: string, troubles: Troubles): Promise<OpenFile | undefined> {
  try {
    const file = await OpenFile.open(path);
    troubles.right(`opening ${path}`);
    return file;
  } catch (error) {
    // A rotation removes and renames while we look; the next look sees what became of it. A folder is none of ours.
    if (error instanceof Error && 'code' in error && error.code !== 'ENOENT') troubles.wrong(`opening ${path}`, error);
    return undefined;
  }
}
