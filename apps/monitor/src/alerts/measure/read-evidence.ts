import { LEVELS, SEVERITY } from '@log-monitor/log-record';
import { type AlertSample, MAX_SAMPLES } from '../event/alert-event.js';
import { NARROWED_TABLES, narrowedValues } from './count-narrowed.js';
import type { Span } from './minute-table.js';
import type { Narrowing } from './narrowing.js';
import type { Read } from './read-measurements.js';
import { compileRegex } from './regular-expression.js';

/** More than any channel shows of one record. */
const MOST_CHARACTERS = 4000;

/** Of the row `row` of errors and of `service`, under the names of {@link EvidenceRow}. */
export const evidenceColumns = (row: string): string =>
  `${row}.id, ${row}.time, ${row}.level, service.name AS service, left(${row}.message, ${MOST_CHARACTERS}) AS message`;

const NEWEST_ERRORS = `
  SELECT ${evidenceColumns('e')} FROM error_record e JOIN service ON service.id = e.service_id
   WHERE e.time >= $1 AND e.time < $2 AND e.service_id = ANY($3::int[]) AND e.level = ANY($4::smallint[])
   ORDER BY e.time DESC, e.id DESC LIMIT ${MAX_SAMPLES}`;

const BY_ID = `
  SELECT ${evidenceColumns('e')} FROM unnest($1::uuid[], $2::timestamptz[]) wanted (id, time)
    JOIN error_record e ON e.id = wanted.id AND e.time = wanted.time JOIN service ON service.id = e.service_id
   ORDER BY e.time DESC LIMIT ${MAX_SAMPLES}`;

export interface EvidenceRow {
  id: string;
  time: Date;
  level: number;
  service: string;
  message: string;
}

/**
 * The newest ERROR and CRITICAL records of a window.
 *
 * @param levels numbers; undefined: both
 */
export async function newestErrors(
  read: Read,
  window: Span,
  serviceIds: readonly number[],
  levels: readonly number[] = [SEVERITY.ERROR, SEVERITY.CRITICAL],
): Promise<AlertSample[]> {
  const values = [new Date(window.from), new Date(window.to), serviceIds, levels];
  return (await read<EvidenceRow>(NEWEST_ERRORS, values)).map(sampleOf);
}

/** $1 to $15 as `narrowedValues` says, $16 at most. */
const NEWEST_NARROWED = `
  SELECT ${evidenceColumns('r')}, r.error_type AS "errorType", left(r.error_message, ${MOST_CHARACTERS}) AS "errorMessage"
    FROM ${NARROWED_TABLES.error.rows} JOIN service ON service.id = r.service_id
   WHERE ${NARROWED_TABLES.error.conditions} ORDER BY r.time DESC, r.id DESC LIMIT $16`;
/** Among so many the regular expression looks for samples. */
const MOST_LOOKED_AT = 500;

/** The newest ERROR and CRITICAL records of a window that hold what is asked for. */
export async function newestNarrowed(
  read: Read,
  window: Span,
  serviceIds: readonly number[],
  narrowing: Narrowing,
): Promise<AlertSample[]> {
  const { regex } = narrowing;
  const most = regex === undefined ? MAX_SAMPLES : MOST_LOOKED_AT;
  const rows = await read<EvidenceRow & { errorType: string | null; errorMessage: string | null }>(NEWEST_NARROWED, [
    ...narrowedValues(narrowing, serviceIds, window),
    most,
  ]);
  const expression = regex === undefined ? undefined : compileRegex(regex);
  const isMeant = (texts: readonly (string | null)[]): boolean =>
    expression === undefined || texts.some((text) => text !== null && expression.test(text));
  return rows
    .filter(({ message, errorType, errorMessage }) => isMeant([message, errorType, errorMessage]))
    .slice(0, MAX_SAMPLES)
    .map(sampleOf);
}

/** Records whose places are known: `ids[n]` is of the time `times[n]`. */
export async function recordsById(read: Read, ids: readonly string[], times: readonly Date[]): Promise<AlertSample[]> {
  return (await read<EvidenceRow>(BY_ID, [ids, times])).map(sampleOf);
}

export function sampleOf({ id, time, level, service, message }: EvidenceRow): AlertSample {
  return { id, time: time.toISOString(), level: LEVELS[level - 1] ?? 'ERROR', service, message };
}
