import { setImmediate as turn } from 'node:timers/promises';
import {
  ERROR_TEXTS,
  LOG_TEXTS,
  searchConditions,
  type SearchedTexts,
  textPatterns,
} from '../../query/records/record-conditions.js';
import { SEVERITY } from '@log-monitor/log-record';
import type { Span } from './minute-table.js';
import { likePatterns, type Narrowing } from './narrowing.js';
import type { Read } from './read-measurements.js';
import { compileRegex } from './regular-expression.js';

/** Of a text that a regular expression looks at. */
const MOST_CHARACTERS = 2000;
/** Texts between two looks at what else there is to do. */
const TEXTS_PER_TURN = 1000;

/** Records of one minute, service and level that hold what is asked for. */
export interface NarrowedCount {
  /** Start of the minute, milliseconds since 1970. */
  readonly minute: number;
  readonly serviceId: number;
  readonly level: number;
  count: number;
}

const MINUTE = `extract(epoch FROM date_trunc('minute', r.time))::float8 * 1000 AS minute, r.service_id AS "serviceId", r.level::int AS level`;

/** Of a record, $1 to $11 as `searchConditions` says, $12 from, $13 to, $14 versions and $15 types of errors as patterns of LIKE. */
function conditionsOf(texts: SearchedTexts, errorType: string): string {
  return `r.time >= $12 AND r.time < $13 AND ${searchConditions(texts)}
     AND ($14::text[] IS NULL OR r.source_id IN (SELECT id FROM source WHERE version LIKE ANY($14)))
     AND ($15::text[] IS NULL OR ${errorType} LIKE ANY($15))`;
}

export const NARROWED_TABLES = {
  log: { rows: 'log_record r', conditions: conditionsOf(LOG_TEXTS, `(r.error ->> 'type')`), texts: LOG_TEXTS },
  error: { rows: 'error_record r', conditions: conditionsOf(ERROR_TEXTS, 'r.error_type'), texts: ERROR_TEXTS },
};

const counting = ({ rows, conditions }: (typeof NARROWED_TABLES)['log']): string =>
  `SELECT ${MINUTE}, count(*)::int AS count FROM ${rows} WHERE ${conditions} GROUP BY 1, 2, 3`;
const listing = ({ rows, conditions, texts }: (typeof NARROWED_TABLES)['log']): string =>
  `SELECT ${MINUTE}, ARRAY[${texts.columns.map((text) => `left(${text}, ${MOST_CHARACTERS})`).join(', ')}] AS texts
     FROM ${rows} WHERE ${conditions}`;

const COUNT = { log: counting(NARROWED_TABLES.log), error: counting(NARROWED_TABLES.error) };
const LIST = { log: listing(NARROWED_TABLES.log), error: listing(NARROWED_TABLES.error) };

/** More would be a hundred megabytes of texts: the rule's search narrows them, or it has no verdict. */
const MOST_TEXTS = 20_000;

/**
 * Counts the stored records that hold what is asked for, as they are known now.
 *
 * @param serviceIds only these
 * @returns undefined when a regular expression would have to look at more than 20,000 texts
 */
export async function countNarrowed(
  read: Read,
  narrowing: Narrowing,
  serviceIds: readonly number[],
  span: Span,
): Promise<NarrowedCount[] | undefined> {
  const { regex } = narrowing;
  const values = narrowedValues(narrowing, serviceIds, span);
  const counts: NarrowedCount[] = [];
  for (const table of tablesOf(narrowing)) {
    if (regex === undefined) {
      counts.push(...(await read<NarrowedCount>(COUNT[table], values)));
      continue;
    }
    const listed = await read<Listed>(`${LIST[table]} LIMIT ${MOST_TEXTS + 1}`, values);
    if (listed.length > MOST_TEXTS) return undefined;
    counts.push(...(await matching(listed, regex)));
  }
  return counts;
}

type Listed = Omit<NarrowedCount, 'count'> & { readonly texts: readonly (string | null)[] };

async function matching(listed: readonly Listed[], regex: string): Promise<NarrowedCount[]> {
  const expression = compileRegex(regex);
  const counts = new Map<string, NarrowedCount>();
  for (const [index, { texts, ...place }] of listed.entries()) {
    if (index % TEXTS_PER_TURN === TEXTS_PER_TURN - 1) await turn();
    if (!texts.some((text) => text !== null && expression.test(text))) continue;
    const key = `${place.minute}/${place.serviceId}/${place.level}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { ...place, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()];
}

/** Which tables can hold records of the levels that are asked for. */
function tablesOf({ levels }: Narrowing): ('log' | 'error')[] {
  const isError = (level: keyof typeof SEVERITY): boolean => SEVERITY[level] >= SEVERITY.ERROR;
  const tables: ('log' | 'error')[] = [];
  if (levels === undefined || levels.some((level) => !isError(level))) tables.push('log');
  if (levels === undefined || levels.some(isError)) tables.push('error');
  return tables;
}

/** $1 to $15. */
export function narrowedValues(narrowing: Narrowing, serviceIds: readonly number[], { from, to }: Span): unknown[] {
  const { levels, versions, errorTypes, search } = narrowing;
  const others = Array.from({ length: 6 }, () => null);
  const severities = levels?.map((level) => SEVERITY[level]) ?? null;
  return [
    ...[serviceIds, null, severities, ...others],
    ...textPatterns(search),
    ...[new Date(from), new Date(to), likePatterns(versions), likePatterns(errorTypes)],
  ];
}
