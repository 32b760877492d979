import { Injectable } from '@nestjs/common';
import { DEFAULT_RULES } from '@log-monitor/access-anomaly';
import type { AnomaliesAnswer, Anomaly, AnomalyDetector } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { listOrNull } from '../database/filter-values.js';
import { decodeCursor, encodeCursor, type KeysetCursor } from '../database/keyset-cursor.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { closeListRange, type OpenRange, presentRange } from '../range/close-range.js';
import type { RequestedRange } from '../range/time-range.js';

/** What findings have to be like; undefined: anything. */
export interface AnomalyFilter {
  detectors?: readonly AnomalyDetector[] | undefined;
  hosts?: readonly string[] | undefined;
  routes?: readonly string[] | undefined;
  /** Addresses and networks. */
  clients?: readonly string[] | undefined;
  sources?: readonly string[] | undefined;
  minScore?: number | undefined;
  isOpen?: boolean | undefined;
  silenced: 'exclude' | 'include' | 'only';
}

export interface AnomalyQuestion {
  filter: AnomalyFilter;
  range: RequestedRange;
  limit: number;
  cursor?: string | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

/**
 * Findings that lasted in [$1, $2) with: $3 detectors, $4 hosts, $5 routes, $6 clients or networks, $7 sources, $8 least score, $9 open, $10 silenced; each or
 * null. After the cursor ($11 first seen, $12 id), $13 at most, the newest first.
 */
export const ANOMALIES: Statement = {
  name: 'access-anomalies',
  text: `
SELECT a.id::text, a.detector, s.name AS source, a.host, a.route, a.client, a.network, a.score, a.observed, a.expected, a.unit, a.span_seconds, a.share,
       a.samples::float8 AS samples, a.first_seen, a.found_at, a.last_seen, a.ended_at, a.why, a.silenced_by::text,
       to_char(a.first_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
  FROM access_anomaly a JOIN access_source s ON s.id = a.source_id
 WHERE ($1::timestamptz IS NULL OR a.last_seen >= $1) AND a.first_seen < $2
       AND ($3::text[] IS NULL OR a.detector = ANY($3))
       AND ($4::text[] IS NULL OR a.host = ANY($4))
       AND ($5::text[] IS NULL OR a.route = ANY($5))
       AND ($6::text[] IS NULL OR a.client = ANY($6) OR a.network = ANY($6))
       AND ($7::text[] IS NULL OR s.name = ANY($7))
       AND ($8::int IS NULL OR a.score >= $8)
       AND ($9::boolean IS NULL OR $9 = (a.ended_at IS NULL))
       AND ($10::boolean IS NULL OR $10 = (a.silenced_by IS NOT NULL))
       AND ($11::timestamptz IS NULL OR (a.first_seen, a.id) < ($11, $12::bigint))
 ORDER BY a.first_seen DESC, a.id DESC
 LIMIT $13`,
};

/** How far each source was judged. */
export const JUDGED_SOURCES: Statement = {
  name: 'judged-sources',
  text: `
SELECT s.name AS source, a.position + interval '10 s' AS through, a.warm_up_seconds
  FROM access_anomaly_state a JOIN access_source s ON s.id = a.source_id
 ORDER BY a.position DESC, s.name
 LIMIT 1000`,
};

interface Row {
  id: string;
  detector: AnomalyDetector;
  source: string;
  host: string | null;
  route: string | null;
  client: string | null;
  network: string | null;
  score: number;
  observed: number;
  expected: number;
  unit: string;
  span_seconds: number;
  share: number;
  samples: number;
  first_seen: Date;
  found_at: Date;
  last_seen: Date;
  ended_at: Date | null;
  why: string;
  silenced_by: string | null;
  place: string;
}

interface JudgedRow {
  source: string;
  through: Date;
  warm_up_seconds: number;
}

const NUMBER = /^\d{1,18}$/;
const SILENCED = { exclude: false, include: null, only: true } as const;

/** What was unusual, newest first, page by page. */
@Injectable()
export class AnomalyList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async page(question: AnomalyQuestion): Promise<AnomaliesAnswer> {
    const { filter, limit, now } = question;
    const identity = { ...filter, range: question.range.asked, list: 'anomalies' };
    const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity, NUMBER);
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = cursor ? rangeOf(cursor) : closeListRange(start, question.range, now);
        const [rows, judged] = await Promise.all([
          readRows(snapshot, question, range, cursor),
          snapshot.rows<JudgedRow>(JUDGED_SOURCES),
        ]);
        const anomalies = rows.slice(0, limit).map(toAnomaly);
        const sources = judged.map(({ source, through, warm_up_seconds: warmUpSeconds }) => ({
          ...{ source, judgedThrough: through.toISOString(), warmUpSeconds },
        }));
        const nextCursor = rows.length > limit ? cursorAt(rows[limit - 1] as Row, range, identity) : null;
        return {
          ...{ anomalies, count: anomalies.length, sources, nextCursor, range: presentRange(range) },
          ...completenessAt(start),
        };
      },
      { signal: question.signal },
    );
  }
}

function readRows(
  snapshot: Snapshot,
  { filter, limit }: AnomalyQuestion,
  { from, to }: OpenRange,
  cursor: KeysetCursor | undefined,
): Promise<Row[]> {
  return snapshot.rows<Row>(ANOMALIES, [
    from,
    to,
    listOrNull(filter.detectors),
    listOrNull(filter.hosts),
    listOrNull(filter.routes),
    listOrNull(filter.clients),
    listOrNull(filter.sources),
    filter.minScore ?? null,
    filter.isOpen ?? null,
    SILENCED[filter.silenced],
    cursor?.time ?? null,
    cursor?.id ?? null,
    // One more than the page tells whether another page follows.
    limit + 1,
  ]);
}

function rangeOf({ from, to }: KeysetCursor): OpenRange {
  return { from: from === null ? null : new Date(from), to: new Date(to) };
}

function cursorAt({ place, id }: Row, { from, to }: OpenRange, identity: Readonly<Record<string, unknown>>): string {
  return encodeCursor({ time: place, id, from: from?.getTime() ?? null, to: to.getTime() }, identity);
}

function toAnomaly({ place: _place, ...row }: Row): Anomaly {
  const { span_seconds, first_seen, found_at, last_seen, ended_at, silenced_by, ...rest } = row;
  return {
    ...rest,
    title: DEFAULT_RULES[row.detector].title,
    spanSeconds: span_seconds,
    firstSeen: first_seen.toISOString(),
    foundAt: found_at.toISOString(),
    lastSeen: last_seen.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
    silencedBy: silenced_by,
  };
}
