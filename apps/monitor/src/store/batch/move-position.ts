import type pg from 'pg';
import type { BatchEnvelope } from '../../batch/batch.js';
import { SinkError } from '../../batch/batch-sink.js';
import { keyOf } from '../../batch/topic-partition.js';
import { isoTime } from '../connection/iso-time.js';
import { OWNER } from '../connection/owner.js';
import type { TransactionStep } from './transaction-steps.js';

/** More than one look of the live tail finds new at once. */
const RECENT_BATCHES = 32;

/** The fence: no row is updated when the position is not where this monitor last saw it. */
const MOVE = `
  UPDATE ingest_position
  SET next_offset = $4::bigint, end_offset = greatest($5::bigint, $4::bigint), records_per_second = $6, bytes_per_second = $7,
    last_record_id = coalesce($8::text, last_record_id), last_record_time = coalesce($9::timestamptz, last_record_time),
    last_commit_at = now(), owner = $10, owner_pid = pg_backend_pid(),
    recent_ends = ($4::bigint || recent_ends)[1:${RECENT_BATCHES}], recent_times = ($11::timestamptz || recent_times)[1:${RECENT_BATCHES}]
  WHERE topic = $1 AND kafka_partition = $2 AND next_offset = $3`;

const RATE_WINDOW_MS = 2000;

interface Rate {
  since: number;
  records: number;
  bytes: number;
  recordsPerSecond: number;
  bytesPerSecond: number;
}

/** Moves the position of a batch's partition in the batch's transaction, which fails as a whole when somebody else has moved it. */
export class MovePosition implements TransactionStep<BatchEnvelope> {
  readonly phase = 'position';
  readonly name = 'move the position';
  readonly locks = ['ingest_position'];
  readonly #rates = new Map<string, Rate>();

  /** @throws SinkError with `POSITION_MOVED` */
  async run(client: pg.PoolClient, batch: BatchEnvelope): Promise<void> {
    const { last, earliestTime } = batch;
    const rate = this.#rateWith(batch);
    const result = await client.query({
      name: 'move_position',
      text: MOVE,
      values: [
        batch.topic,
        batch.partition,
        batch.expectedOffset,
        batch.nextOffset,
        batch.endOffset,
        rate.recordsPerSecond,
        rate.bytesPerSecond,
        last?.id || null,
        last === undefined ? null : isoTime(last.kafkaTime),
        OWNER,
        // No record is filed under an earlier time: those of the future are moved back at most to now, early ones forward.
        isoTime(Math.max(0, Math.min(earliestTime, Date.now()))),
      ],
    });
    if (result.rowCount === 1) return;
    throw new SinkError('POSITION_MOVED', `the position of ${keyOf(batch)} is no longer ${batch.expectedOffset}`);
  }

  #rateWith(batch: BatchEnvelope): Rate {
    const now = performance.now();
    let rate = this.#rates.get(keyOf(batch));
    if (rate === undefined) {
      rate = { since: now, records: 0, bytes: 0, recordsPerSecond: 0, bytesPerSecond: 0 };
      this.#rates.set(keyOf(batch), rate);
    }
    rate.records += batch.records;
    rate.bytes += batch.bytes;
    const elapsed = now - rate.since;
    if (elapsed < RATE_WINDOW_MS) return rate;
    rate.recordsPerSecond = (rate.records * 1000) / elapsed;
    rate.bytesPerSecond = (rate.bytes * 1000) / elapsed;
    rate.since = now;
    rate.records = 0;
    rate.bytes = 0;
    return rate;
  }
}
