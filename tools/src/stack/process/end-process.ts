import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.js';
import { killTree, signal, thawTree } from './process-tree.js';

const POLL_MS = 20;

/** How a process is asked to end, and how many milliseconds it gets before kill -9. */
export interface Ending {
  stopSignal: NodeJS.Signals;
  graceMs: number;
}

/**
 * Ends a process of which only the identity is known: asks by signal, waits, then kills it with its descendants.
 * Does nothing when the process is gone or its number belongs to another one by now.
 */
export async function endProcess(identity: ProcessIdentity, { stopSignal, graceMs }: Ending): Promise<void> {
  if (!isRunning(identity)) return;
  thawTree(identity.pid);
  signal(identity.pid, stopSignal);
  if (await ends(identity, graceMs)) return;
  killTree(identity.pid);
  await ends(identity, graceMs);
}

/** Not by an event: the process need not be a child of ours. */
async function ends(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(identity)) {
    if (Date.now() >= deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}
