import type { GroupAnswer, StoredRecord } from '@log-monitor/monitor-api';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import {
  ERROR_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  toStoredRecord,
} from '../records/stored-record.js';

/** Of the problem $1: the record seen first in the service and version with the fewest errors. */
export const RAREST_SAMPLE: Statement = {
  name: 'rarest-sample',
  text: `
SELECT o.sample_id AS id, o.sample_time AS time
  FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
 WHERE f.group_id = $1 AND o.count > 0
 ORDER BY o.count, o.last_seen DESC
 LIMIT 1`,
  plan: 'once',
};

const newest = (name: string, direction: 'ASC' | 'DESC'): Statement => ({
  name,
  text: `
WITH page AS MATERIALIZED (
  SELECT found.*
    FROM error_fingerprint f
   CROSS JOIN LATERAL (
     SELECT ${ERROR_PAGE_COLUMNS} FROM error_record r WHERE r.fingerprint = f.hash ORDER BY r.time ${direction} LIMIT 1
   ) found
   WHERE f.group_id = $1
   ORDER BY found.time ${direction}, found.id
   LIMIT 1
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}`,
  plan: 'once',
});

/** The newest and the oldest record of the problem $1 that is still stored. */
export const LAST_SAMPLE = newest('group-last-sample', 'DESC');
export const FIRST_SAMPLE = newest('group-first-sample', 'ASC');

/** The record $1 of the time $2. */
export const SAMPLE_BY_ID: Statement = {
  name: 'group-sample-by-id',
  text: `
WITH page AS (
  SELECT ${ERROR_PAGE_COLUMNS} FROM error_record r WHERE r.id = $1 AND r.time >= $2 AND r.time < $2::timestamptz + interval '1 ms'
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}`,
};

/** @param number of the problem, decimal */
export async function readGroupSamples(snapshot: Snapshot, number: string): Promise<GroupAnswer['samples']> {
  const [first, last, rarest] = await Promise.all([
    snapshot.rows<RecordRow>(FIRST_SAMPLE, [number]),
    snapshot.rows<RecordRow>(LAST_SAMPLE, [number]),
    snapshot.rows<{ id: string; time: Date }>(RAREST_SAMPLE, [number]),
  ]);
  const [sample] = rarest;
  const rare = sample ? await snapshot.rows<RecordRow>(SAMPLE_BY_ID, [sample.id, sample.time]) : [];
  return { first: record(first), last: record(last), rare: record(rare) };
}

function record([row]: readonly RecordRow[]): StoredRecord | null {
  return row === undefined ? null : toStoredRecord(row);
}
