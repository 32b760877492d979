import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { explainDiskError, hasCode, ToolError } from '../tool-error.js';
import { exists } from '../storage/exists.js';
import { endProcess } from '../process/end-process.js';
import { identify, pidExists } from '../process/process-identity.js';
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
 */
export async function ensureCluster(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  password: string,
  sync: boolean,
): Promise<void> {
  const folder = path.dirname(place.clusterDir);
  if (await exists(path.join(place.clusterDir, 'PG_VERSION'))) return refuseOtherVersion(place.clusterDir, binaries);
  for (const name of await readdir(folder)) {
    if (name.startsWith('cluster.draft-')) await rm(path.join(folder, name), { recursive: true, force: true });
  }
  const draft = path.join(folder, `cluster.draft-${randomUUID()}`);
  const passwordFile = path.join(folder, `cluster.draft-${randomUUID()}.password`);
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
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw explainInitdb(error, folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function explainInitdb(error: unknown, folder: string): unknown {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
  if (/No space left on device/i.test(said)) {
    return explainDiskError(Object.assign(new Error(said, { cause: error }), { code: 'ENOSPC' }), folder);
  }
  return new ToolError('NOT_READY', `PostgreSQL could not make a database in ${folder}: ${said}`, { cause: error });
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
 */
export async function ensurePassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const password = randomBytes(24).toString('base64url');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return password;
}

/**
 * Clears the way for a new postmaster: ends one that a killed supervisor has left, and removes a `postmaster.pid` whose
 * number belongs to nobody or to a stranger. (PostgreSQL itself takes any living process of its user for its own.)
 */
export async function endStalePostmaster(clusterDir: string): Promise<void> {
  const file = path.join(clusterDir, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (Number.isInteger(pid) && pid > 1 && pidExists(pid) && (await isPostmasterOf(pid, clusterDir))) {
    await endProcess(identify(pid), { stopSignal: 'SIGINT', graceMs: 10_000 });
  }
  await endOrphans(clusterDir);
  await rm(file, { force: true });
}

async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  if (process.platform === 'linux') {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return args.includes(clusterDir) && /postgres$/.test(args[0] ?? '');
  }
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
  return stdout.includes(clusterDir) && stdout.includes('postgres');
}

/** Backends whose postmaster was killed while they were frozen: they live in the cluster's folder and hold its memory. */
async function endOrphans(clusterDir: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readlinkSync(`/proc/${entry}/cwd`) !== clusterDir) continue;
      if (!readlinkSync(`/proc/${entry}/exe`).endsWith('/postgres')) continue;
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'EACCES', 'EPERM', 'ESRCH')) continue;
      throw error;
    }
    await endProcess(identify(Number(entry)), { stopSignal: 'SIGKILL', graceMs: 5_000 });
  }
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
  return [
    '-D',
    clusterDir,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
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

export function accountOf(place: ClusterPlace): { uid: number; gid: number } | undefined {
  return place.account && { uid: place.account.uid, gid: place.account.gid };
}
