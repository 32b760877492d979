import { execFile, execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { chown, link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { diskFull, hasCode, ToolError } from '../../checkout/tool-error.js';
import { identify } from '../process/process-identity.js';
import type { ClusterPlace } from './cluster-place.js';
import type { PostgresBinaries } from './postgres-binaries.js';

export const SUPERUSER = 'log_monitor';
const run = promisify(execFile);

/** Below this /dev/shm (64 MB in a container) parallel queries fail for want of shared memory. */
const ENOUGH_SHM_BYTES = 256 * 1024 * 1024;

/**
 * Makes the cluster unless it exists. initdb works under a draft name, so that one which was interrupted half-way is
 * never taken for a database.
 *
 * @param sync whether initdb waits for the disk; a throw-away cluster need not.
 * @throws ToolError DATA_DIR_UNUSABLE for a cluster of another version, DISK_FULL, NOT_READY
 */
export async function ensureCluster(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  password: string,
  sync: boolean,
): Promise<void> {
  const folder = path.dirname(place.clusterDir);
  if (existsSync(path.join(place.clusterDir, 'PG_VERSION'))) return refuseOtherVersion(place.clusterDir, binaries);
  for (const name of await readdir(folder)) {
    if (name.startsWith('cluster.draft-')) await rm(path.join(folder, name), { recursive: true, force: true });
  }
  const draft = path.join(folder, `cluster.draft-${randomUUID()}`);
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.account) await chown(passwordFile, place.account.uid, place.account.gid);
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same order of text on every machine, whatever locales it has.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(sync ? [] : ['--no-sync']),
      ],
      { cwd: folder, env: cleanEnvironment(), ...accountOf(place) },
    );
    await rename(draft, place.clusterDir);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    if (/No space left on device/i.test(said)) throw diskFull(folder, cause);
    throw new ToolError('NOT_READY', `PostgreSQL could not make a database in ${folder}: ${said}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function refuseOtherVersion(clusterDir: string, binaries: PostgresBinaries): Promise<void> {
  const have = (await readFile(path.join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
  const { stdout } = await run(binaries.postgres, ['--version']);
  const major = /(\d+)/.exec(stdout)?.[1];
  if (have === major) return;
  throw new ToolError(
    'DATA_DIR_UNUSABLE',
    `The database in ${clusterDir} was made by PostgreSQL ${have} and this is ${major}: move it away, or set LOG_MONITOR_DATA_DIR to a new folder.`,
  );
}

/**
 * The password of the local database, made once. It listens on loopback only, but any local user could otherwise become
 * its superuser, and by `COPY … FROM PROGRAM` the user who runs it.
 *
 * Written under a name of its own and linked into place: of two starts at once the slower one reads what the other wrote.
 */
export async function ensurePassword(file: string): Promise<string> {
  const draft = `${file}.draft-${randomUUID()}`;
  await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}

/**
 * Removes a `postmaster.pid` whose number belongs to a stranger by now: PostgreSQL takes any living process of its user
 * for its own and would not start.
 *
 * @throws ToolError ALREADY_RUNNING for a server that runs on this cluster, started by somebody else.
 */
export async function removeStalePidFile(clusterDir: string): Promise<void> {
  const file = path.join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  if (!(pid > 1) || identify(pid).startedAt === null) return;
  if (commandOf(pid).includes(clusterDir)) {
    throw new ToolError(
      'ALREADY_RUNNING',
      `The database in ${clusterDir} is in use by process ${pid}: stop that one first.`,
    );
  }
  await rm(file, { force: true });
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  if (process.platform === 'win32') return '';
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}

/** The command line of the server. */
export function serverArguments(clusterDir: string, port: number, settings: Record<string, string>): string[] {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // No socket file: the folder for it differs per system and may not be writable.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_min_messages: 'warning',
    // By default it logs "ready" and each checkpoint; a quiet file is a useful one.
    log_checkpoints: 'off',
    ...(hasLittleSharedMemory() && { dynamic_shared_memory_type: 'sysv' }),
    ...settings,
  };
  const named = Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  return ['-D', clusterDir, '-p', String(port), ...named];
}

function hasLittleSharedMemory(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks < ENOUGH_SHM_BYTES;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
}

/** The caller's environment without what would change the server: PG* are settings of clients, LC_* of messages. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

export function accountOf({ account }: ClusterPlace): { uid: number; gid: number } | undefined {
  return account && { uid: account.uid, gid: account.gid };
}
