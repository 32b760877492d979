import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { DAY_MS } from '../../time/durations.js';
import { FACETS, WINDOW_DAYS } from '@log-monitor/access-statistics';

/** A source may log again long after its last record; its numbers must still be known then. */
const SOURCE_GRACE_DAYS = 2;
/** A pair of foreign ERROR copies comes within moments; a day bounds the table. */
const COPY_DAYS = 1;

const FACET_NUMBERS = Object.values(FACETS)
  .map(({ number }) => number)
  .join(',');

/** What was decided, and by what, can be asked for so long. */
const ALERT_DAYS = 30;
/** A preview covers seven days, and a rule about a change looks at the seven days before. */
const ALERT_ACCESS_DAYS = 15;
/** Counts of problems by minutes: older ones are asked for by hours. */
const PROBLEM_MINUTE_DAYS = 2;
/** What was found can be asked for as long as counts of hours. */
const ANOMALY_DAYS = WINDOW_DAYS[3600];
/** What nobody has judged by then will not be. */
const FACTS_DAYS = 2;

interface Expiry {
  table: string;
  sql: string;
  days: (retention: Configuration['retention']) => number;
}

const longest = ({ logDays, errorDays }: Configuration['retention']): number => Math.max(logDays, errorDays);

/** Rows that no partition carries away. All of these tables are small compared to the records; `$1` is the moment before which a row goes. */
const EXPIRIES: readonly Expiry[] = [
  { table: 'log_count', sql: 'DELETE FROM log_count WHERE minute < $1', days: longest },
  { table: 'log_count_rollup', sql: 'DELETE FROM log_count_rollup WHERE start < $1', days: longest },
  { table: 'dead_letter', sql: 'DELETE FROM dead_letter WHERE created_at < $1', days: longest },
  { table: 'ingest_gap', sql: 'DELETE FROM ingest_gap WHERE at < $1', days: longest },
  { table: 'foreign_error_copy', sql: 'DELETE FROM foreign_error_copy WHERE seen_at < $1', days: () => COPY_DAYS },
  {
    table: 'source',
    sql: 'DELETE FROM source s USING ledger l WHERE l.source_id = s.id AND l.last_seen < $1',
    days: (retention) => longest(retention) + SOURCE_GRACE_DAYS,
  },
  ...['access_record', 'access_error', 'access_unparsed'].map((table) => ({
    table: `${table}_default`,
    sql: `DELETE FROM ${table}_default WHERE time < $1`,
    days: ({ accessDays }: Configuration['retention']) => accessDays,
  })),
  ...Object.entries(WINDOW_DAYS).map(([width, days]) => ({
    table: `access_window_${width}`,
    // Each facet by the index's first column: without it every row would be read.
    sql: `DELETE FROM access_window_${width} WHERE facet = ANY('{${FACET_NUMBERS}}') AND width = ${width} AND start < $1`,
    days: () => days,
  })),
  {
    table: 'access_window_day',
    sql: 'DELETE FROM access_window_day WHERE day < $1',
    days: () => Math.max(...Object.values(WINDOW_DAYS)),
  },
  ...[
    ['alert_minute', 'minute'],
    ['alert_problem_minute', 'minute'],
    ['alert_late', 'hour'],
    ['alert_access_late', 'hour'],
    ['alert_sample', 'minute'],
    ['alert_decision', 'minute'],
    ['alert_event', 'at'],
  ].map(([table = '', column = '']) => ({
    table,
    sql: `DELETE FROM ${table} WHERE ${column} < $1`,
    days: () => ALERT_DAYS,
  })),
  {
    table: 'alert_subjects',
    sql: 'DELETE FROM alert_subjects s WHERE created_at < $1 AND NOT EXISTS (SELECT FROM alert_decision d WHERE d.subjects_id = s.id)',
    days: () => ALERT_DAYS,
  },
  ...['alert_access_minute', 'alert_narrowed_minute'].map((table) => ({
    table,
    sql: `DELETE FROM ${table} WHERE minute < $1`,
    days: () => ALERT_ACCESS_DAYS,
  })),
  {
    table: 'error_count',
    sql: 'DELETE FROM error_count WHERE width = 1 AND start < $1',
    days: () => PROBLEM_MINUTE_DAYS,
  },
  {
    table: 'access_anomaly',
    sql: 'DELETE FROM access_anomaly WHERE created_at < $1 AND last_seen < $1',
    days: () => ANOMALY_DAYS,
  },
  { table: 'access_facts', sql: 'DELETE FROM access_facts WHERE arrived < $1', days: () => FACTS_DAYS },
  // Days that never had a partition: event times far in the past, and of errors also far ahead, whose own time would never come.
  {
    table: 'log_record_default',
    sql: 'DELETE FROM log_record_default WHERE time < $1',
    days: ({ logDays }) => logDays,
  },
  {
    table: 'error_record_default',
    sql: 'DELETE FROM error_record_default WHERE received_at < $1',
    days: ({ errorDays }) => errorDays,
  },
];

/** Deletes what has outlived the retention and lies in no partition of its own. */
@Injectable()
export class ExpiredRows {
  constructor(
    private readonly pool: IngestPool,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'retention'>,
  ) {}

  /**
   * @returns how many rows went, by table; tables without any are left out
   * @throws SinkError
   */
  async delete(now: number): Promise<Record<string, number>> {
    const deleted: Record<string, number> = {};
    for (const { table, sql, days } of EXPIRIES) {
      const before = new Date(now - days(this.configuration.retention) * DAY_MS);
      const [row] = await this.pool.run<{ count: string }>(
        `WITH gone AS (${sql} RETURNING 1) SELECT count(*) FROM gone`,
        [before],
      );
      if (Number(row?.count) > 0) deleted[table] = Number(row?.count);
    }
    return deleted;
  }
}
