import { randomUUID } from 'node:crypto';
import { FileLines, type FileLinesContext } from '../delivery/file-lines.js';
import { type SourceIdentity, typeOfFile } from '../line/source-identity.js';
import type { Troubles } from '../notice/troubles.js';
import { type FilePosition, isComplete } from '../position/file-position.js';
import { TAIL_BYTES, fingerprintOf, matches } from '../position/fingerprint.js';
import { FileTail } from './file-tail.js';
import type { FollowedFiles } from './followed-files.js';
import { isSibling } from './known-files.js';
import type { LiveFiles } from './live-files.js';
import { type Glimpse, type Newcomers, glimpseOf } from './newcomers.js';
import { OpenFile } from './open-file.js';
import type { RotatedRest } from './rotated-rest.js';

interface NewFilesContext {
  readonly lines: FileLinesContext;
  readonly live: LiveFiles;
  readonly troubles: Troubles;
  readonly newcomers: Newcomers;
  readonly rest: RotatedRest;
  readonly followed: FollowedFiles;
}

/** A file that was found at a path. */
interface Found {
  readonly path: string;
  /** Changes with the file. */
  readonly key: string;
  /** Where a rotated file was before; the path itself for one that was not rotated. */
  readonly original: string;
  /** Whether the collector has only just started. */
  readonly isFirstLook: boolean;
}

/** What became of it. */
interface Begun {
  /** Of its lines. */
  readonly instance: string | undefined;
  /** Whether it is read from now on. */
  readonly isRead: boolean;
}

/** A file that is to be read. */
interface Taken {
  readonly file: OpenFile;
  readonly position: FilePosition;
  readonly isNew: boolean;
}

/** Begins to read the files that nobody reads yet: from their positions, or from their beginnings. */
export class NewFiles {
  /** What was decided not to be read, as long as it does not change. */
  readonly #passedOver = new Map<string, string>();
  /** Paths of which it is not known yet what is there. */
  readonly #undecided = new Set<string>();

  /** @param from where files begin that are there at the first start */
  constructor(
    private readonly identity: SourceIdentity,
    private readonly from: 'beginning' | 'end',
    private readonly context: NewFilesContext,
  ) {}

  get isDone(): boolean {
    return this.#undecided.size === 0;
  }

  isPassedOver(path: string): boolean {
    return this.#passedOver.has(path);
  }

  /**
   * Begins to read a file, if it is to be read.
   *
   * @returns undefined when nothing was decided
   * @throws the error of the system
   */
  async begin(found: Found): Promise<Begun | undefined> {
    if (this.#passedOver.get(found.path) === found.key) return undefined;
    this.#passedOver.delete(found.path);
    const file = await openOrNothing(found.path);
    this.#undecided.delete(found.path);
    if (file === undefined) return undefined;
    let isRead = false;
    try {
      // Read before the turn: thousands of files that are found at once would wait for each other's disk.
      const glimpse = await glimpseOf(file);
      if (glimpse.head.length === 0 && !file.isCompressed) return await stillEmpty(file);
      const decision = await this.context.live.inTurn(() => this.#decide(file, glimpse, found));
      if (decision === undefined) return undefined;
      const { taken, known } = decision;
      if (taken !== undefined) await this.#read(taken, found);
      isRead = taken !== undefined;
      return { instance: taken?.position.instance ?? known?.instance, isRead };
    } finally {
      if (!isRead) await file.close();
    }
  }

  async #decide(
    file: OpenFile,
    glimpse: Glimpse,
    found: Found,
  ): Promise<{ known?: FilePosition; taken?: Taken } | undefined> {
    const verdict = await this.context.newcomers.judge(file, glimpse);
    if (verdict.kind === 'unsure') {
      this.#undecided.add(found.path);
      return undefined;
    }
    if (verdict.kind === 'copy') {
      this.#tellCopy(found.path, verdict.position.path);
      return this.#passOver(found);
    }
    const known = verdict.kind === 'known' ? verdict.position : undefined;
    if (known !== undefined) {
      const { live, rest } = this.context;
      // Another name of a file that is read, or the copy that a rotation makes of it.
      if (live.has(known.instance)) return { known };
      if (rest.isSeeking(known.instance)) {
        rest.seenAt(known.instance, found.path);
        return { known };
      }
      // A compressed file is complete when it is there; another may have got more lines since.
      const hasMore = known.missing === true || (!file.isCompressed && (await file.status()).size > known.offset);
      if (isComplete(known) && !hasMore) return { ...this.#passOver(found), known };
    }
    const position = known === undefined ? await this.#newPosition(file, glimpse, found) : asFound(known);
    this.context.live.add(position.instance);
    return { ...(known && { known }), taken: { file, position, isNew: known === undefined } };
  }

  /** Rotation makes copies all the time; elsewhere somebody may wonder why a file is not read. */
  #tellCopy(path: string, original: string): void {
    if (isSibling(original, path)) return;
    const what = `it begins like ${original} and has nothing that was not read there: it is taken for a copy`;
    this.context.troubles.wrong(`reading ${path}`, what);
  }

  #passOver({ path, key }: Found): object {
    this.#passedOver.set(path, key);
    return {};
  }

  async #read({ file, position, isNew }: Taken, { path, original }: Found): Promise<void> {
    const { lines, live, rest, followed } = this.context;
    try {
      // Its instance is on disk before its first line is sent.
      if (isNew && !(await lines.positions.save())) {
        lines.positions.delete(position.instance);
        throw new Error('it waits until positions can be written');
      }
      if (file.isCompressed) return rest.read(file, position);
      const tail = new FileTail(file, await this.linesOf(file, position));
      // The path of a rotated file is another file's at the next rotation: it is read like one whose name has changed.
      if (path === original) followed.follow(path, tail);
      else followed.followRenamed(tail);
    } catch (error) {
      live.delete(position.instance);
      throw error;
    }
  }

  /** Makes the reader of a file whose lines go on from a position. @throws when the file does not have what the position proves */
  async linesOf(file: OpenFile, known: FilePosition): Promise<FileLines> {
    const before = await file.bytesAt(Math.max(0, known.offset - known.tail.bytes), known.tail.bytes);
    if (!matches(known.tail, before)) throw new Error('it was cut while it was opened; it is looked at again');
    const { lines, live } = this.context;
    const type = this.identity.type ?? typeOfFile(known.path);
    live.add(known.instance);
    return new FileLines(lines, this.identity, type, { ...known, ...file.identity }, before);
  }

  /** Of a file that nobody has read before. */
  async #newPosition(file: OpenFile, { head }: Glimpse, { original, isFirstLook }: Found): Promise<FilePosition> {
    const { positions } = this.context.lines;
    const isLate = !positions.hasPath(original) && isFirstLook && this.from === 'end' && !file.isCompressed;
    const offset = isLate ? await startOfLastLine(file) : 0;
    const tail = offset === 0 ? Buffer.alloc(0) : await file.bytesAt(Math.max(0, offset - TAIL_BYTES), Math.min(offset, TAIL_BYTES)); // prettier-ignore
    const position: FilePosition = {
      instance: randomUUID(),
      source: this.identity.source,
      path: original,
      ...file.identity,
      head: fingerprintOf(head),
      offset,
      seq: 0,
      tail: fingerprintOf(tail),
      numbersHeartbeats: this.identity.heartbeats === 'send',
      changed: Date.now(),
    };
    positions.set(position);
    return position;
  }
}

/** What was sought in vain is back: there is more to read. */
function asFound(known: FilePosition): FilePosition {
  return known.missing === true ? { ...known, missing: undefined, finishedAt: undefined } : known;
}

/** @returns undefined when it has gone since it was seen */
async function openOrNothing(path: string): Promise<OpenFile | undefined> {
  try {
    return await OpenFile.open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A file was cut to nothing since it was seen. Begun now, its position would have no first byte to be found by after a
 * kill, and what was sent by then would come twice.
 *
 * @throws the error of the system, when nothing came because the file cannot be read
 */
async function stillEmpty(file: OpenFile): Promise<undefined> {
  await file.bytesAt(0, 1);
}

/** The place after the last newline, 0 when there is none within the last mebibyte. */
async function startOfLastLine(file: OpenFile): Promise<number> {
  const { size } = await file.status();
  const from = Math.max(0, size - 1024 * 1024);
  const end = await file.bytesAt(from, size - from);
  return from + end.lastIndexOf(0x0a) + 1;
}
