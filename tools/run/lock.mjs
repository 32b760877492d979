import { setTimeout as delay } from 'node:timers/promises';
import { claim } from './claim-lock.mjs';

/** A number alone may have been given to another process since; then the wait ends, since nothing here takes as long. */
const LONGEST_MS = 15 * 60_000;

/**
 * Runs the action while no other process of this checkout does.
 *
 * @param {string} folder names the lock
 * @param {() => Promise<void>} action
 */
export async function withLock(folder, action) {
  const lock = await waitForLock(folder);
  try {
    await action();
  } finally {
    await lock.release();
  }
}

async function waitForLock(folder) {
  const owner = { pid: process.pid, since: Date.now() };
  let told = false;
  for (;;) {
    const result = await claim(folder, owner, isAlive);
    if ('release' in result) return result;
    if (!told)
      console.error(`  waiting for process ${result.heldBy.pid}, which is installing or building in this checkout`);
    told = true;
    await delay(200);
  }
}

function isAlive(owner) {
  if (typeof owner?.pid !== 'number' || Date.now() - owner.since > LONGEST_MS) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
