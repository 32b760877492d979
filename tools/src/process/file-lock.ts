import { claim } from '../../run/claim-lock.mjs';
import { identify, isRunning, type ProcessIdentity } from './process-identity.js';

export interface FileLock {
  release(): Promise<void>;
}

/** The lock is held by a living process. */
export interface LockHolder {
  heldBy: ProcessIdentity;
}

/**
 * Takes a lock that ends with its owner, however that ends.
 *
 * @param folder its name; the folder exists only while the lock is held or claimed.
 * @returns the lock, or who holds it. Never waits for the holder.
 */
export function tryLock(folder: string): Promise<FileLock | LockHolder> {
  return claim(folder, identify(process.pid), (owner) => isIdentity(owner) && isRunning(owner));
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return false;
  return typeof value.pid === 'number' && (typeof value.startedAt === 'string' || value.startedAt === null);
}
