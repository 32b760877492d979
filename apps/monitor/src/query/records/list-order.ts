/**
 * The order of records wherever they are listed: by time; within a millisecond by what the producer sent below it; then by process, and within a process
 * in the order of its calls. That is the order of its sequence numbers; of a producer that does not number, the order of its messages in the partition.
 * The id comes last: ids of foreign records of one message are in the order of the records.
 *
 * Two processes that log in one millisecond come one after the other. Which is first means nothing, and is always the same.
 */
export interface RecordPlace {
  /** RFC 3339 with microseconds, in UTC. */
  time_text: string;
  /** Nanoseconds after the millisecond. */
  nanos: number;
  source_id: number;
  /** Sequence number, or offset of a producer that does not number. */
  place: number;
  id: string;
}

const NANOS = 'coalesce(r.time_nanos, 0)';
const PLACE = 'coalesce(nullif(r.seq, 0), r.kafka_offset)';

/** What a page of rows `r` selects so that it can be ordered. */
export const ORDER_COLUMNS = `${NANOS} AS nanos, ${PLACE} AS place`;

/** Orders a page by columns that it selects: an index on time, or on service and time, gives all but the order within a millisecond. */
export function orderBy(direction: 'ASC' | 'DESC', from = ''): string {
  return ['time', 'nanos', 'source_id', 'place', 'id'].map((column) => `${from}${column} ${direction}`).join(', ');
}

/**
 * True of rows `r` on one side of a record.
 *
 * @param time parameter with its time, `place` with its nanoseconds, source and place as bigint[], `id` with its id
 */
export function isBeyond(than: '<' | '>', { time, place, id }: Record<'time' | 'place' | 'id', string>): string {
  const [nanos, source, number] = [1, 2, 3].map((index) => `(${place}::bigint[])[${index}]`);
  return `r.time ${than}= ${time}
         AND (r.time, ${NANOS}, r.source_id, ${PLACE}, r.id) ${than} (${time}, ${nanos}, ${source}, ${number}, ${id}::uuid)`;
}

/** The parameter `place` of {@link isBeyond}. */
export function placeOf({ nanos, source_id, place }: RecordPlace): number[] {
  return [nanos, source_id, place];
}

/** The order of the lists: PostgreSQL compares the bytes of a uuid, which is the order of its text. */
export function newestFirst(left: RecordPlace, right: RecordPlace): number {
  if (left.time_text !== right.time_text) return left.time_text < right.time_text ? 1 : -1;
  const difference = right.nanos - left.nanos || right.source_id - left.source_id || right.place - left.place;
  if (difference !== 0) return difference;
  if (left.id === right.id) return 0;
  return left.id < right.id ? 1 : -1;
}
