import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { endProcess } from './end-process.js';
import type { Belongings } from './watchdog.js';

let belongings: Belongings = { parts: [], folders: [] };

/** Last started, first ended: writers before the stores that they write to. */
async function endEverything(): Promise<void> {
  for (const part of belongings.parts.reverse()) await endProcess(part, part);
  for (const folder of belongings.folders) await rm(folder, { recursive: true, force: true });
}

// It ends with its pipe, never by a signal that is meant for the supervisor.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => (belongings = JSON.parse(line) as Belongings));
lines.on('close', () => void endEverything().finally(() => process.exit(0)));
