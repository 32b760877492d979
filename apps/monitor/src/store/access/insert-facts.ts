import type { SourceFacts } from '@log-monitor/access-anomaly';
import type pg from 'pg';
import { isoTime } from '../connection/iso-time.js';

const COLUMNS = ['arrived', 'latest', 'first_window', 'last_window', 'source_id', 'body'];

/** What a batch had of one source, with when its lines came to Kafka, milliseconds since 1970. */
export interface ArrivedFacts extends SourceFacts {
  readonly arrived: number;
}

/** Writes down what detectors need of a batch: a row for each source, which no other transaction touches. */
export async function insertFacts(client: pg.PoolClient, given: readonly ArrivedFacts[]): Promise<void> {
  if (given.length === 0) return;
  const rows = given.map((_, row) => `(${COLUMNS.map((_, at) => `$${row * COLUMNS.length + at + 1}`).join(', ')})`);
  await client.query(
    `INSERT INTO access_facts (${COLUMNS.join(', ')}) VALUES ${rows.join(', ')}`,
    given.flatMap(({ arrived, latest, from, to, source, body }) => [
      isoTime(arrived),
      // A clock that runs ahead does not make what others write late.
      isoTime(Math.min(latest, arrived)),
      isoTime(from * 1000),
      isoTime(to * 1000),
      source,
      body,
    ]),
  );
}
