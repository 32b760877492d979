import { AccessLogSource, formatChoice, LogFormatError, type ParseOptions } from '@log-monitor/access-log';
import type { AccessRecord } from '@log-monitor/access-record';
import { type Cell, referringSite, UNKNOWN } from '@log-monitor/access-statistics';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { CountedCells } from './counted-cells.js';
import type { Dimension } from './facet-choice.js';
import { IS_FAULT, IS_TIMED, REQUEST_CONDITIONS } from './request-conditions.js';
import type { Span } from './time-buckets.js';

/** Requests whose lines are to be read again, newest first, $17 at most. */
export const ACCESS_REQUEST_LINES: Statement = {
  name: 'access-request-lines',
  text: `
SELECT r.time, coalesce(r.status, 0) AS status, coalesce(${IS_FAULT}, false) AS fault, coalesce(r.bytes, 0) AS bytes, CASE WHEN ${IS_TIMED} THEN r.duration_ms END AS duration_ms, r.host, s.format, r.line
  FROM access_record r JOIN access_source s ON s.id = r.source_id
 WHERE ${REQUEST_CONDITIONS}
 ORDER BY r.time DESC
 LIMIT $17`,
};

interface Row {
  time: Date;
  status: number;
  fault: boolean;
  bytes: number;
  duration_ms: number | null;
  host: string | null;
  format: string | null;
  line: string;
}

/** Reading so many takes less than a second. */
const MOST_LINES = 50_000;

/** What stands in a line and in no column. */
const IN_LINE = ['referrer', 'browser', 'system'] as const satisfies readonly Dimension[];

export type InLine = (typeof IN_LINE)[number];

/** What of a question only the lines themselves can tell. */
export function inLine(by: readonly Dimension[]): InLine | undefined {
  return IN_LINE.find((dimension) => by.includes(dimension));
}

/**
 * Counts requests by what their lines say: of the range, or of its newest part.
 *
 * @param conditions $3 to $16 of the conditions
 */
export async function countLines(
  snapshot: Snapshot,
  range: Span,
  { conditions, by, parsing }: { conditions: readonly unknown[]; by: InLine; parsing: ParseOptions },
): Promise<{ cells: CountedCells; span: Span; shortened: 'volume' | null }> {
  const values = [new Date(range.from), new Date(range.to), ...conditions, MOST_LINES + 1];
  const rows = await snapshot.rows<Row>(ACCESS_REQUEST_LINES, values);
  const isCut = rows.length > MOST_LINES;
  const oldest = rows.at(-1);
  // Of the millisecond at which it was cut some are missing.
  const from = isCut && oldest ? oldest.time.getTime() + 1 : range.from;
  const cells = new CountedCells();
  const parsers = new Map<string | null, AccessLogSource | undefined>();
  for (const row of rows) {
    if (row.time.getTime() < from) continue;
    if (!parsers.has(row.format)) parsers.set(row.format, parserOf(row.format, parsing));
    const line = parsers.get(row.format)?.readLine(row.line, undefined, undefined).line;
    const value = valueOf(by, line?.kind === 'access' ? line : undefined, row.host);
    if (value !== undefined) addTo(cells.at({ bucket: 0, source: null, host: null, value, status: null }), row);
  }
  return { cells, span: { ...range, from }, shortened: isCut ? 'volume' : null };
}

/** @returns undefined when no version of ours knows the format any more */
function parserOf(format: string | null, parsing: ParseOptions): AccessLogSource | undefined {
  try {
    return new AccessLogSource(format === null ? parsing : { ...parsing, format: formatChoice(format) });
  } catch (error) {
    if (error instanceof LogFormatError) return undefined;
    throw error;
  }
}

/** The same as the windows have; undefined: it is not counted. */
function valueOf(by: InLine, record: AccessRecord | undefined, host: string | null): string | undefined {
  if (by === 'browser') return record?.userAgentName ?? UNKNOWN;
  if (by === 'system') return record?.userAgentOsName ?? UNKNOWN;
  const site = referringSite(record?.httpRequestReferrer);
  return site === host ? undefined : site;
}

function addTo(cell: Cell, { status, fault, bytes, duration_ms }: Row): void {
  const durationUs = duration_ms === null ? -1 : Math.round(duration_ms * 1000);
  cell.add({ isError: status >= 400, isFault: fault, bytes, durationUs });
}
