import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SpoolFolder, holdsRecords } from './spool-folder.js';
import { ownerLives } from './spool-guard.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What nobody has sent for so long is removed. */
const EXPIRY_MS = 7 * DAY_MS;
/** Its time says when the files in a folder were last mentioned. */
const MENTIONED = 'mentioned';

/**
 * Looks at what dead processes left for other brokers or topics, which is not ours to send: says so once a day for each
 * folder, with the command that removes it, and removes files that are a week old.
 *
 * @param now milliseconds since 1970
 */
export async function lookAtOthers(folder: SpoolFolder, notice: (line: string) => void, now: number): Promise<void> {
  for (const other of folder.siblings()) {
    let waiting = 0;
    let expired = 0;
    for (const [owner, files] of other.owners()) {
      if (await ownerLives(other.socketOf(owner))) continue;
      for (const file of files) {
        const matters = holdsRecords(file);
        if (now - modifiedAt(file) < EXPIRY_MS) waiting += matters ? 1 : 0;
        else expired += remove(file) && matters ? 1 : 0;
      }
    }
    const { path } = other;
    if (expired > 0) notice(`${expired} files with records for other brokers or topics in ${path} were a week old and are removed`); // prettier-ignore
    if (waiting > 0 && mayMention(path, now)) {
      notice(
        `records for other brokers or topics wait in ${path}; a service with those settings sends them; "rm -r ${path}" removes them, else they go after a week`,
      );
    }
  }
}

function mayMention(path: string, now: number): boolean {
  const marker = join(path, MENTIONED);
  if (now - modifiedAt(marker) < DAY_MS) return false;
  try {
    writeFileSync(marker, '', { mode: 0o600 });
    return true;
  } catch {
    // A folder that cannot be written would be mentioned at each start: better not at all.
    return false;
  }
}

function remove(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    // Gone already, or not ours to remove: the owner of those settings will see it.
    return false;
  }
}

/** Milliseconds since 1970; 0 for a file that is not there. */
function modifiedAt(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    // It does not exist: it was never written.
    return 0;
  }
}
