import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { endProcess } from './end-process.js';
import { isRunning } from './process-identity.js';
import { killTree } from './process-tree.js';
import type { WatchdogMessage, WatchedPart } from './watchdog.js';

const parts = new Map<number, WatchedPart>();
const folders = new Set<string>();
let forced = false;

function handle(message: WatchdogMessage): void {
  if ('add' in message) parts.set(message.add.pid, message.add);
  else if ('remove' in message) parts.delete(message.remove);
  else if ('removeFolder' in message) folders.add(message.removeFolder);
  else if ('keepFolder' in message) folders.delete(message.keepFolder);
  else forced = true;
}

async function endEverything(): Promise<void> {
  if (forced) for (const part of parts.values()) if (isRunning(part)) killTree(part.pid);
  const orders = [...new Set([...parts.values()].map((part) => part.order))].sort((a, b) => a - b);
  for (const order of orders) {
    const now = [...parts.values()].filter((part) => part.order === order);
    await Promise.all(now.map((part) => endProcess(part, part)));
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

// It ends with its pipe, never by a signal that is meant for the supervisor.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => handle(JSON.parse(line) as WatchdogMessage));
lines.on('close', () => void endEverything().finally(() => process.exit(0)));
