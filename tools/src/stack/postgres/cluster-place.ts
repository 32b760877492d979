import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ToolError } from '../../checkout/tool-error.js';
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
 * file in `dataDir` names. Removing `dataDir` resets the database in both cases.
 *
 * @throws ToolError DATA_DIR_FOREIGN: an existing cluster can only be run by the account that owns it.
 */
export async function clusterPlace(dataDir: string): Promise<ClusterPlace> {
  await mkdir(dataDir, { recursive: true });
  const inside = path.join(dataDir, 'cluster');
  const account = postgresAccount(inside);
  const uid = account?.uid ?? process.getuid?.();
  if (existsSync(inside) && uid !== undefined) {
    const owner = (await stat(inside)).uid;
    if (owner !== uid) {
      throw new ToolError(
        'DATA_DIR_FOREIGN',
        `The database in ${inside} belongs to the user with number ${owner}: start as that user, or set LOG_MONITOR_DATA_DIR to a new folder.`,
      );
    }
  }
  if (!account) return { clusterDir: inside, account };
  if (canEnter(path.dirname(dataDir), account)) {
    await chown(dataDir, account.uid, account.gid);
    if (canEnter(dataDir, account)) return { clusterDir: inside, account };
  }
  const moved = await movedPlace(dataDir);
  const owner = postgresAccount(path.join(moved, 'cluster')) ?? account;
  await chown(moved, owner.uid, owner.gid);
  return { clusterDir: path.join(moved, 'cluster'), account: owner, movedTo: moved };
}

async function movedPlace(dataDir: string): Promise<string> {
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 16);
  const place = path.join(SHARED_DATA, name);
  const mark = path.join(dataDir, MARK);
  // The folder was removed since: what it pointed to goes with it.
  if (!existsSync(mark)) await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true, mode: 0o755 });
  await writeFile(mark, `${place}\n`);
  return place;
}
