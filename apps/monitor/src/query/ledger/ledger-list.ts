import { Injectable } from '@nestjs/common';
import type { LedgerAnswer, LedgerInstance } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { decodeCursor, encodeCursor } from '../database/keyset-cursor.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import { listOrNull } from '../database/filter-values.js';

interface LedgerQuestion {
  services?: readonly string[] | undefined;
  limit: number;
  cursor?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Processes, last seen first: services $1 or null, time $2 and instance $3 of the cursor, $4 limit. */
export const LEDGER_INSTANCES: Statement = {
  name: 'ledger-instances',
  text: `
WITH page AS MATERIALIZED (
  SELECT l.*, source.instance, source.service_id, source.host_id
    FROM ledger l JOIN source ON source.id = l.source_id
   WHERE ($1::text[] IS NULL OR source.service_id IN (SELECT id FROM service WHERE name = ANY($1)))
     AND source.instance IS NOT NULL
     AND ($2::timestamptz IS NULL OR (l.last_seen, source.instance) < ($2, $3::uuid))
   ORDER BY l.last_seen DESC, source.instance DESC
   LIMIT $4
)
SELECT page.instance, service.name AS service, host.name AS host, lower(page.received) AS first, page.highest AS last,
       page.records AS received, page.duplicates, page.unknown_below, page.first_seen, page.last_seen, page.ended,
       to_char(page.last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_seen_text,
       coalesce((SELECT jsonb_object_agg(d.reason, (SELECT sum(upper(r) - lower(r)) FROM unnest(d.ranges) r))
                   FROM ledger_drop d WHERE d.source_id = page.source_id), '{}') AS dropped,
       coalesce((
         SELECT jsonb_agg(jsonb_build_object('from', part.low, 'to', part.high, 'missing', hole.overdue) ORDER BY part.low)
           FROM (
             SELECT (h ->> 'from')::bigint AS low, (h ->> 'to')::bigint AS high,
                    (h ->> 'since')::numeric <= extract(epoch FROM now()) * 1000 - 60000 AS overdue
               FROM jsonb_array_elements(page.holes) h
           ) hole
          CROSS JOIN LATERAL (
            -- Numbers that the errors topic brought are not absent: what is left of the hole between them.
            SELECT lower(r) AS low, upper(r) - 1 AS high
              FROM unnest(int8multirange(int8range(hole.low, hole.high + 1)) - coalesce((
                SELECT range_agg(int8range(e.seq, e.seq + 1)) FROM error_record e
                 WHERE e.source_id = page.source_id AND e.seq BETWEEN hole.low AND hole.high), '{}')) r
          ) part
       ), '[]') AS holes
  FROM page
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = page.host_id
 ORDER BY page.last_seen DESC, page.instance DESC`,
};

interface LedgerRow {
  instance: string;
  service: string;
  host: string;
  first: number | null;
  last: number;
  received: number;
  duplicates: number;
  unknown_below: number;
  first_seen: Date;
  last_seen: Date;
  last_seen_text: string;
  ended: boolean;
  dropped: Record<string, number>;
  holes: { from: number; to: number; missing: boolean }[];
}

const MOST_RANGES = 100;

/** What is known of each process's numbers: received, dropped, missing. */
@Injectable()
export class LedgerList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(question: LedgerQuestion): Promise<LedgerAnswer> {
    const identity = { services: question.services, list: 'ledger' };
    const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity);
    return this.pool.snapshot(
      async (snapshot) => {
        const values = [listOrNull(question.services), cursor?.time ?? null, cursor?.id ?? null, question.limit + 1];
        const [start, rows] = await Promise.all([snapshot.start, snapshot.rows<LedgerRow>(LEDGER_INSTANCES, values)]);
        const page = rows.slice(0, question.limit);
        const last = rows.length > question.limit ? page.at(-1) : undefined;
        const end = last && { time: last.last_seen_text, id: last.instance, from: null, to: 0 };
        return {
          instances: page.map(toInstance),
          nextCursor: end ? encodeCursor(end, identity) : null,
          ...completenessAt(start),
        };
      },
      { signal: question.signal },
    );
  }
}

function toInstance(row: LedgerRow): LedgerInstance {
  const ranges = (missing: boolean): LedgerInstance['missing'] =>
    row.holes.filter((hole) => hole.missing === missing).map(({ from, to }): [number, number] => [from, to]);
  const missing = ranges(true);
  return {
    instance: row.instance,
    service: row.service,
    host: row.host,
    first: row.first,
    last: row.last,
    received: row.received,
    duplicates: row.duplicates,
    dropped: row.dropped,
    missing: missing.slice(0, MOST_RANGES),
    missingCount: missing.reduce((sum, [from, to]) => sum + to - from + 1, 0),
    pending: ranges(false).slice(0, MOST_RANGES),
    unknown: row.unknown_below > 1 ? [1, row.unknown_below - 1] : null,
    startedAt: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    ended: row.ended,
  };
}
