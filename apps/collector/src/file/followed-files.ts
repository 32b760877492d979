import type { FileLinesContext } from '../delivery/file-lines.js';
import type { Troubles } from '../notice/troubles.js';
import type { FileTail } from './file-tail.js';
import type { LiveFiles } from './live-files.js';
import type { PathStatus } from './path-status.js';
import type { RestingFiles } from './resting-files.js';

/** A file that has been renamed is read so long after its writer fell silent. */
const DRAIN_MS = 30_000;
/** Files that were removed hold their space on the disk while we have them open. */
const MAX_REMOVED_BYTES = 1024 * 1024 * 1024;

interface FollowedContext extends Pick<FileLinesContext, 'positions' | 'counts'> {
  readonly live: LiveFiles;
  readonly resting: RestingFiles;
  readonly troubles: Troubles;
  /** Finds the rest of a file that was cut. */
  readonly onCut: (tail: FileTail) => void;
}

/**
 * The open files of a source: those at their paths, and those whose names have changed, since their writers may go on for
 * a while. Each is read by itself, so that a rotation is noticed also while reading waits for Kafka.
 */
export class FollowedFiles {
  readonly #atPath = new Map<string, FileTail>();
  readonly #renamed = new Set<FileTail>();
  readonly #reading = new Map<FileTail, Promise<void>>();
  /** Removed files that are not read any more; what was read of them is on its way. */
  readonly #givenUp = new Set<FileTail>();
  #signal: AbortSignal | undefined;
  #stopped = false;

  constructor(private readonly context: FollowedContext) {}

  get paths(): string[] {
    return [...this.#atPath.keys()];
  }

  has(path: string): boolean {
    return this.#atPath.has(path);
  }

  /** Follows a file at its path from now on. */
  follow(path: string, tail: FileTail): void {
    this.#atPath.set(path, tail);
    void this.#read(tail);
  }

  /** Follows a file that another one has followed at its path. */
  followRenamed(tail: FileTail): void {
    tail.activeAt = Date.now();
    this.#renamed.add(tail);
    void this.#read(tail);
  }

  /** Reads what has come at a path. @param now what is there; undefined for nothing */
  look(path: string, now: PathStatus | undefined): void {
    const tail = this.#atPath.get(path);
    if (tail === undefined) return;
    const { device, inode } = tail.file.identity;
    if (now?.device === device && now.inode === inode) {
      if (tail.isQuiet(now)) this.context.resting.add(path);
      else this.#awake(path, tail);
      return;
    }
    this.#leave(path);
    this.followRenamed(tail);
  }

  #awake(path: string, tail: FileTail): void {
    this.context.resting.delete(path);
    void this.#read(tail);
  }

  #leave(path: string): void {
    this.context.resting.delete(path);
    this.#atPath.delete(path);
  }

  /** Reads what has come to files that are not at their paths any more. */
  async lookAtRenamed(): Promise<void> {
    const { troubles } = this.context;
    const what = 'limiting what removed files hold';
    await this.#limitRemoved()
      .then(() => troubles.right(what))
      .catch((error: unknown) => troubles.wrong(what, error));
    for (const tail of this.#renamed) void this.#read(tail);
  }

  /** Resolves when all files have been read to their ends and Kafka has their lines; or when the signal says so. */
  async finish(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const tails = [...this.#atPath.values(), ...this.#renamed];
    await Promise.all(tails.map((tail) => this.#finish(tail)));
  }

  async #finish(tail: FileTail): Promise<void> {
    await this.#reading.get(tail);
    if (!this.#givenUp.has(tail)) {
      if (!(await this.#readToEnd(tail))) return;
      await tail.finish(() => this.context.positions.save());
    }
    await tail.lines.settled(() => this.#goesOn);
    if (this.#goesOn) await tail.lines.close(5_000, true);
  }

  /**
   * Reads to an end that an earlier start has noted, and on where more has come since: only after Kafka has what is before it.
   *
   * @returns false when it had to stop before
   */
  async #readToEnd(tail: FileTail): Promise<boolean> {
    if ((await tail.readOn(() => this.#goesOn)) !== 'idle') return false;
    if (!(await tail.hasGrownOn())) return true;
    await tail.lines.settled(() => this.#goesOn);
    return (await tail.readOn(() => this.#goesOn)) === 'idle';
  }

  /** Ends the reading; what was read is still on its way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#reading.values());
  }

  /** Waits until Kafka has everything, at most so many milliseconds. */
  async close(ms: number): Promise<void> {
    const tails = [...this.#atPath.values(), ...this.#renamed];
    await Promise.all(tails.map((tail) => this.#release(tail, ms, false)));
  }

  get #goesOn(): boolean {
    return !this.#stopped && this.#signal?.aborted !== true;
  }

  #read(tail: FileTail): Promise<void> {
    const running = this.#reading.get(tail);
    if (running !== undefined || this.#stopped) return running ?? Promise.resolve();
    const { troubles } = this.context;
    const what = `reading ${tail.file.path}`;
    const work = this.#advance(tail)
      .then(() => troubles.right(what))
      .catch((error: unknown) => troubles.wrong(what, error))
      .finally(() => this.#reading.delete(tail));
    this.#reading.set(tail, work);
    return work;
  }

  async #advance(tail: FileTail): Promise<void> {
    if (this.#givenUp.has(tail)) return await this.#end(tail);
    const result = await tail.readOn(() => this.#goesOn && !this.#givenUp.has(tail));
    if (result === 'stopped') return;
    if (result === 'changed') return await this.#cut(tail);
    if (!this.#renamed.has(tail)) return await tail.lines.rest(Date.now());
    if (Date.now() - tail.activeAt < DRAIN_MS) return;
    await tail.finish(() => this.context.positions.save());
    await this.#end(tail);
  }

  /** The file was cut: a copy of it has the rest of what was in it. */
  async #cut(tail: FileTail): Promise<void> {
    this.#renamed.delete(tail);
    for (const [path, other] of this.#atPath) if (other === tail) this.#leave(path);
    this.context.onCut(tail);
    await tail.file.close();
  }

  async #end(tail: FileTail): Promise<void> {
    await tail.lines.settled(() => this.#goesOn);
    if (!this.#goesOn) return;
    this.#renamed.delete(tail);
    this.#givenUp.delete(tail);
    await this.#release(tail, 1_000, true);
  }

  async #release(tail: FileTail, ms: number, isEnd: boolean): Promise<void> {
    await tail.lines.close(ms, isEnd);
    this.context.live.delete(tail.lines.position.instance);
    await tail.file.close();
  }

  /** While Kafka is away, removed files wait here. Beyond the limit the oldest is read no further. */
  async #limitRemoved(): Promise<void> {
    const removed: { tail: FileTail; size: number }[] = [];
    for (const tail of this.#renamed) {
      // After a stop the files are closed, one by one.
      if (this.#stopped) return;
      if (this.#givenUp.has(tail)) continue;
      const { size, links } = await tail.file.status();
      if (links === 0) removed.push({ tail, size });
    }
    let bytes = removed.reduce((sum, { size }) => sum + size, 0);
    for (const { tail, size } of removed) {
      if (bytes <= MAX_REMOVED_BYTES) return;
      bytes -= size;
      await this.#giveUp(tail, size);
    }
  }

  async #giveUp(tail: FileTail, size: number): Promise<void> {
    if (this.#givenUp.has(tail) || !this.#renamed.has(tail)) return;
    this.#givenUp.add(tail);
    await this.#reading.get(tail);
    // Its reading may have come to the end by itself. After a stop the next start goes on where this one stands.
    if (this.#stopped || !this.#renamed.has(tail)) return void this.#givenUp.delete(tail);
    const { counts, troubles } = this.context;
    const { offset } = tail.lines;
    tail.lines.note({ finishedAt: offset });
    await tail.file.close();
    if (size <= offset) return;
    counts.missingBytes += size - offset;
    const what = `removed before it was read, and there is no room to keep it: ${size - offset} bytes after byte ${offset} are missing`;
    troubles.wrong(`what was ${tail.file.path} (${tail.lines.position.instance})`, what);
  }
}
