import { Injectable } from '@nestjs/common';
import type { MessageClass } from '@log-monitor/access-record';
import type { Level } from '@log-monitor/log-record';
import type { AccessErrorLine, AccessErrorsAnswer } from '@log-monitor/monitor-api';
import { likePattern, listOrNull, severities } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import { levelOf } from '../records/stored-record.js';
import { storedHosts } from './access-names.js';
import { isBeyond, lineId, type LinePlace, newestFirst, PLACE_COLUMNS } from './line-place.js';
import { type LineQuestion, type LineSource, readLinePage } from './line-walk.js';

/** What lines of error logs have to be like; undefined: anything. */
export interface AccessErrorFilter {
  levels?: readonly Level[] | undefined;
  classes?: readonly MessageClass[] | undefined;
  hosts?: readonly string[] | undefined;
  clients?: readonly string[] | undefined;
  sources?: readonly string[] | undefined;
  servers?: readonly string[] | undefined;
  clusters?: readonly string[] | undefined;
  /** Part of the line. */
  search?: string | undefined;
}

/** Lines `r` of [$1, $2) with: $3 sources, $4 levels, $5 classes, $6 hosts, $7 clients, $8 pattern of the line; each or null. */
export const ERROR_LINE_CONDITIONS = `r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::smallint[] IS NULL OR r.level = ANY($4))
         AND ($5::text[] IS NULL OR r.message_class = ANY($5))
         AND ($6::text[] IS NULL OR coalesce(r.host, '') = ANY($6))
         AND ($7::text[] IS NULL OR r.client = ANY($7))
         AND ($8::text IS NULL OR r.line ILIKE $8)`;

/** $4 to $8. */
export function errorLineValues({ levels, classes, hosts, clients, search }: AccessErrorFilter): unknown[] {
  return [
    severities(levels),
    listOrNull(classes),
    storedHosts(hosts),
    listOrNull(clients),
    search === undefined ? null : likePattern(search),
  ];
}

/** Lines of error logs after the cursor ($9 time, $10 place), $11 at most. */
export const ACCESS_ERRORS: Statement = {
  name: 'access-errors',
  text: `
WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_error r
   WHERE ${ERROR_LINE_CONDITIONS}
         AND ${isBeyond('$9', '$10')}
   ORDER BY ${newestFirst('r')}
   LIMIT $11
)
SELECT ${PLACE_COLUMNS},
       page.level, page.message_class, page.message, page.client, page.host, page.upstream, page.line
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY ${newestFirst('page')}`,
};

export const OLDEST_ACCESS_ERROR: Statement = {
  name: 'oldest-access-error',
  text: `
SELECT min(time) AS oldest FROM access_error`,
};

interface Row extends LinePlace {
  level: number;
  message_class: MessageClass;
  message: string;
  client: string | null;
  host: string | null;
  upstream: string | null;
  line: string;
}

interface AccessErrorQuestion extends LineQuestion {
  filter: AccessErrorFilter;
}

/** Lines of web servers' error logs, newest first, page by page. */
@Injectable()
export class AccessErrorList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async page(question: AccessErrorQuestion): Promise<AccessErrorsAnswer> {
    const { rows, ...rest } = await readLinePage(this.pool, question, sourceOf(question));
    return { errors: rows.map(toErrorLine), count: rows.length, ...rest };
  }
}

function sourceOf({ filter, range }: AccessErrorQuestion): LineSource<Row> {
  const values = errorLineValues(filter);
  return {
    identity: { ...filter, range: range.asked, list: 'access-errors' },
    origin: [filter.sources, filter.servers, filter.clusters].map(listOrNull),
    oldest: async (snapshot) => {
      const [row] = await snapshot.rows<{ oldest: Date | null }>(OLDEST_ACCESS_ERROR);
      return row?.oldest ?? null;
    },
    read: (snapshot, { from, to }, { cursor, limit, start }) =>
      snapshot.rows<Row>(ACCESS_ERRORS, [
        from,
        to,
        start.sources,
        ...values,
        cursor?.time ?? null,
        cursor?.place ?? null,
        limit,
      ]),
  };
}

function toErrorLine(row: Row): AccessErrorLine {
  return {
    id: lineId(row),
    time: row.time.toISOString(),
    source: row.source,
    server: row.server,
    cluster: row.cluster,
    level: levelOf(row.level),
    class: row.message_class,
    message: row.message,
    client: row.client,
    host: row.host,
    upstream: row.upstream,
    line: row.line,
  };
}
