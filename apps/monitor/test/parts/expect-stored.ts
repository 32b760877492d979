import type pg from 'pg';
import { expect } from 'vitest';
import { type Logged } from './logging-service.js';
import { storedOf } from './stored-multiset.js';

/**
 * Expects that each service's records, numbered 1 to `records`, are stored as logged: every one, once; and that the counters and the
 * ledger say the same.
 */
export async function expectAllStored(reader: pg.Pool, logged: readonly Logged[], records: number): Promise<void> {
  for (const { service, byLevel, stats } of logged) {
    expect(Object.values(stats.dropped).reduce((sum, count) => sum + count, 0)).toBe(0);
    expect(await storedOf(reader, service)).toEqual({
      rows: records,
      distinctIds: records,
      distinctNumbers: records,
      lowest: 1,
      highest: records,
      byLevel,
      counted: byLevel,
    });
  }
  const ledger = await reader.query<{ received: string; holes: unknown[]; ended: boolean }>(
    `SELECT l.received::text, l.holes, l.ended FROM ledger l JOIN source s ON s.id = l.source_id JOIN service v ON v.id = s.service_id
     WHERE v.name = ANY($1)`,
    [logged.map(({ service }) => service)],
  );
  expect(ledger.rows).toHaveLength(logged.length);
  for (const row of ledger.rows) {
    expect(row).toMatchObject({ received: `{[1,${records + 1})}`, holes: [], ended: true });
  }
}
