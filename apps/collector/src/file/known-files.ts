import { basename, dirname } from 'node:path';
import type { FilePosition } from '../position/file-position.js';
import { HEAD_BYTES, matches } from '../position/fingerprint.js';
import type { PositionStore } from '../position/position-store.js';
import type { OpenFile } from './open-file.js';
import { isRotatedName } from './rotated-name.js';

/**
 * How a file compares with a position:
 * - `same`: it has all that the position was reached in;
 * - `shorter`: it begins in the same way and ends before the position;
 * - `incomplete`: it cannot be read so far, most likely because its compression is under way;
 * - `other`.
 */
export type Likeness = 'same' | 'shorter' | 'incomplete' | 'other';

/** A file with the position that it is most like. */
export interface Match {
  readonly likeness: Exclude<Likeness, 'other'>;
  readonly position: FilePosition;
}

/** Whether rotation may have made one of the files from the other, by their names. */
export function isSibling(path: string, other: string): boolean {
  if (dirname(path) !== dirname(other)) return false;
  const [name, otherName] = [basename(path), basename(other)];
  return isRotatedName(name, otherName) || isRotatedName(otherName, name);
}

/** Never rejects: what cannot be read is `other`. */
export async function likenessOf(file: OpenFile, known: FilePosition): Promise<Likeness> {
  return await compare(known, file, await headOf(file));
}

/**
 * The position that a file goes on from, or else one of which it may be a copy: one that ends before the position, or
 * one that is not complete yet. Those of the same device and inode are the likeliest. A copy has a rotated name in the
 * same folder, or there is enough of a beginning to know it by.
 *
 * @param head the first bytes of the file
 * @returns undefined when it is new
 */
export async function matchOf(positions: PositionStore, file: OpenFile, head: Buffer): Promise<Match | undefined> {
  const { identity, path } = file;
  const alike = positions.beginningWith(head);
  const isSame = (known: FilePosition): boolean => known.device === identity.device && known.inode === identity.inode;
  const same = alike.filter(isSame);
  const mayBeCopy = (known: FilePosition): boolean => known.head.bytes >= HEAD_BYTES || isSibling(known.path, path);
  const copies = alike.filter((known) => !isSame(known) && mayBeCopy(known));
  let match: Match | undefined;
  for (const position of [...same, ...copies]) {
    const likeness = await compare(position, file, head);
    if (likeness === 'same') return { likeness, position };
    // A file that has lost its end under the same inode was cut and written again: it is no copy of itself.
    if (likeness !== 'other' && !same.includes(position)) match ??= { likeness, position };
  }
  return match;
}

async function compare(known: FilePosition, file: OpenFile, head: Buffer): Promise<Likeness> {
  try {
    if (!matches(known.head, head.subarray(0, known.head.bytes))) return 'other';
    const { offset, tail } = known;
    if (!file.isCompressed && (await file.status()).size < offset) return 'shorter';
    if (tail.bytes === 0) return 'same';
    const before = await file.bytesAt(offset - tail.bytes, tail.bytes);
    if (before.length < tail.bytes) return 'shorter';
    return matches(tail, before) ? 'same' : 'other';
  } catch {
    return 'incomplete';
  }
}

/** Empty when it cannot be read, most likely because compression has only begun. */
export async function headOf(file: OpenFile): Promise<Buffer> {
  try {
    return await file.bytesAt(0, HEAD_BYTES);
  } catch {
    return Buffer.alloc(0);
  }
}
