import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../tool-error.js';
import { identify, isRunning, type ProcessIdentity } from './process-identity.js';

export interface FileLock {
  release(): Promise<void>;
}

/** The lock is held by a living process. */
export interface LockHolder {
  heldBy: ProcessIdentity;
}

/**
 * Takes a lock that ends with its owner: the file names the process, and a file whose process is gone is taken over.
 * Node has no flock; `link` is the one call that creates a file with its content atomically and fails if it exists.
 *
 * @returns the lock, or who holds it. Never waits.
 */
export async function tryLock(file: string): Promise<FileLock | LockHolder> {
  await mkdir(path.dirname(file), { recursive: true });
  const mine = `${JSON.stringify({ ...identify(process.pid), token: randomUUID() })}\n`;
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, mine);
    for (;;) {
      if (await created(() => link(draft, file))) return { release: () => release(file, mine) };
      const theirs = await readIfPresent(file);
      if (theirs === undefined) continue;
      const holder = parseHolder(theirs);
      if (holder && isRunning(holder)) return { heldBy: holder };
      await removeStale(file, theirs);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function release(file: string, mine: string): Promise<void> {
  if ((await readIfPresent(file)) === mine) await rm(file, { force: true });
}

/** Moves the stale file away; should a third process have taken the lock in between, its file is put back. */
async function removeStale(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== expected) await created(() => link(aside, file));
  await rm(aside, { force: true });
}

async function created(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseHolder(content: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return undefined;
    const { pid, startedAt } = value;
    if (typeof pid !== 'number' || (typeof startedAt !== 'string' && startedAt !== null)) return undefined;
    return { pid, startedAt };
  } catch {
    // A torn or foreign file holds nobody.
    return undefined;
  }
}
