import { Injectable } from '@nestjs/common';
import { type PartitionEnds, ProgressLog } from '../../batch/progress-log.js';
import { IngestPool } from '../connection/ingest-pool.js';

/** Two hours of measurements; beyond that, older ones are thinned out: completeThrough then moves in larger steps, and stays true. */
const MAX_WATERMARKS = 7200;

const INSERT_WATERMARK = `INSERT INTO ingest_watermark (taken_at, ends) VALUES ($1, $2) ON CONFLICT (taken_at) DO NOTHING`;
const SELECT_WATERMARKS = `SELECT taken_at, ends FROM ingest_watermark ORDER BY taken_at`;
const SELECT_POSITIONS = `SELECT topic, kafka_partition, next_offset FROM ingest_position`;
const DELETE_COMPLETE = `DELETE FROM ingest_watermark WHERE taken_at <= $1`;
const DELETE_THINNED = `DELETE FROM ingest_watermark WHERE taken_at = ANY($1::timestamptz[])`;
/**
 * Never backwards, as with several monitors each finds its own newest moment; but a moment that has not come (PostgreSQL's clock was set back)
 * would be a claim about records that nobody has sent yet.
 */
const UPDATE_PROGRESS = `
  UPDATE ingest_progress
  SET complete_through = CASE WHEN complete_through > clock_timestamp() THEN $1::timestamptz ELSE greatest(complete_through, $1::timestamptz) END,
    lag_records = $2, sampled_at = now()`;

interface Watermark {
  takenAt: number;
  ends: PartitionEnds;
}

type Positions = ReadonlyMap<string, number>;

/**
 * Finds the newest measured moment whose records are all stored. Measurements outlive a restart, so that a monitor which was away does
 * not claim less than it could.
 */
@Injectable()
export class ProgressStore extends ProgressLog {
  /** Measurements that are not complete yet, oldest first; undefined until read from the table. */
  #waiting: Watermark[] | undefined;

  constructor(private readonly pool: IngestPool) {
    super();
  }

  override now(): number {
    return this.pool.clock.now();
  }

  override async note(takenAt: number, ends: PartitionEnds): Promise<number> {
    this.#waiting ??= await this.#readWatermarks();
    // Noted before PostgreSQL's clock was set back: they would be moments that have not come.
    this.#waiting = this.#waiting.filter((watermark) => watermark.takenAt <= takenAt);
    await this.pool.run(INSERT_WATERMARK, [new Date(takenAt), JSON.stringify(ends)]);
    this.#waiting.push({ takenAt, ends });
    const positions = await this.#readPositions();
    const completeThrough = this.#takeComplete(positions, ends);
    const lag = lagBehind(ends, positions);
    await this.pool.run(UPDATE_PROGRESS, [completeThrough, lag]);
    if (completeThrough !== null) await this.pool.run(DELETE_COMPLETE, [completeThrough]);
    await this.#thinOut();
    return lag;
  }

  override async noteUnreachable(): Promise<void> {
    await this.pool.run(UPDATE_PROGRESS, [null, null]);
  }

  /** @param now ends of the topics that are read today: what was in others, since deleted or no longer read, does not come any more */
  #takeComplete(positions: Positions, now: PartitionEnds): Date | null {
    const waiting = this.#waiting as Watermark[];
    const isComplete = ({ ends }: Watermark): boolean =>
      lagBehind(Object.fromEntries(Object.entries(ends).filter(([topic]) => topic in now)), positions) === 0;
    let complete = 0;
    while (complete < waiting.length && isComplete(waiting[complete] as Watermark)) complete += 1;
    if (complete === 0) return null;
    const newest = waiting[complete - 1] as Watermark;
    waiting.splice(0, complete);
    return new Date(newest.takenAt);
  }

  async #thinOut(): Promise<void> {
    const waiting = this.#waiting as Watermark[];
    if (waiting.length <= MAX_WATERMARKS) return;
    const thinned = waiting.filter((_, index) => index % 2 === 0 && index < waiting.length / 2);
    this.#waiting = waiting.filter((watermark) => !thinned.includes(watermark));
    await this.pool.run(DELETE_THINNED, [thinned.map(({ takenAt }) => new Date(takenAt))]);
  }

  async #readWatermarks(): Promise<Watermark[]> {
    const rows = await this.pool.run<{ taken_at: Date; ends: PartitionEnds }>(SELECT_WATERMARKS);
    return rows.map(({ taken_at, ends }) => ({ takenAt: taken_at.getTime(), ends }));
  }

  async #readPositions(): Promise<Positions> {
    const rows = await this.pool.run<{ topic: string; kafka_partition: number; next_offset: string }>(SELECT_POSITIONS);
    return new Map(rows.map((row) => [`${row.topic}/${row.kafka_partition}`, Number(row.next_offset)]));
  }
}

/** Records below these ends that are not stored. A partition without a position has stored nothing. */
function lagBehind(ends: PartitionEnds, positions: Positions): number {
  let lag = 0;
  for (const [topic, partitions] of Object.entries(ends)) {
    for (const [partition, end] of Object.entries(partitions)) {
      lag += Math.max(0, end - (positions.get(`${topic}/${partition}`) ?? 0));
    }
  }
  return lag;
}
