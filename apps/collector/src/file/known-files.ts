import { basename, dirname } from 'node:path';
import { type FilePosition } from '../position/file-position.js';
import { HEAD_BYTES, matches } from '../position/fingerprint.js';
import { type FileIdentity, type OpenFile } from './open-file.js';
import { isRotatedName } from './rotated-name.js';

/**
 * The positions that a file may go on from, the likeliest first: those of the same device and inode, and those of which
 * it may be a copy. Whether it does is decided by its content. A copy has a rotated name in the same folder, or there is
 * enough of a beginning to know it by.
 */
function candidates(
  positions: readonly FilePosition[],
  file: FileIdentity,
  path: string,
): { same: FilePosition[]; copies: FilePosition[] } {
  const newestFirst = positions.filter(({ head }) => head.bytes > 0).sort((a, b) => b.changed - a.changed);
  const isSame = (known: FilePosition): boolean => known.device === file.device && known.inode === file.inode;
  const mayBeCopy = (known: FilePosition): boolean => known.head.bytes >= HEAD_BYTES || isSibling(known.path, path);
  return {
    same: newestFirst.filter(isSame),
    copies: newestFirst.filter((known) => !isSame(known) && mayBeCopy(known)),
  };
}

function isSibling(path: string, other: string): boolean {
  if (dirname(path) !== dirname(other)) return false;
  const [name, otherName] = [basename(path), basename(other)];
  return isRotatedName(name, otherName) || isRotatedName(otherName, name);
}

/** Whether a file has the content that a position was reached in. Never rejects: what cannot be read has not. */
export async function hasContentOf(known: FilePosition, file: OpenFile): Promise<boolean> {
  return (await headOf(file).then((head) => compare(known, file, head))) === 'same';
}

/** The position that a file goes on from, undefined when it is new. */
export async function findKnown(positions: readonly FilePosition[], file: OpenFile): Promise<FilePosition | undefined> {
  const { same, copies } = candidates(positions, file.identity, file.path);
  const head = await headOf(file);
  for (const known of [...same, ...copies]) if ((await compare(known, file, head)) === 'same') return known;
  return undefined;
}

/** Whether a file begins like a known one but is shorter: a copy of it that is being made looks like this. */
export async function mayBecomeCopy(positions: readonly FilePosition[], file: OpenFile): Promise<boolean> {
  const { copies } = candidates(positions, file.identity, file.path);
  const head = await headOf(file);
  for (const known of copies) if ((await compare(known, file, head)) === 'shorter') return true;
  return false;
}

async function compare(known: FilePosition, file: OpenFile, head: Buffer): Promise<'same' | 'shorter' | 'other'> {
  try {
    if (!matches(known.head, head.subarray(0, known.head.bytes))) return 'other';
    if (!file.isCompressed && (await file.status()).size < known.offset) return 'shorter';
    const { offset, tail } = known;
    return tail.bytes === 0 || matches(tail, await file.bytesAt(offset - tail.bytes, tail.bytes)) ? 'same' : 'other';
  } catch {
    // A compressed file that is not complete yet, most likely.
    return 'shorter';
  }
}

/** Empty when it cannot be read, most likely because compression has only begun. */
async function headOf(file: OpenFile): Promise<Buffer> {
  try {
    return await file.bytesAt(0, HEAD_BYTES);
  } catch {
    return Buffer.alloc(0);
  }
}
