import { Injectable } from '@nestjs/common';
import { type MessageClass, MESSAGE_CLASSES } from '@log-monitor/access-record';
import { FACETS, WINDOW_DAYS } from '@log-monitor/access-statistics';
import { LEVELS, type Level, SEVERITY } from '@log-monitor/log-record';
import type { AccessErrorClassesAnswer, AccessErrorPart } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { rate } from '../counts/statistics.js';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { levelOf } from '../records/stored-record.js';
import { type AccessErrorFilter, ERROR_LINE_CONDITIONS, errorLineValues } from './access-error-list.js';
import { shownHost, storedHosts } from './access-names.js';
import { AccessSettings } from './access-settings.js';
import { ACCESS_START, type AccessStart, closeSpan } from './access-start.js';
import type { AccessQuestion } from './access-summary.js';
import { addUp, type CountedCell, CountedCells } from './counted-cells.js';
import { readDeltas } from './delta-reader.js';
import { bucketStarts, bucketWidth, type Span, type WidthRequest } from './time-buckets.js';
import { keptSince, narrowestWidth, planWindows } from './window-plan.js';
import { addWindows, keyOf, type WindowQuestion } from './window-reader.js';

/** Lines of error logs by buckets that begin at $9, host, level and class. */
export const ACCESS_ERROR_CLASSES: Statement = {
  name: 'access-error-classes',
  text: `
SELECT width_bucket(r.time, $9::timestamptz[]) - 1 AS bucket, coalesce(r.host, '') AS host, r.level, r.message_class, count(*) AS count
  FROM access_error r
 WHERE ${ERROR_LINE_CONDITIONS}
 GROUP BY 1, 2, 3, 4`,
};

interface ClassQuestion extends Omit<AccessQuestion, 'filter'>, WidthRequest {
  filter: AccessErrorFilter;
  by: AccessErrorPart;
  timeZone?: string | undefined;
}

interface Counted {
  cells: CountedCell[];
  span: Span;
  starts: number[];
  width: number;
  basis: 'windows' | 'requests';
  shortened: 'retention' | null;
}

const MOST_ROWS = 1000;

/** How often servers wrote what into their error logs: by host, level and class of the message. */
@Injectable()
export class AccessErrorClasses {
  constructor(
    private readonly pool: QueryPool,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError */
  async answer(question: ClassQuestion): Promise<AccessErrorClassesAnswer> {
    const { filter, by, signal } = question;
    const local = this.settings.local(question.timeZone);
    const oneByOne = filter.search !== undefined || listOrNull(filter.clients) !== null;
    return this.pool.snapshot(
      async (snapshot) => {
        const origin = [filter.sources, filter.servers, filter.clusters].map(listOrNull);
        const [start] = await snapshot.rows<AccessStart>(ACCESS_START, origin);
        if (!start) throw new TypeError('a SELECT without FROM gives one row');
        const counted = oneByOne
          ? await this.#countLines(snapshot, start, question)
          : await this.#countWindows(snapshot, start, question);
        const { cells, span, starts, width, basis, shortened } = counted;
        const total = cells.reduce((sum, { cell }) => sum + cell.requests, 0);
        return {
          rows: rowsOf(cells, total),
          total,
          buckets: bucketsOf(cells, starts, by),
          intervalMs: width,
          timeZone: local.zone,
          range: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() },
          basis,
          shortened,
          ...completenessAt(await snapshot.start),
        };
      },
      { signal, cost: oneByOne ? 'heavy' : 'light' },
    );
  }

  async #countWindows(snapshot: Snapshot, start: AccessStart, question: ClassQuestion): Promise<Counted> {
    const { filter, range, now } = question;
    const span = closeSpan(start, range, now);
    const local = this.settings.local(question.timeZone);
    const { finest } = FACETS.error_class;
    const kept = keptSince(WINDOW_DAYS, now.getTime());
    const width = bucketWidth(span, question, narrowestWidth(span.from, finest, kept) * 1000);
    const borders = bucketStarts(span, width, local).slice(1);
    const plan = planWindows({ range: span, finest, kept, borders });
    const starts = bucketStarts(plan.covered, width, local);
    const windows: WindowQuestion = {
      facet: 'error_class',
      segments: start.sources?.length === 0 ? [] : plan.segments,
      starts,
      sources: start.sources,
      hosts: storedHosts(filter.hosts),
      values: wantedValues(filter),
      statuses: null,
      apart: { source: false, host: true, value: true, status: false },
    };
    const cells = new CountedCells();
    const [open] = await Promise.all([
      readDeltas(snapshot, 'error_class', plan.covered),
      addWindows(snapshot, windows, { sums: true, latency: false, clients: false }, cells),
    ]);
    for (const { start: begin, source, host, value, cell } of open) {
      const wanted =
        (windows.sources?.includes(source) ?? true) &&
        (windows.hosts?.includes(host) ?? true) &&
        (windows.values?.includes(value) ?? true);
      if (wanted) cells.at(keyOf(windows, { start: begin * 1000, source, host, value, status: 0 })).merge(cell);
    }
    const shortened = plan.shortened ? 'retention' : null;
    return { cells: cells.list(), span: plan.covered, starts, width, basis: 'windows', shortened };
  }

  async #countLines(snapshot: Snapshot, start: AccessStart, question: ClassQuestion): Promise<Counted> {
    const span = closeSpan(start, question.range, question.now);
    const width = bucketWidth(span, question, 10_000);
    const starts = bucketStarts(span, width, this.settings.local(question.timeZone));
    const values = [new Date(span.from), new Date(span.to), start.sources, ...errorLineValues(question.filter)];
    type Row = { bucket: number; host: string; level: number; message_class: MessageClass; count: number };
    const rows = await snapshot.rows<Row>(ACCESS_ERROR_CLASSES, [...values, starts.map((time) => new Date(time))]);
    const cells = new CountedCells();
    for (const { bucket, host, level, message_class, count } of rows) {
      const value = `${levelOf(level)} ${message_class}`;
      cells.at({ bucket, source: null, host, value, status: null }).requests += count;
    }
    return { cells: cells.list(), span, starts, width, basis: 'requests', shortened: null };
  }
}

/** The windows' values: level and class. */
function wantedValues({ levels, classes }: AccessErrorFilter): string[] | null {
  if (!levels?.length && !classes?.length) return null;
  const ofLevels = levels?.length ? levels : LEVELS;
  const ofClasses = classes?.length ? classes : MESSAGE_CLASSES;
  return ofLevels.flatMap((level) => ofClasses.map((name) => `${level} ${name}`));
}

function partsOf(value: string | null): { level: Level; class: MessageClass } {
  const [level, name] = (value ?? '').split(' ');
  const isClass = (MESSAGE_CLASSES as readonly string[]).includes(name ?? '');
  return {
    level: Object.hasOwn(SEVERITY, level ?? '') ? (level as Level) : 'ERROR',
    class: isClass ? (name as MessageClass) : 'other',
  };
}

function rowsOf(cells: readonly CountedCell[], total: number): AccessErrorClassesAnswer['rows'] {
  const sums = addUp(cells, ({ host, value }) => `${value ?? ''} ${host ?? ''}`);
  const named = new Map(cells.map((cell) => [`${cell.value ?? ''} ${cell.host ?? ''}`, cell]));
  return [...sums]
    .sort(([left, a], [right, b]) => b.requests - a.requests || (left < right ? -1 : 1))
    .slice(0, MOST_ROWS)
    .map(([key, { requests }]) => {
      const { host = '', value = '' } = named.get(key) ?? {};
      return { host: shownHost(host ?? ''), ...partsOf(value), count: requests, share: rate(requests, total) };
    });
}

function bucketsOf(cells: readonly CountedCell[], starts: readonly number[], by: AccessErrorPart) {
  const nameOf = ({ host, value }: CountedCell): string => (by === 'host' ? shownHost(host ?? '') : partsOf(value)[by]);
  const names = [...addUp(cells, nameOf).keys()].sort();
  const counts = starts.map(() => new Map(names.map((name) => [name, 0])));
  for (const counted of cells) {
    const bucket = counts[counted.bucket];
    bucket?.set(nameOf(counted), (bucket.get(nameOf(counted)) ?? 0) + counted.cell.requests);
  }
  return counts.map((bucket, index) => ({
    time: new Date(starts[index] as number).toISOString(),
    counts: Object.fromEntries(bucket),
  }));
}
