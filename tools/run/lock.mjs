import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs the action while no other process of this checkout does. A lock whose process is gone is taken over; should its
 * number belong to another process by now, the wait ends after ten minutes.
 *
 * @param {string} file
 * @param {() => Promise<void>} action
 */
export async function withLock(file, action) {
  mkdirSync(path.dirname(file), { recursive: true });
  const deadline = Date.now() + 10 * 60_000;
  let told = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if ((holder > 0 && !isAlive(holder)) || Date.now() > deadline) {
      removeStale(file, holder);
      continue;
    }
    if (!told && holder > 0) {
      console.error(`  waiting for process ${holder}, which is installing or building in this checkout`);
      told = true;
    }
    await delay(200);
  }
  try {
    await action();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function holderOf(file) {
  try {
    // 0 for the moment between its creation and the write of the number.
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Moves the dead holder's file away. Should a third process have taken the lock in between, its file is put back.
 *
 * @param {string} file
 * @param {number} holder
 */
function removeStale(file, holder) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (Number(readFileSync(aside, 'utf8')) !== holder) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
