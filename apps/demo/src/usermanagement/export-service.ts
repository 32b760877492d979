import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger } from 'winston';
import { isOut } from '../service/request-scope.js';
import { ExportFailedError } from '../service/service-errors.js';
import { type UserService } from './user-service.js';

/** Linux's device that is always full; elsewhere the same error is made by hand. */
const FULL_DEVICE = '/dev/full';

/** Writes what we know of a user to a file, as the law asks for. */
export class ExportService {
  constructor(
    private readonly users: UserService,
    readonly logger: Logger,
  ) {}

  /** @throws ExportFailedError when the file could not be written */
  async exportUser(userId: string): Promise<{ bytes: number }> {
    const document = Buffer.from(JSON.stringify(await this.users.find(userId)));
    const folder = await mkdtemp(join(tmpdir(), 'log-monitor-demo-'));
    try {
      await write(isOut('export-disk-full') ? FULL_DEVICE : join(folder, 'export.json'), document);
    } catch (error) {
      throw new ExportFailedError(`The export of ${userId} could not be written`, { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    this.logger.info('User exported', { user: userId, bytes: document.length });
    return { bytes: document.length };
  }
}

async function write(path: string, content: Buffer): Promise<void> {
  if (path === FULL_DEVICE && !existsSync(FULL_DEVICE)) {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  }
  const file = await open(path, 'w');
  try {
    await file.write(content);
  } finally {
    await file.close();
  }
}
