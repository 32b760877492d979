import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A number alone may have been given to another process since; then the wait ends, since nothing here takes as long. */
const LONGEST_MS = 15 * 60_000;

/**
 * Runs the action while no other process of this checkout does. What a process that was killed has left is taken over.
 *
 * @param {string} file names the lock
 * @param {() => Promise<void>} action
 */
export async function withLock(file, action) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; !tryLock(file);) {
    const holder = readHolder(file);
    if (!isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) console.error(`  waiting for process ${holder.pid}, which is installing or building in this checkout`);
    told = true;
    await delay(200);
  }
  try {
    await action();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Written under a name of its own and linked into place, so that nobody sees it half. */
function tryLock(file) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, since: Date.now() }));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Nobody, where it has been released since or a disk error has spoilt it. */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return { pid: 0, since: 0 };
    throw error;
  }
}

function isAlive({ pid, since }) {
  if (Date.now() - since > LONGEST_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
