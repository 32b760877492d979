import type { AccessErrorClassesAnswer, AccessErrorLine, AccessUnparsedLine } from '@log-monitor/monitor-api';

const MINUTE_MS = 60_000;

type ErrorRow = Pick<AccessErrorLine, 'host' | 'level' | 'class' | 'line'>;

const ERRORS: readonly (ErrorRow & { count: number })[] = [
  {
    host: 'shop.example.com',
    level: 'ERROR',
    class: 'connection_failed',
    line: '[error] 33#33: *276 connect() failed (111: Connection refused) while connecting to upstream',
    count: 17,
  },
  { host: 'api.example.com', level: 'ERROR', class: 'timeout', line: '[error] upstream timed out', count: 12 },
  { host: null, level: 'WARNING', class: 'other', line: '[warn] 33#33: could not build optimal hash', count: 3 },
];

/** What the monitor answers about lines of error logs and lines that no format reads. */
export class FixtureAccessLines {
  /** Newest first. */
  errors: AccessErrorLine[] = [];
  unparsed: AccessUnparsedLine[] = [];

  fill(): void {
    const origin = { source: 'shop-nginx', server: 'web-1', cluster: null };
    for (const [kind, { count, ...row }] of ERRORS.entries()) {
      for (let number = 0; number < count; number += 1) {
        const time = timeAgo((1 + number) * MINUTE_MS + kind * 1000);
        const rest = { message: row.line, client: '203.0.113.9', upstream: null };
        this.errors.push({ id: `${kind}-${number}-0-0-0`, time, ...origin, ...rest, ...row });
      }
    }
    this.errors.sort((a, b) => (a.time < b.time ? 1 : -1));
    for (let number = 0; number < 45; number += 1) {
      const reason: AccessUnparsedLine['reason'] = number % 3 === 0 ? 'bad_json' : 'format_mismatch';
      const rest = { reason, line: `${reason === 'bad_json' ? '{"status":' : 'batman'} ${number}`, cut: number === 0 };
      this.unparsed.push({ id: `9-${number}-0-0-0`, time: timeAgo(number * MINUTE_MS), ...origin, ...rest });
    }
  }

  /** The body of a route below /api/v1/access/; undefined where there is none. */
  body(name: string, query: URLSearchParams): object | undefined {
    if (name === 'unparsed') {
      const found = this.unparsed.filter(
        (line) => fits(query, 'source', line.source) && fits(query, 'reason', line.reason),
      );
      const { rows, ...rest } = page(found, query);
      return { lines: rows, ...rest };
    }
    const found = this.errors.filter(
      (line) =>
        fits(query, 'host', line.host) &&
        fits(query, 'level', line.level) &&
        fits(query, 'class', line.class) &&
        fits(query, 'source', line.source),
    );
    if (name === 'errors/classes') return classes(found);
    if (name !== 'errors') return undefined;
    const { rows, ...rest } = page(found, query);
    return { errors: rows, ...rest };
  }
}

function timeAgo(ageMs: number): string {
  return new Date(Date.now() - ageMs).toISOString();
}

function fits(query: URLSearchParams, name: string, value: string | null): boolean {
  return !query.has(name) || query.get(name) === value;
}

function classes(
  found: readonly AccessErrorLine[],
): Pick<AccessErrorClassesAnswer, 'rows' | 'total' | 'buckets' | 'intervalMs'> {
  const rows = new Map<string, AccessErrorClassesAnswer['rows'][number]>();
  const buckets = new Map<number, Record<string, number>>();
  for (const line of found) {
    const { level, class: about } = line;
    const host = line.host ?? '';
    const key = `${host} ${level} ${about}`;
    const count = (rows.get(key)?.count ?? 0) + 1;
    rows.set(key, { host, level, class: about, count, share: 0 });
    const start = Math.floor(Date.parse(line.time) / MINUTE_MS) * MINUTE_MS;
    const counts = buckets.get(start) ?? {};
    counts[about] = (counts[about] ?? 0) + 1;
    buckets.set(start, counts);
  }
  const shared = [...rows.values()].map((row) => ({ ...row, share: row.count / found.length }));
  return {
    rows: shared.sort((a, b) => b.count - a.count),
    total: found.length,
    buckets: [...buckets].sort(([a], [b]) => a - b).map(([time, counts]) => ({ time: timeOf(time), counts })),
    intervalMs: MINUTE_MS,
  };
}

function timeOf(time: number): string {
  return new Date(time).toISOString();
}

function page<Line extends { id: string }>(
  found: readonly Line[],
  query: URLSearchParams,
): { rows: Line[]; count: number; nextCursor: string | null; searchedBackTo: null } {
  const start = query.has('cursor') ? found.findIndex(({ id }) => id === query.get('cursor')) + 1 : 0;
  const rows = found.slice(start, start + Number(query.get('limit')));
  const hasMore = start + rows.length < found.length;
  return { rows, count: rows.length, nextCursor: hasMore ? (rows.at(-1)?.id ?? null) : null, searchedBackTo: null };
}
