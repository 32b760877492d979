import { basename, dirname, join } from 'node:path';
import type { FilePosition } from '../position/file-position.js';
import type { PositionStore } from '../position/position-store.js';
import { HEAD_BYTES } from '../position/fingerprint.js';
import { headOf, matchOf } from './known-files.js';
import type { OpenFile } from './open-file.js';
import { basesOf } from './rotated-name.js';

/** A file that has not changed for so long is no copy in the making. */
const SETTLED_MS = 1_000;
/** What is still not whole after this time is read as it is. */
const GIVE_UP_MS = 30_000;
const MAX_SEEN = 10_000;

/**
 * What a file is:
 * - `known`: it goes on from a position;
 * - `copy`: of a known file, and all of it has been read from there, as far as it goes by now;
 * - `unsure`: it may be a copy in the making; to be judged again;
 * - `new`.
 */
export type Verdict =
  | { readonly kind: 'known'; readonly position: FilePosition }
  | { readonly kind: 'copy'; readonly position: FilePosition }
  | { readonly kind: 'unsure' }
  | { readonly kind: 'new' };

/** A file as it was at a moment. */
export interface Glimpse {
  readonly head: Buffer;
  readonly size: number;
  /** Last change of the content, milliseconds since 1970. */
  readonly modified: number;
}

export async function glimpseOf(file: OpenFile): Promise<Glimpse> {
  const { size, modified } = await file.status();
  return { head: await headOf(file), size, modified };
}

/**
 * Tells new files from copies of known ones. A rotation that copies takes a while to write and to compress the copy, and
 * the original gets lines between the end of the copy and the cut. Read as a new file, it would bring its lines twice.
 */
export class Newcomers {
  /** When a file was first seen as it is, by device and inode. */
  readonly #seen = new Map<string, { key: string; since: number }>();

  constructor(private readonly positions: PositionStore) {}

  async judge(file: OpenFile, { head, size, modified }: Glimpse): Promise<Verdict> {
    const match = await matchOf(this.positions, file, head);
    if (match?.likeness === 'same') return { kind: 'known', position: match.position };
    // When it grows beyond the position it is judged again.
    if (match?.likeness === 'shorter') return { kind: 'copy', position: match.position };
    // It was cut while it was compared: what seemed to end before its position has another content by now.
    const isAlike = this.positions.beginningWith(head).length > 0;
    if (isAlike && !(await headOf(file)).subarray(0, head.length).equals(head)) return { kind: 'unsure' };
    // Enough of a beginning, and nobody has it.
    if (!file.isCompressed && (size >= HEAD_BYTES || !this.#mayBeRotated(file.path))) return { kind: 'new' };
    const age = this.#ageOf(file, size, modified);
    if (age < SETTLED_MS) return { kind: 'unsure' };
    if (age < GIVE_UP_MS && file.isCompressed && !(await isWholeArchive(file))) return { kind: 'unsure' };
    return match === undefined ? { kind: 'new' } : { kind: 'copy', position: match.position };
  }

  #mayBeRotated(path: string): boolean {
    return basesOf(basename(path)).some((base) => this.positions.hasPath(join(dirname(path), base)));
  }

  /** Milliseconds since the file's last change: by its own time, or, where clocks differ, since it was seen as it is. */
  #ageOf(file: OpenFile, size: number, modified: number): number {
    const now = Date.now();
    const [name, key] = [nameOf(file), `${size} ${modified}`];
    const known = this.#seen.get(name);
    const since = known?.key === key ? known.since : now;
    if (this.#seen.size >= MAX_SEEN) this.#seen.clear();
    this.#seen.set(name, { key, since });
    return Math.max(now - since, now - modified);
  }
}

function nameOf({ identity }: OpenFile): string {
  return `${identity.device} ${identity.inode}`;
}

async function isWholeArchive(file: OpenFile): Promise<boolean> {
  try {
    // The checksum stands at the end of the last byte that is read.
    for await (const piece of file.content(0)) void piece;
    return true;
  } catch {
    return false;
  }
}
