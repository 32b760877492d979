import pg from 'pg';
import { ToolError } from '../checkout/tool-error.js';
import { uniqueName } from './unique-name.js';

export interface TestDatabase {
  name: string;
  url: string;
  /** Removes it, ending the connections that are still open. */
  drop(): Promise<void>;
}

/** Set by the global set-up of the test run for its workers. */
const ADMIN_URL_VARIABLE = 'LOG_MONITOR_TEST_DATABASE_URL';

/**
 * An empty database of its own for one test file.
 *
 * @param adminUrl the database from which to create it; by default that of the test run.
 * @throws ToolError INVALID_VARIABLE outside a test run without `adminUrl`.
 */
export async function createTestDatabase(adminUrl = process.env[ADMIN_URL_VARIABLE]): Promise<TestDatabase> {
  if (!adminUrl) {
    throw new ToolError(
      'INVALID_VARIABLE',
      `${ADMIN_URL_VARIABLE} is not set: run the test through npm test or vitest.`,
    );
  }
  const name = uniqueName('test').replace('-', '_');
  await asAdmin(adminUrl, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  };
}

/** Runs one statement on a connection of its own. `sql` takes no parameters: it is for DDL with escaped identifiers. */
async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
