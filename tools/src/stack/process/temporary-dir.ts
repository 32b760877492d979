import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unwatchFolder, watchFolder } from './watchdog.js';

export interface TemporaryDir {
  path: string;
  remove(): Promise<void>;
}

/** A folder in the system's temporary one that goes with this process, also when it is killed. */
export async function temporaryDir(prefix: string): Promise<TemporaryDir> {
  const folder = await mkdtemp(path.join(tmpdir(), `log-monitor-${prefix}-`));
  watchFolder(folder);
  // Others may pass through, not look: PostgreSQL runs under another account when we are root.
  await chmod(folder, 0o711);
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      unwatchFolder(folder);
    },
  };
}
