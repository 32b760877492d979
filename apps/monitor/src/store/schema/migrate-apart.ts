import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MigrationResult } from './migration-thread.js';

/**
 * `migrate` in a thread that ends with it: TypeORM is needed for nothing else, and would take 25 MB for as long as the monitor runs.
 *
 * @returns names of the migrations that were applied
 * @throws an error with the name, message, stack and code of the driver's
 */
export async function migrateApart(databaseUrl: string): Promise<readonly string[]> {
  const thread = new Worker(new URL('./migration-thread.js', import.meta.url), { workerData: databaseUrl });
  const [result] = (await once(thread, 'message')) as [MigrationResult];
  if ('applied' in result) return result.applied;
  const { message, ...rest } = result.failed;
  throw Object.assign(new Error(message), rest);
}
