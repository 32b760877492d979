import type pg from 'pg';
import { type PlacedRecord, type PlacedScan } from './pick-new-records.js';
import { RequestPlaces } from './request-places.js';

const INSERT = `
  INSERT INTO log_request (time, length_ms, service_id, hashes)
  SELECT to_timestamp(start / 1000), length_ms, service_id, hashes::int[]
    FROM unnest($1::float8[], $2::int[], $3::int[], $4::text[]) place (start, length_ms, service_id, hashes)`;

/**
 * Notes where the requests of a batch have their records: a row for each service and time. An index by request on every row of `log_record` would cost
 * COPY an eighth of its speed (`docs/decisions/read-models.md`).
 */
export async function insertRequestPlaces(
  client: pg.PoolClient,
  scan: PlacedScan,
  parsed: readonly PlacedRecord[],
  leastSeverity: number,
): Promise<void> {
  const places = new RequestPlaces();
  addScanned(places, scan, leastSeverity);
  for (const { record, place, time } of parsed) {
    if (record.requestId === null || record.severity < leastSeverity) continue;
    const id = Buffer.from(record.requestId, 'utf8');
    places.add(place.serviceId, time, id, 0, id.length);
  }
  const rows = places.list();
  if (rows.length === 0) return;
  await client.query({
    name: 'insert_request_places',
    text: INSERT,
    values: [
      rows.map(({ start }) => start),
      rows.map(({ length }) => length),
      rows.map(({ serviceId }) => serviceId),
      rows.map(({ hashes }) => `{${[...hashes].join(',')}}`),
    ],
  });
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
