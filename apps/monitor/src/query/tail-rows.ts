import { Injectable } from '@nestjs/common';
import { Configuration } from '../configuration/configuration.js';
import { type Completeness, completenessAt } from './completeness.js';
import { QueryPool, type Statement } from './query-pool.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  type StoredRecord,
  toStoredRecord,
} from './stored-record.js';
import { type TailLane, TailVector } from './tail-vector.js';

/** How far every partition is stored; $1 topic of all records, $2 errors topic. */
export const TAIL_POSITIONS: Statement = {
  name: 'tail-positions',
  text: `
SELECT CASE topic WHEN $1 THEN 'm' ELSE 'e' END || kafka_partition AS lane, first_offset, next_offset
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
 ORDER BY page.kafka_offset`,
};

export interface TailPositions extends Completeness {
  /** Where each partition begins for one who has not seen it yet. */
  first: TailVector;
  /** One past the last offset that is stored. */
  next: TailVector;
}

export interface TailRecord {
  offset: number;
  record: StoredRecord;
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
      const completeness = completenessAt(snapshot.start);
      const rows = await snapshot.rows<{ lane: TailLane; first_offset: number; next_offset: number }>(TAIL_POSITIONS, [
        logTopic,
        errorLogTopic,
      ]);
      return {
        ...completeness,
        first: TailVector.of(rows.map((row) => [row.lane, row.first_offset])),
        next: TailVector.of(rows.map((row) => [row.lane, row.next_offset])),
      };
    });
  }

  /**
   * Records of a partition with offsets `from` (included) to `to` (not included), in their order.
   *
   * @throws QueryError
   */
  async between(lane: TailLane, from: number, to: number): Promise<TailRecord[]> {
    const values = [Number(lane.slice(1)), from, to, lane.startsWith('e')];
    return this.pool.snapshot(async (snapshot) => {
      const rows = await snapshot.rows<RecordRow & { kafka_offset: number }>(TAIL_ROWS, values);
      return rows.map((row) => ({ offset: row.kafka_offset, record: toStoredRecord(row) }));
    });
  }
}
