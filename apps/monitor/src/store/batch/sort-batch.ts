import { SEVERITY } from '@log-monitor/log-record';
import { type ScannedRecords } from '../../ingest/log/scanner/scanned-records.js';
import { type IngestBatch } from '../../batch/record-sink.js';
import { type PlacedRecord, type PlacedScan } from '../log/copy-log-records.js';
import { MinuteCounts } from '../counters/count-records.js';
import { clampErrorTime, clampLogTime } from '../log/event-time-bounds.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { type Place } from '../directory/source-directory.js';

const ERROR_SEVERITY = SEVERITY.ERROR;

type Ledger = ReadonlyMap<number, LedgerEntry>;

/** A batch after the ledger has had its say. */
export interface SortedBatch {
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
 * Lets the ledger sort a batch: its entries note what they receive, and what they had received before is left out.
 *
 * @param places one for each source of the scanned records, then one for each of the other records
 * @param now milliseconds since 1970
 */
export function sortBatch(
  batch: IngestBatch,
  places: readonly Place[],
  ledger: Ledger,
  now: number,
  logDays: number,
): SortedBatch {
  const heard = new Map<number, number>();
  const { scan, duplicates } = sortScanned(batch.scanned, places, ledger, heard, (time) =>
    clampLogTime(time, now, logDays),
  );
  const sorted: SortedBatch = { scan, plain: [], errors: [], foreignErrors: [], duplicates, heard };
  for (const [index, record] of batch.records.entries()) {
    const place = places[batch.scanned.sources.length + index] as Place;
    const entry = entryOf(place, ledger);
    const isNew = entry?.receive(record.seq, record.kafkaTime) ?? true;
    if (!isNew) sorted.duplicates += 1;
    for (const { reason, from, to } of record.dropped) entry?.reportDrop(reason, from, to);
    if (!place.hasLedger) hear(heard, place.sourceId, record.kafkaTime);
    if (record.severity >= ERROR_SEVERITY) {
      const target = record.id === '' ? sorted.foreignErrors : sorted.errors;
      target.push({ record, place, time: clampErrorTime(record.time) });
    } else if (isNew) {
      sorted.plain.push({ record, place, time: clampLogTime(record.time, now, logDays) });
    }
  }
  return sorted;
}

/** The counters' share of a batch: what was stored for the first time. */
export function countsOf({ scan, plain }: SortedBatch, newErrors: readonly PlacedRecord[]): MinuteCounts {
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

function sortScanned(
  records: ScannedRecords,
  places: readonly Place[],
  ledger: Ledger,
  heard: Map<number, number>,
  clampTime: (time: number) => number,
): { scan: PlacedScan; duplicates: number } {
  const entries = records.sources.map((_, index) => entryOf(places[index] as Place, ledger));
  const fresh: number[] = [];
  const times = new Float64Array(records.length);
  for (let at = 0; at < records.length; at += 1) {
    const source = records.sourceIndexes[at] as number;
    const { sourceId, hasLedger } = places[source] as Place;
    const kafkaTime = records.kafkaTimes[at] as number;
    if (!hasLedger) hear(heard, sourceId, kafkaTime);
    if (entries[source]?.receive(records.seqs[at] as number, kafkaTime) === false) continue;
    times[at] = clampTime(records.times[at] as number);
    fresh.push(at);
  }
  return { scan: { records, places, fresh, times }, duplicates: records.length - fresh.length };
}

function entryOf(place: Place, ledger: ReadonlyMap<number, LedgerEntry>): LedgerEntry | undefined {
  return place.hasLedger ? ledger.get(place.sourceId) : undefined;
}

function hear(heard: Map<number, number>, sourceId: number, at: number): void {
  if (at > (heard.get(sourceId) ?? 0)) heard.set(sourceId, at);
}
