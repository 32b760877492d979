import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import type { RecordFilter } from './record-filter.js';
import { likePattern, listOrNull, severities } from '../database/filter-values.js';

/** The names of a filter as the numbers that rows carry; null: not asked for. */
interface FilterNumbers {
  services: number[] | null;
  sources: number[] | null;
}

/** Numbers of the services $1 and of the sources on the hosts $2. */
export const FILTER_NUMBERS: Statement = {
  name: 'filter-numbers',
  text: `
SELECT CASE WHEN $1::text[] IS NOT NULL
            THEN (SELECT coalesce(array_agg(id), '{}') FROM service WHERE name = ANY($1)) END AS services,
       CASE WHEN $2::text[] IS NOT NULL
            THEN (SELECT coalesce(array_agg(source.id), '{}') FROM source JOIN host ON host.id = source.host_id
                   WHERE host.name = ANY($2)) END AS sources`,
  plan: 'any',
};

/** The columns that text is looked for in. */
export interface SearchedTexts {
  readonly columns: readonly string[];
  /** An expression that an index holds, and that has a pattern wherever one of the columns has it. */
  readonly indexed?: string;
}

/**
 * The filters of a search on the row `r` as SQL, from parameter $1 on: services, sources, levels, loggers, request, user, trace,
 * keys and values of attributes, folded text (ASCII only), pattern.
 */
export function searchConditions({ columns, indexed }: SearchedTexts): string {
  // Folding ASCII alone costs half of ILIKE over a million rows, and is exact for a text of ASCII; strpos looks through it faster
  // than LIKE does. The CASE is settled when the statement is planned.
  const folded = columns
    .map(
      (text) => `strpos(CASE WHEN $10 ~ '[a-z]' THEN lower(${text} COLLATE "C") ELSE ${text} COLLATE "C" END, $10) > 0`,
    )
    .join(' OR ');
  const anyCase = columns.map((text) => `${text} ILIKE $11`).join(' OR ');
  const byIndex = indexed === undefined ? '' : `AND ($11::text IS NULL OR ${indexed} ILIKE $11)`;
  return `($1::int[] IS NULL OR r.service_id = ANY($1))
     AND ($2::int[] IS NULL OR r.source_id = ANY($2))
     AND ($3::smallint[] IS NULL OR r.level = ANY($3))
     AND ($4::text[] IS NULL OR r.logger = ANY($4))
     AND ($5::text IS NULL OR r.request_id = $5)
     AND ($6::text IS NULL OR r.user_id = $6)
     AND ($7::text IS NULL OR r.trace_id = $7)
     AND ($8::text[] IS NULL OR (r.attributes IS NOT NULL AND NOT EXISTS (
           SELECT FROM unnest($8, $9::text[]) wanted (key, value)
            WHERE r.attributes ->> wanted.key IS DISTINCT FROM wanted.value
              AND r.attributes #>> string_to_array(wanted.key, '.') IS DISTINCT FROM wanted.value)))
     ${byIndex}
     AND ($10::text IS NULL OR ${folded})
     AND ($10::text IS NOT NULL OR $11::text IS NULL OR ${anyCase})`;
}

/** The three texts joined are what the trigram index holds; one by one they keep a match from crossing their borders. */
export const INDEXED_ERROR_TEXT = `(r.message || E'\\n' || coalesce(r.error_type, '') || E'\\n' || coalesce(r.error_message, ''))`;

export const LOG_TEXTS: SearchedTexts = {
  columns: ['r.message', "(r.error ->> 'type')", "(r.error ->> 'message')"],
};
export const ERROR_TEXTS: SearchedTexts = {
  columns: ['r.message', 'r.error_type', 'r.error_message'],
  indexed: INDEXED_ERROR_TEXT,
};

/**
 * The parameters of `searchConditions`.
 *
 * @returns null when a name that was asked for does not exist: nothing can match
 */
export async function conditionValues(snapshot: Snapshot, filter: RecordFilter): Promise<unknown[] | null> {
  const numbers = await filterNumbers(snapshot, filter);
  if (!numbers) return null;
  const attributes = Object.entries(filter.attributes ?? {});
  return [
    numbers.services,
    numbers.sources,
    severities(filter.levels),
    listOrNull(filter.loggers),
    filter.requestId ?? null,
    filter.userId ?? null,
    filter.traceId ?? null,
    attributes.length > 0 ? attributes.map(([key]) => key) : null,
    attributes.map(([, value]) => value),
    ...textPatterns(filter.search),
  ];
}

/**
 * Looks the names of a filter up; asks nothing where it has none.
 *
 * @returns null when none of the names that were asked for exists: nothing can match
 */
export async function filterNumbers(
  snapshot: Snapshot,
  { services, hosts }: Pick<RecordFilter, 'services' | 'hosts'>,
): Promise<FilterNumbers | null> {
  const asked = [listOrNull(services), listOrNull(hosts)];
  if (!asked[0] && !asked[1]) return { services: null, sources: null };
  const [numbers] = await snapshot.rows<FilterNumbers>(FILTER_NUMBERS, asked);
  if (!numbers || numbers.services?.length === 0 || numbers.sources?.length === 0) return null;
  return numbers;
}

/** $10 and $11 of `searchConditions`. */
export function textPatterns(search: string | undefined): [folded: string | null, pattern: string | null] {
  if (search === undefined) return [null, null];
  return [isAscii(search) ? search.toLowerCase() : null, likePattern(search)];
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
