import type pg from 'pg';
import type { Batch } from '../../src/batch/batch.js';
import type { StoredBatch } from '../../src/batch/batch-sink.js';
import type { RecordKind } from '../../src/store/batch/record-kind.js';
import type { TransactionStep } from '../../src/store/batch/transaction-steps.js';
import { TOY_KIND, type ToyBatch } from './toy-messages.js';

/** Nothing in the tables would keep a reading from being stored twice. */
export const TOY_TABLES = `
  CREATE TABLE toy_reading (kafka_offset bigint NOT NULL, sensor text NOT NULL);
  CREATE TABLE toy_count (sensor text PRIMARY KEY, count bigint NOT NULL)`;

const INSERT_READINGS = 'INSERT INTO toy_reading (kafka_offset, sensor) SELECT * FROM unnest($1::bigint[], $2::text[])';
const ADD_COUNTS = `
  INSERT INTO toy_count AS c (sensor, count) SELECT sensor, count(*) FROM unnest($1::text[]) AS u (sensor) GROUP BY 1 ORDER BY 1
  ON CONFLICT (sensor) DO UPDATE SET count = c.count + excluded.count`;

/** Stores the toy kind. */
export class ToyStore implements RecordKind<ToyBatch, ToyBatch> {
  readonly kind = TOY_KIND;
  readonly steps: readonly TransactionStep<ToyBatch>[] = [
    {
      phase: 'counters',
      name: 'count readings',
      locks: ['toy_count'],
      run: async (client, { sensors }) => {
        await client.query(ADD_COUNTS, [sensors]);
        await this.beforeTheEnd(client);
      },
    },
    {
      phase: 'rows',
      name: 'insert readings',
      locks: ['toy_reading'],
      run: async (client, { offsets, sensors }) => void (await client.query(INSERT_READINGS, [offsets, sensors])),
    },
  ];
  /** What a test does to a transaction that has written everything but its position. */
  beforeTheEnd: (client: pg.PoolClient) => Promise<unknown> = async () => undefined;
  rolledBackBatches = 0;

  async prepare({ payload }: Batch<ToyBatch>): Promise<ToyBatch> {
    return payload;
  }

  committed({ offsets }: ToyBatch): Pick<StoredBatch, 'stored' | 'duplicates'> {
    return { stored: offsets.length, duplicates: 0 };
  }

  rolledBack(): void {
    this.rolledBackBatches += 1;
  }

  forget(): void {
    // Nothing is remembered.
  }
}
