import type pg from 'pg';
import {
  type GapReason,
  type IngestBatch,
  SinkError,
  type StoredPosition,
  type TopicPartition,
} from '../../batch/record-sink.js';
import { isoTime } from '../connection/iso-time.js';
import { type IngestPool } from '../connection/ingest-pool.js';
import { OWNER } from '../connection/owner.js';

const MAKE_POSITION = `
  INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset) VALUES ($1::text, $2::int, $3::bigint, $3::bigint)
  ON CONFLICT (topic, kafka_partition) DO NOTHING`;

/** A statement of its own: in one with the insert it would not see a row that another monitor makes in the same moment. */
const SELECT_POSITION = `
  SELECT first_offset, next_offset, last_record_time FROM ingest_position WHERE topic = $1 AND kafka_partition = $2`;

/** More than one look of the live tail finds new at once. */
const RECENT_BATCHES = 32;

/** The fence: no row is updated when the position is not where this monitor last saw it. */
const MOVE_POSITION = `
  UPDATE ingest_position
  SET next_offset = $4::bigint, end_offset = greatest($5::bigint, $4::bigint), records_per_second = $6, bytes_per_second = $7,
    last_record_id = coalesce($8::text, last_record_id), last_record_time = coalesce($9::timestamptz, last_record_time),
    last_commit_at = now(), owner = $10, owner_pid = pg_backend_pid(),
    recent_ends = ($4::bigint || recent_ends)[1:${RECENT_BATCHES}], recent_times = ($11::timestamptz || recent_times)[1:${RECENT_BATCHES}]
  WHERE topic = $1 AND kafka_partition = $2 AND next_offset = $3`;

const SKIP_GAP = `
  WITH moved AS (
    UPDATE ingest_position
    SET next_offset = $4::bigint, first_offset = CASE WHEN $5::text = 'recreated' THEN $4::bigint ELSE first_offset END,
      last_record_time = CASE WHEN $5::text = 'recreated' THEN NULL ELSE last_record_time END
    WHERE topic = $1 AND kafka_partition = $2::int AND next_offset = $3::bigint
    RETURNING topic)
  INSERT INTO ingest_gap (topic, kafka_partition, from_offset, to_offset, reason)
  SELECT topic, $2::int, $3::bigint, $4::bigint, $5::text FROM moved
  RETURNING id`;

const RATE_WINDOW_MS = 2000;

interface PositionRow {
  first_offset: string;
  next_offset: string;
  last_record_time: Date | null;
}

interface Rate {
  since: number;
  records: number;
  bytes: number;
  recordsPerSecond: number;
  bytesPerSecond: number;
}

/** How far each partition is stored. The truth about it is in PostgreSQL, beside the rows; Kafka's own offsets are a courtesy. */
export class IngestPositions {
  readonly #rates = new Map<string, Rate>();
  readonly #firstOffsets = new Map<string, number>();

  constructor(private readonly pool: IngestPool) {}

  /** Where a partition stands; one that nobody has read yet starts at `firstOffset`. */
  async open({ topic, partition }: TopicPartition, firstOffset: number): Promise<StoredPosition> {
    await this.pool.run(MAKE_POSITION, [topic, partition, firstOffset]);
    const rows = await this.pool.run<PositionRow>(SELECT_POSITION, [topic, partition]);
    const row = rows[0];
    if (row === undefined) throw new SinkError('SINK_UNAVAILABLE', `no position for ${topic}/${partition}`);
    this.#firstOffsets.set(`${topic}/${partition}`, Number(row.first_offset));
    return { nextOffset: Number(row.next_offset), lastTime: row.last_record_time?.getTime() };
  }

  /** True when Kafka had already forgotten records of this partition before the monitor first read it. */
  startedLate({ topic, partition }: TopicPartition): boolean {
    return (this.#firstOffsets.get(`${topic}/${partition}`) ?? 0) > 0;
  }

  /** Moves the position in the batch's transaction, which fails as a whole when somebody else has moved it. */
  async move(client: pg.PoolClient, batch: IngestBatch): Promise<void> {
    const { last } = batch;
    const rate = this.#rateWith(batch);
    const result = await client.query({
      name: 'move_position',
      text: MOVE_POSITION,
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
        isoTime(earliestTime(batch)),
      ],
    });
    if (result.rowCount === 1) return;
    throw new SinkError(
      'POSITION_MOVED',
      `the position of ${batch.topic}/${batch.partition} is no longer ${batch.expectedOffset}`,
    );
  }

  async skip({ topic, partition }: TopicPartition, from: number, to: number, reason: GapReason): Promise<void> {
    const rows = await this.pool.run(SKIP_GAP, [topic, partition, from, to, reason]);
    if (rows.length === 0)
      throw new SinkError('POSITION_MOVED', `the position of ${topic}/${partition} is no longer ${from}`);
    this.#firstOffsets.set(`${topic}/${partition}`, to);
  }

  #rateWith(batch: IngestBatch): Rate {
    const key = `${batch.topic}/${batch.partition}`;
    const now = performance.now();
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = { since: now, records: 0, bytes: 0, recordsPerSecond: 0, bytesPerSecond: 0 };
      this.#rates.set(key, rate);
    }
    rate.records += batch.records.length + batch.scanned.length;
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

/** None of the batch's records is filed under an earlier time: those of the future are moved back at most to now, early ones forward. */
function earliestTime({ records, scanned }: IngestBatch): number {
  let earliest = Date.now();
  const take = (time: number): void => {
    if (!(time >= earliest)) earliest = Number.isNaN(time) ? 0 : Math.max(time, 0);
  };
  for (let at = 0; at < scanned.length; at += 1) take(scanned.times[at] as number);
  for (const { time } of records) take(time);
  return earliest;
}
