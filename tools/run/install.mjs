import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printStep, StepFailed } from './step.mjs';
import { ROOT } from './workspaces.mjs';

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
  await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
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

/**
 * Runs npm in the checkout, by the same npm that runs us where there is one. Its output is shown only if it fails.
 *
 * @param {string[]} args
 */
export async function npm(args) {
  const script = process.env.npm_execpath;
  const windows = process.platform === 'win32';
  const child = script?.endsWith('.js')
    ? spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell: windows });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const said = Buffer.concat(output).toString('utf8').trim();
  const full = /ENOSPC/.test(said) ? ' The disk is full.' : '';
  throw new StepFailed(`npm ${args.join(' ')} failed with exit code ${code}.${full} It said:\n${said}`);
}
