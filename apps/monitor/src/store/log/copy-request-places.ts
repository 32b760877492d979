import type pg from 'pg';
import type { BlockPool } from '../copy/block-pool.js';
import { BinaryRows, INT4_ARRAY_BYTES } from '../copy/binary-rows.js';
import { copyRows } from '../copy/copy-rows.js';
import type { PlacedRecord, PlacedScan } from './pick-new-records.js';
import { RequestPlaces } from './request-places.js';

const COPY = 'COPY log_request (time, length_ms, service_id, hashes) FROM STDIN (FORMAT binary)';
const COLUMNS = 4;
/** Lengths of all columns, and the values of those with a fixed size, with room to spare. */
const FIXED_BYTES = 64;

/**
 * Notes where the requests of a batch have their records: a row for each service and time. An index by request on every row of `log_record` would cost
 * COPY an eighth of its speed (`docs/decisions/read-models.md`).
 */
export async function copyRequestPlaces(
  client: pg.PoolClient,
  scan: PlacedScan,
  parsed: readonly PlacedRecord[],
  leastSeverity: number,
  blocks: BlockPool,
): Promise<void> {
  const places = new RequestPlaces();
  addScanned(places, scan, leastSeverity);
  for (const { record, place, time } of parsed) {
    if (record.requestId === null || record.severity < leastSeverity) continue;
    const id = Buffer.from(record.requestId, 'utf8');
    places.add(place.serviceId, time, id, 0, id.length);
  }
  const list = places.list();
  if (list.length === 0) return;
  const rows = new BinaryRows(blocks);
  for (const { start, length, serviceId, hashes } of list) {
    rows.row(COLUMNS, FIXED_BYTES + INT4_ARRAY_BYTES + 8 * hashes.length);
    rows.timestamptz(start);
    rows.int4(length);
    rows.int4(serviceId);
    rows.int4Array(hashes);
  }
  await copyRows(client, COPY, rows);
}

function addScanned(places: RequestPlaces, scan: PlacedScan, leastSeverity: number): void {
  const { records, fresh, times } = scan;
  const { requestId, blocks, severities, sourceIndexes } = records;
  for (const at of fresh) {
    const start = requestId.startOf(at);
    const end = requestId.endOf(at);
    if (start === end || (severities[at] as number) < leastSeverity) continue;
    const { serviceId } = scan.places[sourceIndexes[at] as number] as PlacedScan['places'][number];
    const block = blocks[at] as Buffer;
    if (!requestId.isEscaped(at)) {
      places.add(serviceId, times[at] as number, block, start, end);
      continue;
    }
    const id = Buffer.from(JSON.parse(`"${block.toString('utf8', start, end)}"`) as string, 'utf8');
    places.add(serviceId, times[at] as number, id, 0, id.length);
  }
}
