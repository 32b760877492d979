import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { glob, isDynamicPattern } from 'tinyglobby';
import { FileLines, type FileLinesContext } from '../delivery/file-lines.js';
import { type SourceIdentity, typeOfFile } from '../line/source-identity.js';
import { type FilePosition, isComplete } from '../position/file-position.js';
import { type Troubles } from '../notice/troubles.js';
import { FileTail } from './file-tail.js';
import { HEAD_BYTES, TAIL_BYTES, fingerprintOf, matches } from '../position/fingerprint.js';
import { findKnown } from './known-files.js';
import { OpenFile } from './open-file.js';
import { type LiveFiles } from './live-files.js';
import { RotatedRest } from './rotated-rest.js';
import { UnreadSiblings } from './unread-siblings.js';

const LOOK_MS = 250;
const GLOB_MS = 1_000;
/** A file that has been renamed is read so long after its writer fell silent. */
const DRAIN_MS = 30_000;

export interface FileSourceSettings {
  readonly identity: SourceIdentity;
  /** Paths and patterns. */
  readonly files: readonly string[];
  /** Where files begin that are there at the first start. */
  readonly from: 'beginning' | 'end';
}

/** Follows the files of one source: finds them, reads what comes, and notices how they are rotated. */
export class FileSource {
  readonly #followed = new Map<string, FileTail>();
  readonly #draining = new Set<FileTail>();
  /** Paths that are looked at just now. */
  readonly #busy = new Map<string, Promise<void>>();
  /** What was decided not to be read, as long as it does not change. */
  readonly #passedOver = new Map<string, string>();
  readonly #rest: RotatedRest;
  readonly #unread: UnreadSiblings;
  #paths: string[] = [];
  #timers: NodeJS.Timeout[] = [];
  #isFirstLook = true;
  #stopped = false;

  constructor(
    private readonly settings: FileSourceSettings,
    private readonly context: FileLinesContext,
    private readonly live: LiveFiles,
    private readonly troubles: Troubles,
  ) {
    const { positions } = context;
    this.#rest = new RotatedRest({
      live,
      positions,
      troubles,
      linesOf: (file, known) => this.#linesOf(file, known),
    });
    this.#unread = new UnreadSiblings(positions, live, (path, original) => this.#adopt(path, original));
  }

  async start(): Promise<void> {
    await this.#expand();
    await this.#lookAtAll();
    this.#isFirstLook = false;
    this.#seekRests();
    for (const { path } of this.context.positions.all().filter((known) => this.#isOurs(known)))
      this.#unread.expect(path);
    this.#timers = [
      setInterval(() => void this.#lookAtAll(), LOOK_MS),
      setInterval(() => void this.#expand(), GLOB_MS),
      setInterval(() => void this.#lookAtSiblings(), LOOK_MS),
    ];
  }

  /** Resolves when all files have been read to their ends and Kafka has their lines; or when the signal says so. */
  async finish(signal: AbortSignal): Promise<void> {
    const goesOn = (): boolean => !signal.aborted;
    clearTimers(this.#timers);
    while (!this.#unread.isDone && goesOn()) {
      await this.#lookAtSiblings();
      if (!this.#unread.isDone) await delay(LOOK_MS);
    }
    await this.#rest.idle();
    for (const tail of [...this.#followed.values(), ...this.#draining]) {
      if ((await tail.readOn(goesOn)) !== 'idle') continue;
      await tail.finish(() => this.context.positions.save());
      await tail.lines.settled(goesOn);
      if (goesOn()) await tail.lines.close(5_000, true);
    }
  }

  /** Ends the reading; what was read is still on its way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimers(this.#timers);
    await Promise.all([...this.#busy.values(), this.#rest.stop()]);
  }

  /** Waits until Kafka has everything, at most so many milliseconds. */
  async close(ms: number): Promise<void> {
    const tails = [...this.#followed.values(), ...this.#draining];
    await Promise.all(tails.map((tail) => this.#release(tail, ms, false)));
  }

  async #expand(): Promise<void> {
    try {
      const patterns = this.settings.files.filter((path) => isDynamicPattern(path));
      const found = patterns.length === 0 ? [] : await glob(patterns, { absolute: true, dot: true, expandDirectories: false }); // prettier-ignore
      const plain = this.settings.files.filter((path) => !isDynamicPattern(path));
      this.#paths = [...new Set([...plain, ...found.sort()])];
    } catch (error) {
      this.troubles.wrong(this.settings.files.join(', '), error);
    }
  }

  async #lookAtAll(): Promise<void> {
    const work = [...this.#paths, ...this.#followed.keys()].map((path) => this.#lookAlone(path));
    await Promise.all([...work, ...[...this.#draining].map((tail) => this.#drain(tail))]);
  }

  async #lookAtSiblings(): Promise<void> {
    const name = `what was rotated from ${this.settings.files.join(', ')}`;
    if (this.#stopped || this.#unread.isDone) return;
    await this.#unread.look().then(
      () => this.troubles.right(name),
      (error: unknown) => this.troubles.wrong(name, error),
    );
  }

  /** One look at a path at a time. */
  async #lookAlone(path: string): Promise<void> {
    if (this.#busy.has(path) || this.#stopped) return;
    const work = this.#look(path)
      .then(() => this.troubles.right(path))
      .catch((error: unknown) => this.troubles.wrong(path, error))
      .finally(() => this.#busy.delete(path));
    this.#busy.set(path, work);
    await work;
  }

  async #look(path: string): Promise<void> {
    const now = await statOf(path);
    const tail = this.#followed.get(path);
    if (tail !== undefined) await this.#follow(path, tail, now);
    if (!this.#followed.has(path) && now !== undefined && now.size > 0) await this.#begin(path, now.key);
  }

  async #follow(path: string, tail: FileTail, now: Status | undefined): Promise<void> {
    const { device, inode } = tail.file.identity;
    if (now?.device !== device || now.inode !== inode) {
      // Renamed or removed. Its writer may go on for a while, so it stays open.
      this.#followed.delete(path);
      tail.activeAt = Date.now();
      this.#draining.add(tail);
      return;
    }
    const result = await tail.readOn(() => !this.#stopped);
    if (result === 'changed') {
      this.#followed.delete(path);
      await this.#cut(tail);
    } else await tail.lines.rest(Date.now());
  }

  async #drain(tail: FileTail): Promise<void> {
    const key = `draining ${tail.lines.position.instance}`;
    if (this.#busy.has(key) || this.#stopped) return;
    const work = this.#drainOnce(tail)
      .catch((error: unknown) => this.troubles.wrong(tail.file.path, error))
      .finally(() => this.#busy.delete(key));
    this.#busy.set(key, work);
    await work;
  }

  async #drainOnce(tail: FileTail): Promise<void> {
    const goesOn = (): boolean => !this.#stopped;
    const result = await tail.readOn(goesOn);
    if (result === 'stopped' || (result === 'idle' && Date.now() - tail.activeAt < DRAIN_MS)) return;
    if (result === 'changed') {
      this.#draining.delete(tail);
      return await this.#cut(tail);
    }
    await tail.finish(() => this.context.positions.save());
    await tail.lines.settled(goesOn);
    if (this.#stopped) return;
    this.#draining.delete(tail);
    await this.#release(tail, 1_000, true);
  }

  /** The file was cut: a copy of it has the rest of what was in it. */
  async #cut(tail: FileTail): Promise<void> {
    this.#rest.seek(tail.lines.position, tail.lines);
    await tail.file.close();
  }

  async #begin(path: string, key: string, original = path): Promise<void> {
    if (this.#passedOver.get(path) === key) return;
    await this.live.inTurn(() => this.#beginNow(path, key, original));
  }

  async #adopt(path: string, original: string): Promise<void> {
    const now = await statOf(path);
    if (now !== undefined && now.size > 0 && !this.#stopped) await this.#begin(path, now.key, original);
  }

  async #beginNow(path: string, key: string, original: string): Promise<void> {
    const file = await OpenFile.open(path);
    let isTaken = false;
    if (path === original) this.#unread.expect(path);
    try {
      const known = await findKnown(this.context.positions.all(), file);
      this.#seekRests(path, known?.instance);
      if (known !== undefined && (this.live.has(known.instance) || this.#rest.isSeeking(known.instance))) {
        // Another name of a file that is read, or the copy that a rotation makes of it.
        return;
      }
      isTaken = await this.#take(file, known, path, original);
      if (!isTaken) this.#passedOver.set(path, key);
    } finally {
      if (!isTaken) await file.close();
    }
  }

  /** @returns whether the file is read from now on */
  async #take(file: OpenFile, known: FilePosition | undefined, path: string, original: string): Promise<boolean> {
    if (known !== undefined && isComplete(known)) {
      // A compressed file is complete when it is there; another may have got more lines since.
      if (file.isCompressed || (await file.status()).size <= known.offset) return false;
    }
    const position = known ?? (await this.#newPosition(file, original));
    if (file.isCompressed) {
      this.#rest.read(file, position);
      return true;
    }
    const tail = new FileTail(file, await this.#linesOf(file, position));
    // The path of a rotated file is another file's at the next rotation: it is read like one whose name has changed.
    if (path === original) this.#followed.set(path, tail);
    else this.#draining.add(tail);
    return true;
  }

  async #linesOf(file: OpenFile, known: FilePosition): Promise<FileLines> {
    const before = await file.bytesAt(Math.max(0, known.offset - known.tail.bytes), known.tail.bytes);
    if (!matches(known.tail, before)) throw new Error('it was cut while it was opened; it is looked at again');
    const position = { ...known, ...file.identity };
    const { identity } = this.settings;
    const type = identity.type ?? typeOfFile(known.path);
    this.live.add(known.instance);
    return new FileLines(this.context, identity, type, position, before);
  }

  /** A file that nobody has read before. Its instance is on disk before its first line is sent. */
  async #newPosition(file: OpenFile, path: string): Promise<FilePosition> {
    const isNewPath = this.context.positions.all().every((known) => known.path !== path);
    const isLate = isNewPath && this.#isFirstLook && this.settings.from === 'end' && !file.isCompressed;
    const offset = isLate ? await startOfLastLine(file) : 0;
    const tail = await file.bytesAt(Math.max(0, offset - TAIL_BYTES), Math.min(offset, TAIL_BYTES));
    const position: FilePosition = {
      instance: randomUUID(),
      source: this.settings.identity.source,
      path,
      ...file.identity,
      head: fingerprintOf(await file.bytesAt(0, HEAD_BYTES)),
      offset,
      seq: 0,
      tail: fingerprintOf(tail),
      numbersHeartbeats: this.settings.identity.heartbeats === 'send',
      changed: Date.now(),
    };
    this.context.positions.set(position);
    if (!(await this.context.positions.save())) throw new Error('it waits until positions can be written');
    return position;
  }

  /**
   * Seeks files that were rotated while nobody looked, and are not complete.
   *
   * @param path only those that were at this path before
   * @param except what is there now
   */
  #seekRests(path?: string, except?: string): void {
    for (const position of this.context.positions.all()) {
      if (isComplete(position) || this.live.has(position.instance) || position.instance === except) continue;
      if (path === undefined ? this.#isOurs(position) : position.path === path) this.#rest.seek(position);
    }
  }

  #isOurs({ source, path }: FilePosition): boolean {
    return source === this.settings.identity.source || this.#paths.includes(path);
  }

  async #release(tail: FileTail, ms: number, isEnd: boolean): Promise<void> {
    await tail.lines.close(ms, isEnd);
    this.live.delete(tail.lines.position.instance);
    await tail.file.close();
  }
}

function clearTimers(timers: readonly NodeJS.Timeout[]): void {
  for (const timer of timers) clearInterval(timer);
}

interface Status {
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** Changes with the file. */
  readonly key: string;
}

/** @returns undefined when there is no such file */
async function statOf(path: string): Promise<Status | undefined> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(path, { bigint: true });
    return { device: String(dev), inode: String(ino), size: Number(size), key: [dev, ino, size, mtimeMs].join(' ') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The place after the last newline, 0 when there is none within the last mebibyte. */
async function startOfLastLine(file: OpenFile): Promise<number> {
  const { size } = await file.status();
  const from = Math.max(0, size - 1024 * 1024);
  const end = await file.bytesAt(from, size - from);
  return from + end.lastIndexOf(0x0a) + 1;
}
