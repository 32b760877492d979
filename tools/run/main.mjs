import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';
import { installIfStale } from './install.mjs';
import { withLock } from './lock.mjs';
import { ROOT } from './step.mjs';

/** What `npm run …` calls; each is a module in tools/src/commands that exports `run(args)`. */
const TARGETS = [
  'start',
  'stack',
  'monitor',
  'demo',
  'collect',
  'generate',
  'build',
  'test',
  'test-faults',
  'test-package',
  'test-soak',
  'test-api',
  'check',
  'bench',
  'screenshot',
  'terminal-picture',
  'pack-transport',
];

/**
 * Installs and builds what is missing or stale, then runs the target in this process, so that Ctrl-C has one receiver.
 *
 * @param {string | undefined} target
 * @param {string[]} args
 */
export async function main(target, args) {
  if (!target || !TARGETS.includes(target)) {
    console.error(`Usage: node tools/run.mjs ${TARGETS.join('|')} [arguments]`);
    process.exitCode = 2;
    return;
  }
  try {
    // Two commands in one checkout at once (npm start and npm test) must not install or build over each other.
    await withLock(path.join(ROOT, '.data', 'build.owner'), async () => {
      await installIfStale();
      await buildIfStale();
    });
    const module = await import(pathToFileURL(path.join(ROOT, 'tools', 'dist', 'commands', `${target}.js`)).href);
    process.exitCode = await module.run(args);
  } catch (error) {
    // An error with a code is an expected one: its message is the sentence. Anything else is a defect and shows its stack.
    const expected = error instanceof Error && (error.name === 'ToolError' || error.name === 'StepFailed');
    console.error(expected ? `\n${error.message}` : error);
    process.exitCode = error?.code === 'ABORTED' ? 130 : 1;
  }
}
