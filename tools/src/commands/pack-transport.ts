import { cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { ToolError } from '../checkout/tool-error.js';
import { collect, type Collected } from '../stack/process/run-child.js';

const PACKAGE = 'libs/winston-kafka';

/** `npm run pack:transport`: a tarball of the transport under a name that stays, and the line that installs it. */
export async function run(): Promise<number> {
  const folder = path.join(ROOT, '.data', 'packages');
  await mkdir(folder, { recursive: true });
  const copy = await copyOfLibraries(folder);
  const { code, stdout, output } = await packIn(copy, folder).finally(() => rm(copy, { recursive: true, force: true }));
  const name = stdout.split('\n').at(-1)?.trim();
  if (code !== 0 || !name?.endsWith('.tgz')) throw new ToolError('FETCH_FAILED', `npm pack failed:\n${output}`);
  // Without the version: the line that was copied into a script stays right.
  const tarball = path.join(folder, 'log-monitor-winston-kafka.tgz');
  await rm(tarball, { force: true });
  await rename(path.join(folder, name), tarball);
  console.log(`npm install winston ${/\s/.test(tarball) ? JSON.stringify(tarball) : tarball}`);
  return 0;
}

/** The libraries without what was built of them: the build here is what a monitor may be running from. */
async function copyOfLibraries(folder: string): Promise<string> {
  const copy = await mkdtemp(path.join(folder, 'build-'));
  const isSource = (file: string): boolean => !/[\\/](dist|node_modules|test|bench)$/.test(file);
  await cp(path.join(ROOT, 'libs'), path.join(copy, 'libs'), { recursive: true, filter: isSource });
  for (const file of ['package.json', 'tsconfig.base.json']) await cp(path.join(ROOT, file), path.join(copy, file));
  await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  return copy;
}

async function packIn(copy: string, folder: string): Promise<Collected> {
  // From there, since the bundler notes where each module lies.
  const built = await collect(process.execPath, [path.join(PACKAGE, 'build', 'build.mjs'), '--clean'], { cwd: copy });
  if (built.code !== 0) throw new ToolError('FETCH_FAILED', `the transport could not be built:\n${built.output}`);
  return await collect('npm', ['pack', path.join(copy, PACKAGE), '--silent', '--pack-destination', folder]);
}
