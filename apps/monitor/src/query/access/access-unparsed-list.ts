import { Injectable } from '@nestjs/common';
import type { UnparsedReason } from '@log-monitor/access-record';
import type { AccessUnparsedAnswer, AccessUnparsedLine } from '@log-monitor/monitor-api';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import type { AccessErrorFilter } from './access-error-list.js';
import { isBeyond, lineId, type LinePlace, newestFirst, PLACE_COLUMNS } from './line-place.js';
import { type LineQuestion, type LineSource, readLinePage } from './line-walk.js';

/**
 * Lines that no format reads, of [$1, $2), with the sources $3, the reasons $4 and the bytes $5 in them, each or null, after the cursor ($6 time, $7 place),
 * $8 at most.
 */
export const ACCESS_UNPARSED: Statement = {
  name: 'access-unparsed',
  text: `
WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_unparsed r
   WHERE r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::text[] IS NULL OR r.reason = ANY($4))
         AND ($5::text IS NULL OR position(lower($5) IN lower(encode(r.line, 'escape'))) > 0)
         AND ${isBeyond('$6', '$7')}
   ORDER BY ${newestFirst('r')}
   LIMIT $8
)
SELECT ${PLACE_COLUMNS}, page.reason, page.line, page.size
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY ${newestFirst('page')}`,
};

export const OLDEST_ACCESS_UNPARSED: Statement = {
  name: 'oldest-access-unparsed',
  text: `
SELECT min(time) AS oldest FROM access_unparsed`,
};

interface Row extends LinePlace {
  reason: UnparsedReason;
  line: Buffer;
  size: number;
}

interface UnparsedQuestion extends LineQuestion {
  filter: Pick<AccessErrorFilter, 'sources' | 'servers' | 'clusters' | 'search'> & {
    reasons?: readonly UnparsedReason[] | undefined;
  };
}

/** Lines that no format reads, newest first, page by page. */
@Injectable()
export class AccessUnparsedList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async page(question: UnparsedQuestion): Promise<AccessUnparsedAnswer> {
    const { rows, ...rest } = await readLinePage(this.pool, question, sourceOf(question));
    return { lines: rows.map(toLine), count: rows.length, ...rest };
  }
}

function sourceOf({ filter, range }: UnparsedQuestion): LineSource<Row> {
  return {
    identity: { ...filter, range: range.asked, list: 'access-unparsed' },
    origin: [filter.sources, filter.servers, filter.clusters].map(listOrNull),
    oldest: async (snapshot) => {
      const [row] = await snapshot.rows<{ oldest: Date | null }>(OLDEST_ACCESS_UNPARSED);
      return row?.oldest ?? null;
    },
    read: (snapshot, { from, to }, { cursor, limit, start }) =>
      snapshot.rows<Row>(ACCESS_UNPARSED, [
        from,
        to,
        start.sources,
        listOrNull(filter.reasons),
        filter.search === undefined ? null : escaped(filter.search),
        cursor?.time ?? null,
        cursor?.place ?? null,
        limit,
      ]),
  };
}

/** A text as PostgreSQL's escape form of bytes has it: backslashes doubled, bytes beyond ASCII as octal numbers. */
function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      if (byte === 0x5c) return '\\\\';
      return byte < 0x80 && byte > 0 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

function toLine(row: Row): AccessUnparsedLine {
  const cut = row.line.length < row.size;
  return {
    id: lineId(row),
    time: row.time.toISOString(),
    source: row.source,
    server: row.server,
    cluster: row.cluster,
    reason: row.reason,
    // Where it was cut, a character that was cut in two is left out.
    line: new TextDecoder('utf-8', { ignoreBOM: true }).decode(row.line, { stream: cut }),
    cut,
  };
}
