import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { ToolError } from '../../checkout/tool-error.js';

/** The account that PostgreSQL runs under. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

/**
 * PostgreSQL refuses to run as root. As root we therefore run it under an account that exists already (nothing is added
 * to the host): the one that owns the data by now, else the one that called sudo, else `postgres`, else `nobody`.
 *
 * @param clusterDir the database's folder, which may not exist yet.
 * @returns undefined where the caller's own account does.
 * @throws ToolError NO_ACCOUNT if there is none.
 */
export function postgresAccount(clusterDir: string, env: NodeJS.ProcessEnv = process.env): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && Number.isInteger(gid));
  const owner = existsSync(clusterDir) ? statSync(clusterDir).uid : undefined;
  const account =
    accounts.find(({ uid }) => uid === owner) ??
    accounts.find(({ uid }) => String(uid) === env.SUDO_UID) ??
    accounts.find(({ name }) => name === 'postgres') ??
    accounts.find(({ name }) => name === 'nobody');
  if (account) return account;
  throw new ToolError(
    'NO_ACCOUNT',
    'PostgreSQL refuses to run as root, and this machine has no account "postgres" or "nobody" to run it as: start as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Whether the account can enter the folder, tried by entering it: permission bits do not tell all (ACLs, mounts, security
 * modules).
 */
export function canEnter(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -r .', 'sh', folder], {
    uid: account.uid,
    gid: account.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return tried.status === 0;
}
