import { Injectable } from '@nestjs/common';
import { Configuration } from '../../configuration/configuration.js';
import type { Completeness, StoredRecord } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { RecordPlace } from '../records/list-order.js';
import type { Statement } from '../database/statement.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  toStoredRecord,
} from '../records/stored-record.js';
import { RecentBatches, type StoredBatchTime } from './recent-batches.js';
import { type TailPartition, TailVector } from './tail-vector.js';
import { MINUTE_MS } from '../../time/durations.js';

/** How far every partition is stored; $1 topic of all records, $2 errors topic. */
export const TAIL_POSITIONS: Statement = {
  name: 'tail-positions',
  text: `
SELECT CASE topic WHEN $1 THEN 'm' ELSE 'e' END || kafka_partition AS partition, first_offset, next_offset, recent_ends, recent_times
  FROM ingest_position
 WHERE topic IN ($1, $2)
 ORDER BY topic, kafka_partition`,
};

/**
 * Rows of the partition $1 with offsets [$2, $3); $4: of the errors topic, on which only foreign producers send records below ERROR:
 * these carry the partition p as -1 - p.
 */
export const TAIL_ROWS: Statement = {
  name: 'tail-rows',
  text: `
WITH page AS MATERIALIZED (
  SELECT r.kafka_offset, ${LOG_PAGE_COLUMNS}
    FROM log_record r
   WHERE r.kafka_partition = CASE WHEN $4 THEN -1 - $1::int ELSE $1 END AND r.kafka_offset >= $2 AND r.kafka_offset < $3
  UNION ALL
  SELECT r.kafka_offset, ${ERROR_PAGE_COLUMNS}
    FROM error_record r
   WHERE r.from_errors_topic = $4 AND r.kafka_partition = $1 AND r.kafka_offset >= $2 AND r.kafka_offset < $3
)
SELECT page.kafka_offset, ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}
 ORDER BY page.kafka_offset, page.id`,
};

/**
 * The same of several ranges, in the partitions $1 (number), $2 (of the errors topic) with offsets [$3, $4), of which no record is older
 * than $5: among the newest rows of each service, whose number has nothing to do with how much is stored.
 */
export const TAIL_NEWS: Statement = {
  name: 'tail-news',
  text: `
WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest($1::int[], $2::boolean[], $3::bigint[], $4::bigint[]) l (partition, is_errors, low, high)
), page AS MATERIALIZED (
  SELECT wanted.partition, wanted.is_errors, newest.*
    FROM service
   CROSS JOIN LATERAL (
     SELECT r.kafka_partition, r.kafka_offset, ${LOG_PAGE_COLUMNS}
       FROM log_record r
      WHERE r.service_id = service.id AND r.time >= $5
     OFFSET 0
   ) newest
    JOIN wanted ON newest.kafka_partition = CASE WHEN wanted.is_errors THEN -1 - wanted.partition ELSE wanted.partition END
             AND newest.kafka_offset >= wanted.low AND newest.kafka_offset < wanted.high
  UNION ALL
  SELECT wanted.partition, wanted.is_errors, r.kafka_partition, r.kafka_offset, ${ERROR_PAGE_COLUMNS}
    FROM wanted
    JOIN error_record r ON r.from_errors_topic = wanted.is_errors AND r.kafka_partition = wanted.partition
                       AND r.kafka_offset >= wanted.low AND r.kafka_offset < wanted.high
)
SELECT CASE WHEN page.is_errors THEN 'e' ELSE 'm' END || page.partition AS partition, page.kafka_offset, ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}
 ORDER BY page.is_errors, page.partition, page.kafka_offset, page.id`,
};

/** Further back than this there are too many rows to look through by time. */
const NEWS_MS = 2 * MINUTE_MS;

export interface TailPositions extends Completeness {
  /** Where each partition begins for one who has not seen it yet. */
  first: TailVector;
  /** One past the last offset that is stored. */
  next: TailVector;
  batches: RecentBatches;
}

/** Offsets of a partition, `from` included, `to` not. */
export interface TailRange {
  partition: TailPartition;
  from: number;
  to: number;
}

export interface TailRecord {
  partition: TailPartition;
  /** Where a reader of the partition stands after it: before its message where that has more records, so that none is missed. */
  next: number;
  record: StoredRecord;
  /** Where it stands in the order of lists. */
  row: RecordPlace;
}

/** Reads for the live tail. */
@Injectable()
export class TailRows {
  constructor(
    private readonly pool: QueryPool,
    private readonly configuration: Configuration,
  ) {}

  /** @throws QueryError */
  async positions(): Promise<TailPositions> {
    const { logTopic, errorLogTopic } = this.configuration.kafka;
    return this.pool.snapshot(async (snapshot) => {
      const positions = snapshot.rows<PositionRow>(TAIL_POSITIONS, [logTopic, errorLogTopic]);
      const [start, rows] = await Promise.all([snapshot.start, positions]);
      return {
        ...completenessAt(start),
        first: TailVector.of(rows.map((row) => [row.partition, row.first_offset])),
        next: TailVector.of(rows.map((row) => [row.partition, row.next_offset])),
        batches: new RecentBatches(rows.map((row) => [row.partition, toBatches(row)])),
      };
    });
  }

  /**
   * Records of a partition with offsets `from` (included) to `to` (not included), in their order.
   *
   * @throws QueryError
   */
  async between(partition: TailPartition, from: number, to: number): Promise<TailRecord[]> {
    const values = [Number(partition.slice(1)), from, to, partition.startsWith('e')];
    return this.pool.snapshot(async (snapshot) => {
      const rows = await snapshot.rows<RecordRow & { kafka_offset: number }>(TAIL_ROWS, values);
      return toTailRecords(rows.map((row) => ({ ...row, partition })));
    });
  }

  /**
   * Records of these ranges, in the order of their offsets within each partition.
   *
   * @param earliest none of their records is older, milliseconds since 1970; undefined: nobody knows
   * @throws QueryError
   */
  async news(ranges: readonly TailRange[], earliest: number | undefined): Promise<TailRecord[]> {
    if (earliest === undefined || earliest < Date.now() - NEWS_MS) {
      const found: TailRecord[] = [];
      for (const { partition, from, to } of ranges) found.push(...(await this.between(partition, from, to)));
      return found;
    }
    const values = [
      ranges.map(({ partition }) => Number(partition.slice(1))),
      ranges.map(({ partition }) => partition.startsWith('e')),
      ranges.map(({ from }) => from),
      ranges.map(({ to }) => to),
      new Date(earliest),
    ];
    return this.pool.snapshot(async (snapshot) => {
      const rows = await snapshot.rows<TailRow>(TAIL_NEWS, values);
      return toTailRecords(rows);
    });
  }
}

interface PositionRow {
  partition: TailPartition;
  first_offset: number;
  next_offset: number;
  recent_ends: string[];
  recent_times: Date[];
}

type TailRow = RecordRow & { partition: TailPartition; kafka_offset: number };

function toTailRecords(rows: readonly TailRow[]): TailRecord[] {
  return rows.map((row, index) => {
    const following = rows[index + 1];
    const hasMore = following?.partition === row.partition && following.kafka_offset === row.kafka_offset;
    const next = hasMore ? row.kafka_offset : row.kafka_offset + 1;
    return { partition: row.partition, next, record: toStoredRecord(row), row };
  });
}

function toBatches({ recent_ends, recent_times }: PositionRow): StoredBatchTime[] {
  return recent_ends.map((end, index) => ({ end: Number(end), earliest: recent_times[index]?.getTime() ?? 0 }));
}
