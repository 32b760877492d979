import { SEVERITY } from '@log-monitor/log-record';
import type { Batch } from '../../batch/batch.js';
import type { LogBatch } from '../../batch/log-batch.js';
import type { LogColumns } from '../../batch/log-columns.js';
import { MinuteCounts } from '../counters/count-records.js';
import type { Place } from '../directory/source-directory.js';
import type { PlacedError } from '../groups/placed-error.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import { clampErrorTime, clampLogTime } from './event-time-bounds.js';

const ERROR_SEVERITY = SEVERITY.ERROR;

type Ledger = ReadonlyMap<number, LedgerEntry>;

/** A record with its place and the time that decides on its partition (milliseconds since 1970). */
export interface PlacedRecord extends PlacedError {
  /** What stands for the Kafka partition in `log_record`. */
  filedPartition: number;
}

/** Those scanned records of a batch that are to be stored. */
export interface PlacedScan {
  records: LogColumns;
  /** By index of the source. */
  places: readonly Place[];
  /** Indexes of the records that are not known yet. */
  fresh: readonly number[];
  /** The time that decides on the partition, by the record's index; milliseconds since 1970. */
  times: Float64Array;
  /** What stands for the Kafka partition in `log_record`. */
  filedPartition: number;
}

/** A batch after the ledger has had its say. */
export interface NewRecords {
  /** Below ERROR, not seen before: scanned ones, and those that had to be parsed. */
  scan: PlacedScan;
  plain: PlacedRecord[];
  /** ERROR and CRITICAL with an id, seen before or not. */
  errors: PlacedRecord[];
  /** ERROR and CRITICAL of foreign producers, which get their id in the transaction. */
  foreignErrors: PlacedRecord[];
  duplicates: number;
  /** Sources outside of the ledger, and when each was last heard (milliseconds since 1970). */
  heard: Map<number, number>;
}

/**
 * Asks the ledger what is new in a batch: its entries note what they receive, and what they had received before is left out.
 *
 * @param places one for each source of the scanned records, then one for each of the other records
 * @param now milliseconds since 1970
 */
export function pickNewRecords(
  { payload: { scanned, parsed }, lane, partition }: Batch<LogBatch>,
  places: readonly Place[],
  ledger: Ledger,
  now: number,
  logDays: number,
): NewRecords {
  // The table has no column for the topic: only foreign producers send records below ERROR to the lane of errors.
  const filedPartition = lane === 'errors' ? -1 - partition : partition;
  const clampTime = (time: number): number => clampLogTime(time, now, logDays);
  const heard = new Map<number, number>();
  const { duplicates, ...ofScan } = pickScanned(scanned, places, ledger, heard, clampTime);
  const scan = { records: scanned, places, filedPartition, ...ofScan };
  const picked: NewRecords = { scan, plain: [], errors: [], foreignErrors: [], duplicates, heard };
  for (const [index, record] of parsed.entries()) {
    const place = places[scanned.sources.length + index] as Place;
    const entry = entryOf(place, ledger);
    const isNew = entry?.receive(record.seq, record.kafkaTime) ?? true;
    if (!isNew) picked.duplicates += 1;
    for (const { reason, from, to } of record.dropped) entry?.reportDrop(reason, from, to);
    if (!place.hasLedger) hear(heard, place.sourceId, record.kafkaTime);
    if (record.severity >= ERROR_SEVERITY) {
      const target = record.id === '' ? picked.foreignErrors : picked.errors;
      target.push({ record, place, filedPartition, time: clampErrorTime(record.time) });
    } else if (isNew) {
      picked.plain.push({ record, place, filedPartition, time: clampTime(record.time) });
    }
  }
  return picked;
}

/** The counters' share of a batch: what was stored for the first time. */
export function countsOf({ scan, plain }: NewRecords, newErrors: readonly PlacedRecord[]): MinuteCounts {
  const counts = new MinuteCounts();
  for (const at of scan.fresh) {
    const place = scan.places[scan.records.sourceIndexes[at] as number] as Place;
    counts.add(scan.times[at] as number, place.serviceId, scan.records.severities[at] as number);
  }
  for (const rows of [plain, newErrors]) {
    for (const { record, place, time } of rows) counts.add(time, place.serviceId, record.severity);
  }
  return counts;
}

function pickScanned(
  records: LogColumns,
  places: readonly Place[],
  ledger: Ledger,
  heard: Map<number, number>,
  clampTime: (time: number) => number,
): Pick<PlacedScan, 'fresh' | 'times'> & { duplicates: number } {
  const entries = records.sources.map((_, index) => entryOf(places[index] as Place, ledger));
  const fresh: number[] = [];
  let duplicates = 0;
  const times = new Float64Array(records.length);
  for (let at = 0; at < records.length; at += 1) {
    const source = records.sourceIndexes[at] as number;
    const { sourceId, hasLedger } = places[source] as Place;
    const kafkaTime = records.kafkaTimes[at] as number;
    if (!hasLedger) hear(heard, sourceId, kafkaTime);
    const isNew = entries[source]?.receive(records.seqs[at] as number, kafkaTime) ?? true;
    if (!isNew) duplicates += 1;
    // An error here is the second copy of one that is stored: the ledger notes it, and that is all.
    if (!isNew || (records.severities[at] as number) >= ERROR_SEVERITY) continue;
    times[at] = clampTime(records.times[at] as number);
    fresh.push(at);
  }
  return { fresh, times, duplicates };
}

function entryOf(place: Place, ledger: ReadonlyMap<number, LedgerEntry>): LedgerEntry | undefined {
  return place.hasLedger ? ledger.get(place.sourceId) : undefined;
}

function hear(heard: Map<number, number>, sourceId: number, at: number): void {
  if (at > (heard.get(sourceId) ?? 0)) heard.set(sourceId, at);
}
