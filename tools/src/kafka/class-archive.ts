import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../storage/exists.js';
import type { PartEnd } from '../process/part-process.js';
import type { Java } from './java.js';

/** What interrupted recordings have left is removed after this time; a younger one may still be under way. */
const ABANDONED_MS = 24 * 60 * 60_000;

/**
 * The JVM's archive of loaded classes (application class-data sharing): a broker that starts from it is ready in about
 * a third of the time. The first broker that is stopped properly records it beside the jars, once per version of Kafka and
 * of Java. It is a cache of the JVM's own: an archive that does not fit (other jars, other build) is ignored by it.
 */
export class ClassArchive {
  private draft: string | undefined;

  constructor(
    private readonly java: Java,
    private readonly jars: string,
  ) {}

  private get file(): string {
    return `${this.jars}-${this.java.build.replace(/[^\w.+-]/g, '_')}.jsa`;
  }

  /** Flags for the next start: to use the archive, or to record it if there is none. */
  async flags(): Promise<string[]> {
    if (!this.java.hasClassArchives) return [];
    if (await exists(this.file)) return [`-XX:SharedArchiveFile=${this.file}`];
    this.draft = `${this.file}.draft-${randomUUID()}`;
    return [`-XX:ArchiveClassesAtExit=${this.draft}`];
  }

  /** Flags for a tool that runs on the same jars: it may use the archive but would record too little. */
  async flagsForTool(): Promise<string[]> {
    const usable = this.java.hasClassArchives && (await exists(this.file));
    return usable ? [`-XX:SharedArchiveFile=${this.file}`] : [];
  }

  /** Keeps what the JVM recorded at a proper end; one that was killed may have been in the middle of it. */
  async keep(end: PartEnd): Promise<void> {
    const { draft } = this;
    this.draft = undefined;
    if (!draft || !(await exists(draft))) return;
    if (end.signal === 'SIGKILL') await rm(draft, { force: true });
    else await rename(draft, this.file);
    await this.removeAbandoned();
  }

  private async removeAbandoned(): Promise<void> {
    const folder = path.dirname(this.file);
    for (const name of await readdir(folder)) {
      if (!name.includes('.jsa.draft-')) continue;
      const draft = path.join(folder, name);
      const { mtimeMs } = await stat(draft);
      if (Date.now() - mtimeMs > ABANDONED_MS) await rm(draft, { force: true });
    }
  }
}
