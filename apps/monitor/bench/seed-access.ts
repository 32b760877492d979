import { DistinctCount, FACETS, type FacetName, LatencyHistogram } from '@log-monitor/access-statistics';
import pg from 'pg';

/**
 * Counts of 30 days of 100 M requests, written as windows, and the requests themselves of the last day. Three sources, ten hosts, eight status codes.
 * The windows are those that questions about 30 days read: of ten minutes for all 30 days, of the capped lists for the first hours and the last;
 * of an hour and a day as they would be. Capped lists are full.
 */

const DAYS = 30;
const REQUESTS_PER_DAY = 100_000_000 / DAYS;
const SKETCHES = 40;
const DAY_MS = 86_400_000;

/** How many values a facet has in a window, and in one of a day. */
const LISTS: readonly [facet: FacetName, values: number, ofDay: number][] = [
  ['route', 2000, 2000],
  ['url', 1500, 3000],
  ['not_found', 1000, 1000],
  ['client', 1000, 1000],
  ['referrer', 1000, 1000],
  ['browser', 40, 40],
  ['system', 12, 12],
];

const SOURCES = `INSERT INTO access_source (name, topic, first_seen, last_seen) SELECT 'gateway-' || n, 'web-logs', now(), now() FROM generate_series(1, 3) n`;

/** $1 facet, $2 width in seconds, $3 first window, $4 end, $5 values, $6 name of a value, $7 requests of a day, $8 latencies, $9 clients, $10 whether by status. */
const WINDOWS = `
  INSERT INTO access_window (facet, width, start, source_id, host, value, status, requests, errors, faults, bytes, timed, duration_us, longest_us, late, cut, latency,
    clients)
  SELECT $1::smallint, $2::int, start, 1 + h % 3, CASE WHEN $1::int = 1 THEN '' ELSE 'shop-' || h || '.example' END, CASE WHEN $6::text = '' THEN '' ELSE $6 || v END,
         CASE WHEN $10::boolean THEN (ARRAY[200, 201, 204, 301, 304, 404, 499, 502])[1 + v % 8] ELSE 0 END,
         share, share / 20, share / 500, share * 5000, share, share * (20000 + 1000 * (v % 50)), 2000000, 0, 0,
         ($8::bytea[])[1 + (h + v) % cardinality($8::bytea[])], ($9::bytea[])[1 + (h + (extract(epoch FROM start) / $2)::bigint) % cardinality($9::bytea[])]
    FROM generate_series($3::timestamptz, $4::timestamptz - interval '1 second', $2::int * interval '1 second') start
   CROSS JOIN generate_series(0, CASE WHEN $1::int = 1 THEN 2 ELSE 9 END) h
   CROSS JOIN generate_series(CASE WHEN $5::int > 40 THEN h ELSE 0 END, $5::int - 1, CASE WHEN $5::int > 40 THEN 10 ELSE 1 END) v
   CROSS JOIN LATERAL (SELECT greatest(1, ($7::float8 * $2::int / 86400 / $5::int * (0.5 + 1.0 / (1 + v % 97)))::bigint) AS share) of_value
   ORDER BY start, 6, 5, 4, 7`;

/** $1 how many, $2 time of the first, $3 of the last. */
const REQUESTS = `
  INSERT INTO access_record (time, received_at, kafka_offset, bytes, duration_ms, upstream_ms, source_id, element, flags, kafka_partition, status, latency,
    health_check, client, host, method, route, path, request_id, trace_id, line)
  SELECT time, time, n, 500 + n % 9000, 5 + n % 400, 4 + n % 390, 1 + n % 3, 0, 0, n % 6, (ARRAY[200, 200, 200, 200, 204, 304, 404, 502])[1 + n % 8], 0, false,
         '10.' || n % 50 || '.' || n % 200 || '.7', 'shop-' || n % 10 || '.example', (ARRAY['GET', 'GET', 'GET', 'POST'])[1 + n % 4],
         '/api/part' || n % 97 || '/:id', '/api/part' || n % 97 || '/' || n % 5000, NULL, NULL,
         '10.0.0.7 - - [27/Nov/2026:10:00:00 +0000] "GET /api/part' || n % 97 || '/' || n % 5000 || ' HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"'
    FROM generate_series(1, $1::bigint) n
   CROSS JOIN LATERAL (SELECT $2::timestamptz + ($3::timestamptz - $2::timestamptz) * (n / $1::float8) AS time) placed`;

function latencies(): Buffer[] {
  return Array.from({ length: SKETCHES }, (_, seed) => {
    const histogram = new LatencyHistogram();
    for (let n = 0; n < 3000; n += 1) histogram.add(Math.exp(((n * 7919 + seed * 104_729) % 1000) / 130));
    return histogram.encode();
  });
}

/** Sketches of so many clients each. */
function clients(count: number): Buffer[] {
  return Array.from({ length: SKETCHES }, (_, seed) => {
    const distinct = new DistinctCount();
    for (let n = 0; n < count; n += 1) distinct.add(`10.${seed % 4}.${n >> 8}.${n & 255}`);
    return distinct.encode();
  });
}

/** @param requests how many of the last day are there one by one */
export async function seedAccess(databaseUrl: string, requests: number, now: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(SOURCES);
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const first = today - DAYS * DAY_MS;
  const ten = Math.floor(now / 600_000) * 600_000;
  const hour = Math.floor(now / 3_600_000) * 3_600_000;
  const perWindow = new Map([[600, clients(900)], [3600, clients(5000)], [86_400, clients(60_000)]]); // prettier-ignore
  const histograms = latencies();
  const write = async (
    name: FacetName,
    values: number,
    spans: [width: number, from: number, to: number][],
    ofDay = values,
  ) => {
    const { number, latency, clients: withClients, byStatus } = FACETS[name];
    for (const [width, from, to] of spans) {
      await client.query(WINDOWS, [
        ...[
          number,
          width,
          new Date(from),
          new Date(to),
          width === 86_400 ? ofDay : values,
          ['total', 'host'].includes(name) ? '' : `/${name}/`,
        ],
        ...[REQUESTS_PER_DAY / (name === 'total' ? 3 : 10), latency ? histograms : [null]],
        ...[withClients ? perWindow.get(width) : [null], byStatus],
      ]);
    }
    console.error(`windows of ${name}`);
  };
  const all: [number, number, number][] = [[600, first, ten], [3600, first, hour + 3_600_000], [86_400, first, today + DAY_MS]]; // prettier-ignore
  await write('total', 1, all);
  await write('host', 1, all);
  await write('status', 8, all);
  await write('method', 4, all);
  const ends: [number, number, number][] = [
    [600, first, first + DAY_MS],
    [3600, first, first + 2 * DAY_MS],
    [3600, today - DAY_MS, hour + 3_600_000],
    [86_400, first, today + DAY_MS],
  ];
  for (const [name, values, ofDay] of LISTS) await write(name, values, ends, ofDay);
  await client.query(
    'INSERT INTO access_window_day (day) SELECT DISTINCT start FROM access_window WHERE width = 86400',
  );
  await client.query(
    `CREATE TABLE access_record_bench PARTITION OF access_record FOR VALUES FROM ('${new Date(today - 2 * DAY_MS).toISOString()}') TO ('${new Date(today + 2 * DAY_MS).toISOString()}')`,
  );
  await client.query(REQUESTS, [requests, new Date(now - DAY_MS), new Date(now)]);
  await client.query('VACUUM (ANALYZE) access_window, access_window_day, access_record, access_source');
  await client.end();
}
