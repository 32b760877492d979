import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type AccessReport, ReportTally, tallyReport } from '@log-monitor/access-report';
import { FollowedFile } from './followed-file.js';
import type { LineOptions } from './line-task.js';
import { LineWorkers } from './line-workers.js';
import { readFile, STDIN } from './read-files.js';

const NAMED = 3;

/** Reports about files, while they are read and as they grow. */
export class FileReports {
  readonly #paths: readonly string[];
  readonly #workers: LineWorkers;
  readonly #followed: FollowedFile[] = [];
  readonly #of: string;
  #total = 0;
  #isRead = false;

  /** @throws LogFormatError, RangeError when a worker is told what it cannot do: with the first file */
  constructor(paths: readonly string[], options: LineOptions) {
    this.#paths = paths;
    this.#workers = new LineWorkers(options);
    const names = paths.map((path) => (path === STDIN ? 'standard input' : basename(path)));
    const rest = names.length - NAMED;
    this.#of = `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  }

  /** Reads all files to their ends. @param follows whether they are read on with {@link look} */
  async read(follows: boolean): Promise<void> {
    const sizes = await Promise.all(this.#paths.map((path) => (path === STDIN ? Promise.resolve(0) : sizeOf(path))));
    this.#total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [number, path] of this.#paths.entries()) {
      const read = await readFile(path, number, this.#workers, follows);
      if (read === undefined) continue;
      if (follows) this.#followed.push(new FollowedFile(read, number, this.#workers));
      else {
        await this.#workers.idle();
        await read.file.close();
      }
    }
    await this.#workers.idle();
    this.#isRead = true;
  }

  /** Reads what has come to the files. */
  async look(): Promise<void> {
    for (const file of this.#followed) await file.look();
  }

  /** Bytes that were read, of so many; the sum is that of the files as they are on disk. */
  get progress(): { readonly bytes: number; readonly total: number; readonly isRead: boolean } {
    return { bytes: this.#workers.bytes, total: this.#total, isRead: this.#isRead };
  }

  /**
   * @param limit rows of a panel
   * @returns undefined when nothing has come since the last one
   */
  async report(limit: number): Promise<AccessReport | undefined> {
    if (!(await this.#workers.collect())) return undefined;
    return tallyReport(this.#workers.tally, this.#of, limit);
  }

  /** The report of all that was counted by now. */
  async whole(limit: number): Promise<AccessReport> {
    await this.#workers.collect();
    return tallyReport(this.#workers.tally, this.#of, limit);
  }

  /** The report of nothing. */
  empty(): AccessReport {
    return tallyReport(new ReportTally(), this.#of, 1);
  }

  async close(): Promise<void> {
    await this.#workers.close();
    await Promise.all(this.#followed.map((file) => file.close()));
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
