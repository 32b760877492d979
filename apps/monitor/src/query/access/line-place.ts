import type { KeysetCursor } from '../database/keyset-cursor.js';

/** Where a line stands: the order of lists, and what a line is found by. */
export interface LinePlace {
  time: Date;
  /** RFC 3339 with microseconds. */
  time_text: string;
  source_id: number;
  kafka_partition: number;
  kafka_offset: number;
  element: number;
  source: string;
  server: string | null;
  cluster: string | null;
}

/** Where a page ended; null: at its beginning. */
export type LineCursor = Pick<KeysetCursor, 'time' | 'place'>;

/** What every list of lines selects from `page`, joined with the source. */
export const PLACE_COLUMNS = `page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster`;

const ORDER = ['time', 'source_id', 'kafka_partition', 'kafka_offset', 'element'];

/** Newest first; lines of one time by their place in Kafka. */
export const newestFirst = (table: string): string => ORDER.map((column) => `${table}.${column} DESC`).join(', ');

/**
 * Lines after the cursor.
 *
 * @param time parameter of the cursor's time, null without cursor
 * @param place that of the other four
 */
export function isBeyond(time: string, place: string): string {
  return `(${time}::timestamptz IS NULL OR (r.time <= ${time} AND (r.time, r.source_id, r.kafka_partition, r.kafka_offset, r.element)
            < (${time}, (${place}::bigint[])[1], (${place})[2], (${place})[3], (${place})[4])))`;
}

export function placeOf({ source_id, kafka_partition, kafka_offset, element }: LinePlace): number[] {
  return [source_id, kafka_partition, kafka_offset, element];
}

/** Ids of lines in cursors: the place says it all. */
export const LINE_ID = /^line$/;

/** Name of a line in addresses: microseconds since 1970 and its place. */
export function lineId(row: LinePlace): string {
  const micros = BigInt(Date.parse(row.time_text)) * 1000n + BigInt(row.time_text.slice(-4, -1));
  return [micros, ...placeOf(row)].join('-');
}

const ID = /^(\d{1,16})-(\d{1,10})-(\d{1,5})-(\d{1,15})-(\d{1,9})$/;

/** @returns undefined when the text is no id of a line */
export function readLineId(text: string): { time: string; place: number[] } | undefined {
  const [, micros, ...place] = ID.exec(text) ?? [];
  if (micros === undefined) return undefined;
  const ms = Number(BigInt(micros) / 1000n);
  const below = String(BigInt(micros) % 1000n).padStart(3, '0');
  return { time: new Date(ms).toISOString().replace('Z', `${below}Z`), place: place.map(Number) };
}
