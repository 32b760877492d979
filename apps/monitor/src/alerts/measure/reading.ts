import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Snapshot } from '../../query/database/snapshot.js';
import type { Read } from './read-measurements.js';

/** Runs statements on one connection, in whatever transaction it is. */
export function reading(client: Pick<pg.ClientBase, 'query'>): Read {
  return async <Row>(sql: string, values: readonly unknown[]) => (await client.query(sql, [...values])).rows as Row[];
}

/** Runs the same statements in the snapshot of an answer. */
export function readingSnapshot(snapshot: Snapshot): Read {
  return (text, values) =>
    snapshot.rows({ name: `alerts-${createHash('sha1').update(text).digest('hex')}`, text }, values);
}
