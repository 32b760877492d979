import type { LogBatch } from '../../batch/log-batch.js';
import type { Place } from '../directory/source-directory.js';
import type { FirstRecord } from '../ledger/batch-ledger.js';

/**
 * By source: the record with the lowest offset, of those sources that are wanted.
 *
 * @param places one for each source of the scanned records, then one for each of the other records
 */
export function firstRecords(
  { scanned, parsed }: LogBatch,
  places: readonly Place[],
  wanted: ReadonlySet<number>,
): Map<number, FirstRecord> {
  const first = new Map<number, FirstRecord>();
  if (wanted.size === 0) return first;
  const offer = (place: Place, offset: number, seq: number, kafkaTime: number): void => {
    if (!wanted.has(place.sourceId)) return;
    if ((first.get(place.sourceId)?.offset ?? Number.POSITIVE_INFINITY) > offset) {
      first.set(place.sourceId, { offset, seq, kafkaTime });
    }
  };
  for (let at = 0; at < scanned.length; at += 1) {
    const place = places[scanned.sourceIndexes[at] as number] as Place;
    offer(place, scanned.offsets[at] as number, scanned.seqs[at] as number, scanned.kafkaTimes[at] as number);
  }
  for (const [index, record] of parsed.entries()) {
    offer(places[scanned.sources.length + index] as Place, record.offset, record.seq, record.kafkaTime);
  }
  return first;
}
