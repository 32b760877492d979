import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { hasCode } from '../../checkout/tool-error.js';
import { identify, isRunning, readIdentity, type ProcessIdentity } from './process-identity.js';

/**
 * Claims a file for this process. A claim ends with its owner, however that ends: what a dead process holds is free.
 *
 * The claim is written under a name of its own and linked into place, so that nobody sees it half. Two that find a dead
 * process's claim in the same instant may both believe to have it: Kafka and PostgreSQL then lock their data themselves.
 *
 * @returns what releases the claim, or who has it. Never waits.
 */
export function claim(file: string): (() => void) | ProcessIdentity {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
      const holder = readIdentity(file);
      if (holder && isRunning(holder)) return holder;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}
