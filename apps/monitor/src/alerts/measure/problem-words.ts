import { type AlertSample, MAX_SAMPLES } from '../event/alert-event.js';
import { evidenceColumns, type EvidenceRow, sampleOf } from './read-evidence.js';
import type { Span } from './minute-table.js';
import type { Read } from './read-measurements.js';

const SELECT_NAMES = `
  SELECT lpad(to_hex(id), 16, '0') AS id, title, culprit FROM error_group WHERE id = ANY($1::bigint[])`;

/** The newest errors of the problem $1 in [$2, $3). */
const NEWEST = `
  SELECT ${evidenceColumns('e')} FROM error_fingerprint f
   CROSS JOIN LATERAL (
     SELECT * FROM error_record r WHERE r.fingerprint = f.hash AND r.time >= $2 AND r.time < $3 ORDER BY r.time DESC LIMIT ${MAX_SAMPLES}
   ) e JOIN service ON service.id = e.service_id
   WHERE f.group_id = $1 ORDER BY e.time DESC, e.id DESC LIMIT ${MAX_SAMPLES}`;

/**
 * What people call problems: title and culprit.
 *
 * @param ids 16 hexadecimal digits each
 */
export async function problemNames(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await read<{ id: string; title: string; culprit: string | null }>(SELECT_NAMES, [
    [...new Set(ids)].map(numberOf),
  ]);
  return new Map(rows.map(({ id, title, culprit }) => [id, culprit === null ? title : `${title} in ${culprit}`]));
}

/** The newest errors of a problem in a window. */
export async function newestOfProblem(read: Read, id: string, { from, to }: Span): Promise<AlertSample[]> {
  return (await read<EvidenceRow>(NEWEST, [numberOf(id), new Date(from), new Date(to)])).map(sampleOf);
}

/** As PostgreSQL keeps it, decimal; what is no id is no problem's number. */
function numberOf(id: string): string {
  return /^[0-9a-f]{16}$/.test(id) ? BigInt.asIntN(64, BigInt(`0x${id}`)).toString() : '0';
}
