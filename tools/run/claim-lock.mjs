import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const HELD = '.held';
const DRAFT = '.draft';
const ABANDONED_DRAFT_MS = 60_000;

/**
 * A lock among processes that ends with its owner, without flock, which Node does not have.
 *
 * The lock is a folder. Who wants it puts a claim there under a name of its own, and only then looks: if no other living
 * process has a claim, the lock is his. Of two that claim at once at least one sees the other. Because no name is ever used
 * twice, the claim of a dead process can be removed by anybody at any time; with one file for all (create, find stale,
 * remove, create again) a slow remover deletes the lock of a faster one.
 *
 * Plain JavaScript, since `npm start` needs it before anything is built; `../src/process/file-lock.ts` is its other user.
 *
 * @template Owner
 * @param {string} folder
 * @param {Owner} owner how others recognise this process; stored as JSON
 * @param {(owner: unknown) => boolean} isAlive whether the owner of a claim still runs; false for what is no owner
 * @returns {Promise<{ release(): Promise<void> } | { heldBy: Owner }>} the lock, or who has it
 */
export async function claim(folder, owner, isAlive) {
  const mine = randomUUID();
  for (;;) {
    await put(folder, mine, owner);
    const outcome = await settle(folder, mine, isAlive);
    if (outcome === 'mine') {
      await writeFile(path.join(folder, mine + HELD), '');
      return { release: () => release(folder, mine) };
    }
    await release(folder, mine);
    if (outcome !== 'busy') return { heldBy: outcome.heldBy };
    await delay(Math.random() * 20);
  }
}

/** Waits, if need be, until it is clear whose the lock is. `busy`: others claim it too, and go first. */
async function settle(folder, mine, isAlive) {
  for (;;) {
    const others = await livingClaims(folder, mine, isAlive);
    if (others.length === 0) return 'mine';
    const holder = others.find(({ held }) => held);
    if (holder) return { heldBy: holder.owner };
    // The smallest name stays until the rest have given way, so that somebody always gets it.
    if (others.some(({ name }) => name < mine)) return 'busy';
    await delay(1);
  }
}

async function livingClaims(folder, mine, isAlive) {
  const names = await readdir(folder);
  const claims = [];
  for (const name of names) {
    if (name === mine || name.endsWith(HELD)) continue;
    const file = path.join(folder, name);
    if (name.endsWith(DRAFT)) {
      await removeAbandoned(file);
      continue;
    }
    const owner = parse(await readIfPresent(file));
    if (owner === undefined) continue;
    // "Held" is only ever added to a claim that stays, so it cannot be missed by looking for it afterwards.
    if (isAlive(owner)) claims.push({ name, owner, held: (await readIfPresent(file + HELD)) !== undefined });
    else await release(folder, name);
  }
  return claims;
}

/** Under a draft name first: a claim is never seen half-written. */
async function put(folder, name, owner) {
  const draft = path.join(folder, name + DRAFT);
  for (;;) {
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(draft, JSON.stringify(owner));
      await rename(draft, path.join(folder, name));
      return;
    } catch (error) {
      // The last owner has just removed the empty folder, at times in the middle of our mkdir.
      if (error.code !== 'ENOENT') {
        await rm(draft, { force: true });
        throw error;
      }
    }
  }
}

async function release(folder, name) {
  await rm(path.join(folder, name + HELD), { force: true });
  await rm(path.join(folder, name), { force: true });
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM', 'EBUSY'].includes(error.code)) throw error;
  }
}

async function removeAbandoned(draft) {
  try {
    const { mtimeMs } = await stat(draft);
    if (Date.now() - mtimeMs > ABANDONED_DRAFT_MS) await rm(draft, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

async function readIfPresent(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for a claim that is gone; null, which is nobody alive, for one that a disk error has spoilt. */
function parse(text) {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
