import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { tryLock } from '../process/file-lock.js';
import { cacheDir } from '../storage/cache-dir.js';
import { explainDiskError, hasCode, throwIfAborted, ToolError } from '../tool-error.js';
import { mavenMissing } from './java.js';

type Progress = (line: string) => void;
type Manifest = Record<string, number>;

interface FetchContext {
  onProgress: Progress;
  signal: AbortSignal | undefined;
}

const POM = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url));
const MANIFEST = 'manifest.json';
/** Between two lines of progress, so that a slow line shows life and a fast one does not flood. */
const PROGRESS_EVERY_MS = 3_000;

/** What the cache folder is called: by Kafka's version, and by all that the pom says, so that any change fetches anew. */
export async function cacheName(): Promise<string> {
  const pom = await readFile(POM, 'utf8');
  const version = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)</.exec(pom)?.[1];
  if (!version) throw new Error(`${POM} names no version of kafka_2.13`);
  return `kafka-${version}-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`;
}

/**
 * The folder with Apache Kafka's jars, fetched by Maven when the cache has none. A folder appears under its final name
 * only when it is complete, and is compared with its manifest on each use, so that neither an interrupted download nor
 * a damaged cache is ever run. Two processes at once: one fetches, the other waits for it.
 *
 * @throws ToolError MAVEN_MISSING, FETCH_FAILED or DISK_FULL.
 */
export async function kafkaJars(onProgress: Progress = () => undefined, signal?: AbortSignal): Promise<string> {
  const name = await cacheName();
  const cache = cacheDir();
  const folder = path.join(cache, name);
  try {
    if (await isComplete(folder)) return folder;
    await mkdir(cache, { recursive: true });
    await whileLocked(path.join(cache, `${name}.lock`), { onProgress, signal }, async () => {
      if (await isComplete(folder)) return;
      await removeDrafts(cache, name);
      await fetchInto(folder, { onProgress, signal });
    });
    return folder;
  } catch (error) {
    throw explainDiskError(error, cache);
  }
}

async function isComplete(folder: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Manifest;
    const sizes = await Promise.all(
      Object.entries(manifest).map(async ([name, size]) => (await stat(path.join(folder, name))).size === size),
    );
    return sizes.length > 0 && sizes.every(Boolean);
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

async function whileLocked(file: string, context: FetchContext, action: () => Promise<void>): Promise<void> {
  let told = 0;
  for (;;) {
    const lock = await tryLock(file);
    if ('release' in lock) {
      try {
        return await action();
      } finally {
        await lock.release();
      }
    }
    if (Date.now() - told >= PROGRESS_EVERY_MS * 3) {
      context.onProgress(`Waiting for process ${lock.heldBy.pid}, which is fetching Apache Kafka`);
      told = Date.now();
    }
    throwIfAborted(context.signal);
    await delay(200);
  }
}

/** What interrupted downloads have left. Called under the lock only. */
async function removeDrafts(cache: string, name: string): Promise<void> {
  const drafts = (await readdir(cache)).filter((entry) => entry.startsWith(`${name}.draft-`));
  for (const draft of drafts) await rm(path.join(cache, draft), { recursive: true, force: true });
}

async function fetchInto(folder: string, context: FetchContext): Promise<void> {
  const { onProgress } = context;
  const started = Date.now();
  const draft = `${folder}.draft-${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  onProgress(`Fetching Apache Kafka by Maven, once (about 45 MB)`);
  try {
    await runMaven(draft, context);
    const manifest: Manifest = {};
    for (const name of await readdir(draft)) manifest[name] = (await stat(path.join(draft, name))).size;
    if (!Object.keys(manifest).some((name) => name.startsWith('kafka_2.13-'))) {
      throw new ToolError('FETCH_FAILED', `Maven ended well but left no Kafka in ${draft}.`);
    }
    await writeFile(path.join(draft, MANIFEST), JSON.stringify(manifest, null, 2));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    const files = Object.keys(manifest).length;
    onProgress(`Apache Kafka fetched: ${files} files in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function runMaven(outputDirectory: string, { onProgress, signal }: FetchContext): Promise<void> {
  const args = ['-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  const windows = process.platform === 'win32';
  // mvn is a script: on Windows only a shell runs it, and the path then needs quotes.
  const output = `-DoutputDirectory=${outputDirectory}`;
  const child = spawn('mvn', [...args, windows ? `"${output}"` : output], {
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const errors: string[] = [];
  let downloaded = 0;
  let told = Date.now();
  const read = (line: string): void => {
    if (/^\S*\[.*ERROR/.test(line)) errors.push(line.trim());
    if (!line.includes('Downloaded')) return;
    downloaded++;
    if (Date.now() - told < PROGRESS_EVERY_MS) return;
    told = Date.now();
    onProgress(`Fetching Apache Kafka: ${downloaded} files so far`);
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(asError(mavenMissing(error))));
    child.once('close', resolve);
  }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw error;
  });
  if (code === 0) return;
  // Ctrl-C in a terminal reaches Maven too.
  throwIfAborted(signal);
  const said = errors.slice(0, 3).join(' ');
  if (/No space left on device/i.test(said)) throw Object.assign(new Error(said), { code: 'ENOSPC' });
  throw new ToolError(
    'FETCH_FAILED',
    `Maven could not fetch Apache Kafka (exit code ${code}); is this machine online, and is its Maven mirror set? ${said}`,
  );
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
