import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../root.js';
import { ToolError } from '../tool-error.js';
import { collect } from '../stack/process/run-child.js';

const PACKAGE = 'libs/winston-kafka';

/** `npm run pack:transport`: a tarball of the transport under a name that stays, and the line that installs it. */
export async function run(): Promise<number> {
  const folder = path.join(ROOT, '.data', 'packages');
  await mkdir(folder, { recursive: true });
  // From nothing, so that no file of a module that has gone since travels along.
  const built = await collect(process.execPath, [path.join(ROOT, PACKAGE, 'build', 'build.mjs'), '--clean']);
  if (built.code !== 0) throw new ToolError('FETCH_FAILED', `the transport could not be built:\n${built.output}`);
  const { code, stdout, output } = await collect('npm', [
    'pack',
    '--silent',
    '--pack-destination',
    folder,
    '-w',
    PACKAGE,
  ]);
  const name = stdout.split('\n').at(-1)?.trim();
  if (code !== 0 || !name?.endsWith('.tgz')) throw new ToolError('FETCH_FAILED', `npm pack failed:\n${output}`);
  // Without the version: the line that was copied into a script stays right.
  const tarball = path.join(folder, 'log-monitor-winston-kafka.tgz');
  await rm(tarball, { force: true });
  await rename(path.join(folder, name), tarball);
  console.log(`npm install winston ${/\s/.test(tarball) ? JSON.stringify(tarball) : tarball}`);
  return 0;
}
