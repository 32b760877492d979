import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A step of preparation that failed; the message is meant for the reader as it is. */
class StepFailed extends Error {
  name = 'StepFailed';
}

/**
 * One line of progress: name, what happened, seconds. On stderr, since stdout belongs to the command's result.
 *
 * @param {string} name
 * @param {string} what
 * @param {number} startedAt from `performance.now()`
 */
export function printStep(name, what, startedAt) {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.error(`  ${name.padEnd(12)} ${what.padEnd(52)} ${seconds.padStart(6)} s`);
}

/**
 * Runs a command in the checkout. Its output is shown only if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} what begins the sentence about a failure
 */
export async function runOrFail(command, args, what) {
  // npm is a script on Windows.
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell });
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
  throw new StepFailed(`${what} failed with exit code ${code}.${full} It said:\n${said}`);
}
