import type pg from 'pg';

export interface StoredService {
  rows: number;
  distinctIds: number;
  /** Numbers that were logged: 1 to `records`, each as often as it is stored. */
  distinctNumbers: number;
  lowest: number;
  highest: number;
  byLevel: Record<string, number>;
  counted: Record<string, number>;
}

const LEVELS = ['', 'debug', 'info', 'warning', 'error', 'critical'];

/** What the database has of a service, by plain SQL: not by the queries under test. */
export async function storedOf(client: pg.Client | pg.Pool, service: string): Promise<StoredService> {
  const all = `(SELECT id, level, service_id, attributes FROM log_record UNION ALL SELECT id, level, service_id, attributes FROM error_record)`;
  const totals = await client.query<Record<string, string>>(
    `SELECT count(*) AS rows, count(DISTINCT r.id) AS ids, count(DISTINCT (attributes->>'number')::int) AS numbers,
       min((attributes->>'number')::int) AS lowest, max((attributes->>'number')::int) AS highest
     FROM ${all} r JOIN service s ON s.id = r.service_id WHERE s.name = $1`,
    [service],
  );
  const levels = await client.query<{ level: number; count: string }>(
    `SELECT r.level, count(*) FROM ${all} r JOIN service s ON s.id = r.service_id WHERE s.name = $1 GROUP BY 1`,
    [service],
  );
  const counters = await client.query<{ level: number; count: string }>(
    `SELECT c.level, sum(count) AS count FROM log_count c JOIN service s ON s.id = c.service_id WHERE s.name = $1 GROUP BY 1`,
    [service],
  );
  const byName = (rows: { level: number; count: string }[]): Record<string, number> =>
    Object.fromEntries(rows.map(({ level, count }) => [LEVELS[level] as string, Number(count)]));
  const total = totals.rows[0] as Record<string, string>;
  return {
    rows: Number(total['rows']),
    distinctIds: Number(total['ids']),
    distinctNumbers: Number(total['numbers']),
    lowest: Number(total['lowest']),
    highest: Number(total['highest']),
    byLevel: byName(levels.rows),
    counted: byName(counters.rows),
  };
}
