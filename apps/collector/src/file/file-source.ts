import { setTimeout as delay } from 'node:timers/promises';
import type { FileLinesContext } from '../delivery/file-lines.js';
import type { SourceIdentity } from '../line/source-identity.js';
import type { Troubles } from '../notice/troubles.js';
import { type FilePosition, isComplete } from '../position/file-position.js';
import { aborted } from '../aborted.js';
import { FollowedFiles } from './followed-files.js';
import type { LiveFiles } from './live-files.js';
import { NewFiles } from './new-files.js';
import { Newcomers } from './newcomers.js';
import { statusOf } from './path-status.js';
import { RestingFiles } from './resting-files.js';
import { RotatedRest } from './rotated-rest.js';
import { UnreadSiblings } from './unread-siblings.js';
import { WatchedPaths } from './watched-paths.js';

const LOOK_MS = 250;
const EXPAND_MS = 1_000;
/** Files that rest, and those that are not to be read, are looked at each eighth time. */
const SELDOM = 8;

export interface FileSourceSettings {
  readonly identity: SourceIdentity;
  /** Paths and patterns. */
  readonly files: readonly string[];
  /** Where files begin that are there at the first start. */
  readonly from: 'beginning' | 'end';
}

/** Follows the files of one source: looks at their paths again and again, and gives what it finds to whom it concerns. */
export class FileSource {
  readonly #paths: WatchedPaths;
  readonly #followed: FollowedFiles;
  readonly #new: NewFiles;
  readonly #rest: RotatedRest;
  readonly #unread: UnreadSiblings;
  /** Paths that are looked at just now. */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #resting = new RestingFiles((path) => void this.#lookAlone(path));
  #turn = 0;
  #isFirstLook = true;
  #stopped = false;

  constructor(
    private readonly settings: FileSourceSettings,
    private readonly context: FileLinesContext,
    private readonly live: LiveFiles,
    private readonly troubles: Troubles,
  ) {
    const { identity, files, from } = settings;
    const { positions, counts } = context;
    const newcomers = new Newcomers(positions);
    this.#paths = new WatchedPaths(files);
    this.#followed = new FollowedFiles({
      positions,
      counts,
      live,
      resting: this.#resting,
      troubles,
      onCut: ({ lines }) => this.#rest.seek(lines.position, lines),
    });
    this.#rest = new RotatedRest({
      live,
      positions,
      counts,
      troubles,
      linesOf: (file, known) => this.#new.linesOf(file, known),
    });
    this.#new = new NewFiles(identity, from, { lines: context, live, troubles, newcomers, rest: this.#rest, followed: this.#followed }); // prettier-ignore
    this.#unread = new UnreadSiblings({ live, newcomers, troubles, adopt: (path, original) => this.#begin(path, original) }); // prettier-ignore
  }

  async start(): Promise<void> {
    await this.#expand();
    const lastNoted = new Map<string, number>();
    for (const { path, changed } of this.#ours()) lastNoted.set(path, Math.max(changed, lastNoted.get(path) ?? 0));
    await this.#lookAtAll();
    this.#isFirstLook = false;
    this.#seekRests(this.#ours());
    for (const [path, since] of lastNoted) this.#unread.expect(path, since);
    this.#timers.push(
      setInterval(() => void this.#lookAtMost(), LOOK_MS),
      setInterval(() => void this.#expand(), EXPAND_MS),
      setInterval(() => void this.#lookAtSiblings(), LOOK_MS),
    );
  }

  /** Resolves when all files have been read to their ends and Kafka has their lines; or when the signal says so. */
  async finish(signal: AbortSignal): Promise<void> {
    this.#clearTimers();
    while (!(this.#unread.isDone && this.#new.isDone) && !signal.aborted) {
      await Promise.all([this.#lookAtAll(), this.#lookAtSiblings()]);
      if (!(this.#unread.isDone && this.#new.isDone)) await delay(LOOK_MS);
    }
    await Promise.race([this.#rest.idle(), aborted(signal)]);
    await this.#followed.finish(signal);
  }

  /** Ends the reading; what was read is still on its way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#clearTimers();
    this.#resting.clear();
    await Promise.all([...this.#busy.values(), this.#followed.stop(), this.#rest.stop()]);
  }

  /** Waits until Kafka has everything, at most so many milliseconds. */
  async close(ms: number): Promise<void> {
    await this.#followed.close(ms);
  }

  async #expand(): Promise<void> {
    const what = this.settings.files.join(', ');
    await this.#paths.expand().then(
      () => this.troubles.right(what),
      (error: unknown) => this.troubles.wrong(what, error),
    );
  }

  async #lookAtAll(): Promise<void> {
    const paths = new Set([...this.#paths.all, ...this.#followed.paths]);
    await Promise.all([...[...paths].map((path) => this.#lookAlone(path)), this.#followed.lookAtRenamed()]);
  }

  async #lookAtMost(): Promise<void> {
    const paths = [...new Set([...this.#paths.all, ...this.#followed.paths])];
    this.#turn += 1;
    const due = paths.filter((path, index) => !this.#isSeldom(path) || (index + this.#turn) % SELDOM === 0);
    await Promise.all([...due.map((path) => this.#lookAlone(path)), this.#followed.lookAtRenamed()]);
  }

  #isSeldom(path: string): boolean {
    return this.#resting.has(path) || (this.#new.isPassedOver(path) && !this.#followed.has(path));
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
    const work = this.#begin(path, path)
      .then(() => this.troubles.right(path))
      .catch((error: unknown) => this.troubles.wrong(path, error))
      .finally(() => this.#busy.delete(path));
    this.#busy.set(path, work);
    await work;
  }

  /** Goes on with the file that is at a path, or begins with it. @param original where it was before it was rotated */
  async #begin(path: string, original: string): Promise<void> {
    const now = await statusOf(path);
    if (path === original) this.#followed.look(path, now);
    if (this.#stopped || now === undefined || now.size === 0 || this.#followed.has(path)) return;
    const begun = await this.#new.begin({ path, key: now.key, original, isFirstLook: this.#isFirstLook });
    if (begun === undefined || path !== original) return;
    const others = this.context.positions
      .all()
      .filter((other) => other.path === path && other.instance !== begun.instance);
    // Another file was here before: it has been rotated, and maybe not the only one.
    if (begun.isRead && others.length > 0) this.#unread.expect(path, Math.max(...others.map(({ changed }) => changed)));
    this.#seekRests(others);
  }

  /** Seeks those of the files that are not read to their ends, and are not where they were. */
  #seekRests(positions: readonly FilePosition[]): void {
    for (const position of positions) {
      if (!isComplete(position) && !this.live.has(position.instance)) this.#rest.seek(position);
    }
  }

  #ours(): FilePosition[] {
    const paths = new Set(this.#paths.all);
    const { source } = this.settings.identity;
    return this.context.positions.all().filter((known) => known.source === source || paths.has(known.path));
  }

  #clearTimers(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }
}
