import { type GapReason, SinkError, type StoredPosition } from '../../batch/batch-sink.js';
import { keyOf, type TopicPartition } from '../../batch/topic-partition.js';
import type { IngestPool } from '../connection/ingest-pool.js';

const MAKE_POSITION = `
  INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset) VALUES ($1::text, $2::int, $3::bigint, $3::bigint)
  ON CONFLICT (topic, kafka_partition) DO NOTHING`;

/** A statement of its own: in one with the insert it would not see a row that another monitor makes in the same moment. */
const SELECT_POSITION = `
  SELECT first_offset, next_offset, last_record_time FROM ingest_position WHERE topic = $1 AND kafka_partition = $2`;

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

interface PositionRow {
  first_offset: string;
  next_offset: string;
  last_record_time: Date | null;
}

/** How far each partition is stored. The truth about it is in PostgreSQL, next to the rows; Kafka's own offsets are a courtesy. */
export class IngestPositions {
  readonly #firstOffsets = new Map<string, number>();

  constructor(private readonly pool: IngestPool) {}

  /** Where a partition stands; one that nobody has read yet starts at `firstOffset`. */
  async open(place: TopicPartition, firstOffset: number): Promise<StoredPosition> {
    const { topic, partition } = place;
    await this.pool.run(MAKE_POSITION, [topic, partition, firstOffset]);
    const rows = await this.pool.run<PositionRow>(SELECT_POSITION, [topic, partition]);
    const row = rows[0];
    if (row === undefined) throw new SinkError('SINK_UNAVAILABLE', `no position for ${keyOf(place)}`);
    this.#firstOffsets.set(keyOf(place), Number(row.first_offset));
    return { nextOffset: Number(row.next_offset), lastTime: row.last_record_time?.getTime() };
  }

  /** True when Kafka had already forgotten records of this partition before the monitor first read it. */
  startedLate(place: TopicPartition): boolean {
    return (this.#firstOffsets.get(keyOf(place)) ?? 0) > 0;
  }

  async skip(place: TopicPartition, from: number, to: number, reason: GapReason): Promise<void> {
    const rows = await this.pool.run(SKIP_GAP, [place.topic, place.partition, from, to, reason]);
    if (rows.length === 0)
      throw new SinkError('POSITION_MOVED', `the position of ${keyOf(place)} is no longer ${from}`);
    this.#firstOffsets.set(keyOf(place), to);
  }
}
