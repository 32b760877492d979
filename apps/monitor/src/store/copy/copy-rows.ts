import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BinaryRows } from './binary-rows.js';

/**
 * Sends rows with COPY. The rows are taken: nothing can be added afterwards.
 *
 * @param sql `COPY table (columns) FROM STDIN (FORMAT binary)`
 * @throws DatabaseError of pg when PostgreSQL refuses a row; none of them is stored then
 */
export async function copyRows(client: pg.PoolClient, sql: string, rows: BinaryRows): Promise<void> {
  await pipeline(Readable.from(rows.take(), { objectMode: false }), client.query(copyFrom(sql)));
  // PostgreSQL has said that it has them all. After an error a block may still be on its way, and is left alone.
  rows.recycle();
}
