import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { diskFull, explainDiskError, hasCode, throwIfAborted, ToolError } from '../../checkout/tool-error.js';
import { claim } from '../process/claim.js';
import { cacheDir } from './cache-dir.js';
import { INSTALL_LINES } from './java.js';

type Progress = (line: string) => void;

const POM = fileURLToPath(new URL('../../../src/stack/kafka/pom.xml', import.meta.url));
/** Between two lines of progress, so that a slow line shows life and a fast one does not flood. */
const PROGRESS_EVERY_MS = 3_000;

/** What the cache folder is called: by all that the pom says, so that any change of it fetches again. */
export async function cacheName(): Promise<string> {
  const pom = await readFile(POM, 'utf8');
  const version = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)</.exec(pom)?.[1];
  return `kafka-${version}-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`;
}

/**
 * The folder with Apache Kafka's jars, fetched by Maven when the cache has none. A folder appears under its final name
 * only when it is complete. Two processes at once: one fetches, the other waits for it.
 *
 * @throws ToolError MAVEN_MISSING, FETCH_FAILED, DISK_FULL or ABORTED.
 */
export async function kafkaJars(onProgress: Progress = () => undefined, signal?: AbortSignal): Promise<string> {
  const cache = cacheDir();
  const folder = path.join(cache, await cacheName());
  try {
    await mkdir(cache, { recursive: true });
    let told = false;
    while (!existsSync(folder)) {
      throwIfAborted(signal);
      const claimed = claim(`${folder}.owner`);
      if (typeof claimed === 'function') {
        try {
          if (!existsSync(folder)) await fetchInto(folder, onProgress, signal);
        } finally {
          claimed();
        }
      } else {
        if (!told) onProgress(`Waiting for process ${claimed.pid}, which is fetching Apache Kafka`);
        told = true;
        await delay(200);
      }
    }
    return folder;
  } catch (error) {
    throw explainDiskError(error, cache);
  }
}

async function fetchInto(folder: string, onProgress: Progress, signal: AbortSignal | undefined): Promise<void> {
  // One name, under the claim: what an interrupted download has left is removed by the next one.
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  onProgress('Fetching Apache Kafka by Maven, once (about 45 MB)');
  try {
    await runMaven(draft, onProgress, signal);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function runMaven(outputDirectory: string, onProgress: Progress, signal?: AbortSignal): Promise<void> {
  const windows = process.platform === 'win32';
  // mvn is a script: on Windows only a shell runs it, and the path then needs quotes.
  const output = windows ? `"-DoutputDirectory=${outputDirectory}"` : `-DoutputDirectory=${outputDirectory}`;
  const child = spawn('mvn', ['-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime', output], {
    shell: windows,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(signal && { signal }),
  });
  const errors: string[] = [];
  let downloaded = 0;
  let told = Date.now();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/^\S*\[.*ERROR/.test(line)) errors.push(line.trim());
    if (line.includes('Downloaded')) downloaded++;
    if (Date.now() - told < PROGRESS_EVERY_MS) return;
    told = Date.now();
    onProgress(`Fetching Apache Kafka: ${downloaded} files so far`);
  });
  const [code] = (await once(child, 'close').catch((cause: unknown) => {
    throwIfAborted(signal);
    if (!hasCode(cause, 'ENOENT')) throw cause;
    const sentence = 'Maven fetches Apache Kafka once, and no mvn was found on the PATH.';
    throw new ToolError('MAVEN_MISSING', `${sentence} ${INSTALL_LINES}`, { cause });
  })) as [number | null];
  // Ctrl-C in a terminal reaches Maven too.
  throwIfAborted(signal);
  if (code === 0) return;
  const said = errors.slice(0, 3).join(' ');
  if (/No space left on device/i.test(said)) throw diskFull(outputDirectory, new Error(said));
  throw new ToolError(
    'FETCH_FAILED',
    `Maven could not fetch Apache Kafka (exit code ${code}); is this machine online, and is its Maven mirror set? ${said}`,
  );
}
