import { createHash } from 'node:crypto';
import { chown, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../storage/exists.js';
import { hasCode, ToolError } from '../tool-error.js';
import { canEnter, postgresAccount, type Account } from './postgres-account.js';

/** Root's place for data that cannot lie in the checkout. */
const SHARED_DATA = '/var/lib/log-monitor';
const MARK = 'database-is-at';

export interface ClusterPlace {
  /** PostgreSQL's own folder. Absent until initdb has run to its end. */
  clusterDir: string;
  account: Account | undefined;
  /** Set where the data had to go elsewhere: the account may not enter `dataDir`. */
  movedTo?: string;
}

/**
 * Decides where the database lies and who runs it. It is `<dataDir>/cluster`, unless we are root and the account that
 * must run PostgreSQL instead of us cannot get there (a checkout in /root): then it is a folder under /var/lib, which a
 * file in `dataDir` names. Removing `dataDir` resets the database in both cases; what it pointed to is kept once as `.old`.
 */
export async function clusterPlace(dataDir: string): Promise<ClusterPlace> {
  await mkdir(dataDir, { recursive: true });
  const inside = path.join(dataDir, 'cluster');
  const account = postgresAccount(inside);
  await refuseForeign(inside, account);
  if (canEnter(path.dirname(dataDir), account)) {
    if (account) await handOver(dataDir, account);
    if (canEnter(dataDir, account)) return { clusterDir: inside, account };
  }
  const moved = await movedPlace(dataDir);
  const owner = postgresAccount(path.join(moved, 'cluster')) ?? account;
  if (owner) await handOver(moved, owner);
  return { clusterDir: path.join(moved, 'cluster'), account: owner, movedTo: moved };
}

/** An existing cluster can only be run by the account that owns it. */
async function refuseForeign(clusterDir: string, account: Account | undefined): Promise<void> {
  const uid = account?.uid ?? process.getuid?.();
  try {
    const owner = (await stat(clusterDir)).uid;
    if (uid === undefined || owner === uid) return;
    throw new ToolError(
      'DATA_DIR_FOREIGN',
      `The database in ${clusterDir} belongs to the user with number ${owner}: start as that user, or set LOG_MONITOR_DATA_DIR to a new folder.`,
    );
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function handOver(folder: string, account: Account): Promise<void> {
  await chown(folder, account.uid, account.gid);
}

async function movedPlace(dataDir: string): Promise<string> {
  const real = await realpath(dataDir);
  const place = path.join(SHARED_DATA, createHash('sha256').update(real).digest('hex').slice(0, 16));
  const mark = path.join(dataDir, MARK);
  if (!(await exists(mark))) {
    await rm(`${place}.old`, { recursive: true, force: true });
    try {
      await rename(place, `${place}.old`);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
  await mkdir(place, { recursive: true, mode: 0o755 });
  await writeFile(mark, `${place}\n`);
  return place;
}
