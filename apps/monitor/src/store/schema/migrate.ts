import type { DataSource } from 'typeorm';
import { MIGRATION_LOCK } from '../connection/advisory-locks.js';
import { createDataSource } from '../connection/data-source.js';

/**
 * Brings the schema up to date. Of several monitors that start at once one applies the migrations, the others wait for it.
 *
 * @returns names of the migrations that this call applied
 * @throws the driver's error when the database cannot be reached or a migration fails (nothing of it is applied then)
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const dataSource = createDataSource(databaseUrl);
  await dataSource.initialize();
  try {
    return await migrateUnderLock(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function migrateUnderLock(dataSource: DataSource): Promise<string[]> {
  // A session lock needs a connection that stays: TypeORM's own transactions may use the pool's other one.
  const lockHolder = createLockHolder(dataSource);
  await lockHolder.initialize();
  try {
    await lockHolder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await dataSource.runMigrations();
    return applied.map((migration) => migration.name);
  } finally {
    await lockHolder.destroy();
  }
}

function createLockHolder(dataSource: DataSource): DataSource {
  const { url } = dataSource.options as { url: string };
  return createDataSource(url);
}
