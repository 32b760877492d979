import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printStep, ROOT, runOrFail } from './step.mjs';

const LOCK = path.join(ROOT, 'package-lock.json');
/** npm writes it at the end of each install. */
const INSTALLED = path.join(ROOT, 'node_modules', '.package-lock.json');
/** Our note of which lock file was installed; it outlives a `git checkout` that only touches the file's time. */
const STAMP = path.join(ROOT, 'node_modules', '.log-monitor-install');

/** Runs `npm ci` if the packages are missing or belong to an older lock file. */
export async function installIfStale() {
  const hash = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (isFresh(hash)) return;
  const started = performance.now();
  console.error('  installing packages (npm ci) …');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // By the same npm that runs us where there is one.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  await runOrFail(command, [...first, ...args], 'npm ci');
  writeFileSync(STAMP, hash);
  printStep('packages', 'installed', started);
}

/** @param {string} hash */
function isFresh(hash) {
  if (!existsSync(INSTALLED)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return true;
  // Somebody ran npm install by hand after the lock file was last changed.
  if (statSync(INSTALLED).mtimeMs < statSync(LOCK).mtimeMs) return false;
  writeFileSync(STAMP, hash);
  return true;
}
