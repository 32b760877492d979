import { Injectable } from '@nestjs/common';
import { timeOfRecordId } from '@log-monitor/log-record';
import type { LedgerPosition, RecordAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  toStoredRecord,
} from './stored-record.js';

type PositionedRow = RecordRow & {
  service_id: number;
  kafka_partition: number;
  kafka_offset: number;
  received_at: Date | null;
  highest: number | null;
  records: number | null;
  ended: boolean | null;
};

const POSITION_COLUMNS = `page.service_id, page.kafka_partition, page.kafka_offset, page.received_at, ledger.highest, ledger.records, ledger.ended`;

/** Each partition has a unique index that begins with the id. */
function errorById(name: string, condition: string, plan?: 'once'): Statement {
  return {
    name,
    text: `
WITH page AS (
  SELECT ${ERROR_PAGE_COLUMNS}, r.kafka_partition, r.kafka_offset, r.received_at
    FROM error_record r
   WHERE ${condition}
   LIMIT 1
)
SELECT ${RECORD_COLUMNS}, ${POSITION_COLUMNS}
  FROM page
  ${RECORD_JOINS}
  LEFT JOIN ledger ON ledger.source_id = page.source_id`,
    ...(plan && { plan }),
  };
}

/**
 * An error by its id $1, which carries its time [$2, $3): only the partition of that time is looked into. A plan for any time would
 * go by the time, whose share of the rows it would have to guess.
 */
export const ERROR_BY_TIMED_ID = errorById('error-by-timed-id', 'r.id = $1 AND r.time >= $2 AND r.time < $3');

/** An error by its id $1, whatever its time. */
export const ERROR_BY_ID = errorById('error-by-id', 'r.id = $1', 'once');

/** A record below ERROR by its id $1, which carries its time [$2, $3): found through the index on time of each service. */
export const LOG_BY_ID: Statement = {
  name: 'log-by-id',
  text: `
WITH page AS (
  SELECT found.*
    FROM (SELECT id FROM service) chosen
   CROSS JOIN LATERAL (
     SELECT ${LOG_PAGE_COLUMNS}, r.kafka_partition, r.kafka_offset, NULL::timestamptz AS received_at
       FROM log_record r
      WHERE r.service_id = chosen.id AND r.time >= $2 AND r.time < $3 AND r.id = $1
   ) found
   LIMIT 1
)
SELECT ${RECORD_COLUMNS}, ${POSITION_COLUMNS}
  FROM page
  ${RECORD_JOINS}
  LEFT JOIN ledger ON ledger.source_id = page.source_id`,
  plan: 'once',
};

/** A record whose time was too absurd to be taken is not where its id says; few are, and they have an index of their own. */
export const CLAMPED_LOG_BY_ID: Statement = {
  name: 'clamped-log-by-id',
  text: `
WITH page AS (
  SELECT ${LOG_PAGE_COLUMNS}, r.kafka_partition, r.kafka_offset, NULL::timestamptz AS received_at
    FROM log_record r
   WHERE r.id = $1 AND r.time_as_sent IS NOT NULL
   LIMIT 1
)
SELECT ${RECORD_COLUMNS}, ${POSITION_COLUMNS}
  FROM page
  ${RECORD_JOINS}
  LEFT JOIN ledger ON ledger.source_id = page.source_id`,
  plan: 'once',
};

/** One record, whole. */
@Injectable()
export class RecordById {
  constructor(private readonly pool: QueryPool) {}

  /**
   * @param id a UUID
   * @returns null when there is no such record
   * @throws QueryError
   */
  async answer(id: string, signal?: AbortSignal): Promise<RecordAnswer | null> {
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, row] = await Promise.all([snapshot.start, findRecordRow(snapshot, id)]);
        return row ? { ...toStoredRecord(row), ledger: toPosition(row), ...completenessAt(start) } : null;
      },
      { signal },
    );
  }
}

/**
 * Finds a record's row wherever it lies: first where the time in its id says, which is true of all but those whose own time was
 * too absurd, or whose id their producer made up.
 *
 * @returns undefined when there is none
 */
export async function findRecordRow(snapshot: Snapshot, id: string): Promise<PositionedRow | undefined> {
  const time = timeOfRecordId(id);
  if (time !== undefined) {
    const moment = [id, new Date(time), new Date(time + 1)];
    const [[error], [log]] = await Promise.all([
      snapshot.rows<PositionedRow>(ERROR_BY_TIMED_ID, moment),
      snapshot.rows<PositionedRow>(LOG_BY_ID, moment),
    ]);
    if (error ?? log) return error ?? log;
  }
  const [[error], [clamped]] = await Promise.all([
    snapshot.rows<PositionedRow>(ERROR_BY_ID, [id]),
    time === undefined ? [] : snapshot.rows<PositionedRow>(CLAMPED_LOG_BY_ID, [id]),
  ]);
  return error ?? clamped;
}

function toPosition(row: PositionedRow): LedgerPosition {
  const { instance, seq } = row;
  return {
    // Below ERROR, a partition p of the errors topic is kept as -1 - p.
    partition: row.kafka_partition < 0 ? -1 - row.kafka_partition : row.kafka_partition,
    offset: row.kafka_offset,
    receivedAt: row.received_at?.toISOString() ?? null,
    instance:
      instance === null || seq === null
        ? null
        : { id: instance, seq, highest: row.highest ?? seq, received: row.records ?? 0, ended: row.ended ?? false },
  };
}
