import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOut, log } from '../service/request-scope.js';
import { ExportFailedError } from '../service/service-errors.js';
import { step } from '../service/step.js';
import type { Users } from './users.js';

/** Writes what we know of a user to a file, as the law asks for. */
export const exportUser = step('ExportService', 'Export failed', async (users: Users, userId: string) => {
  const document = JSON.stringify(await users.find(userId));
  const folder = await mkdtemp(join(tmpdir(), 'log-monitor-demo-'));
  try {
    // Linux's device that is always full; elsewhere it is not there, and the error is another one.
    await writeFile(isOut('export-disk-full') ? '/dev/full' : join(folder, 'export.json'), document);
  } catch (cause) {
    throw new ExportFailedError(`The export of ${userId} could not be written`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  log('ExportService').info('User exported', { user: userId, bytes: document.length });
  return { bytes: document.length };
});
