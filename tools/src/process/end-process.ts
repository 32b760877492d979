import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.js';
import { killTree, signal, thawTree } from './process-tree.js';

const POLL_MS = 20;

/** Resolves to true once the process is gone, to false after `timeoutMs`. For processes that are not our children. */
export async function waitForEnd(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(identity)) {
    if (Date.now() >= deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/**
 * Ends a process of which only the identity is known: asks by signal, waits, then kills it with its descendants.
 * Does nothing when the process is gone or its number belongs to another one by now.
 */
export async function endProcess(
  identity: ProcessIdentity,
  options: { stopSignal: NodeJS.Signals; graceMs: number },
): Promise<void> {
  if (!isRunning(identity)) return;
  thawTree(identity.pid);
  signal(identity.pid, options.stopSignal);
  if (await waitForEnd(identity, options.graceMs)) return;
  killTree(identity.pid);
  await waitForEnd(identity, options.graceMs);
}
