import type pg from 'pg';
import { type Read } from './read-measurements.js';

/** Runs statements on one connection. */
export function reading(client: Pick<pg.ClientBase, 'query'>): Read {
  return async <Row>(sql: string, values: readonly unknown[]) => (await client.query(sql, [...values])).rows as Row[];
}
