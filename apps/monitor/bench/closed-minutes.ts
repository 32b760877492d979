import type { RequestCell } from '../src/alerts/measure/request-sums.js';
import { encodeMinute } from '../src/alerts/measure/minute-bytes.js';
import { encodeRequests } from '../src/alerts/measure/request-bytes.js';
import { FACETS, LatencyHistogram } from '@log-monitor/access-statistics';
import type pg from 'pg';

const VARIANTS = 60;
const LEVELS = [1, 2, 3, 4, 5];
const ROUTES = Array.from({ length: 5 }, (_, route) => `GET /part-${route}/:id`);
const STATUSES = [200, 404, 502];

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Closed minutes of records, of so many services at every level: sixty different ones, again and again, and in each some services write nothing at some
 * levels.
 */
export async function closeRecordMinutes(database: pg.Client, services: number, { from, to }: Span): Promise<void> {
  const cells = Array.from({ length: VARIANTS }, (_, v) => encodeMinute(recordMinute(services, v)));
  await database.query(
    `INSERT INTO alert_minute (minute, cells) SELECT m, ($3::bytea[])[1 + extract(minute FROM m)::int]
       FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m`,
    [from, to, cells],
  );
}

/** The same of requests: so many hosts with five routes each. */
export async function closeRequestMinutes(database: pg.Client, hosts: number, { from, to }: Span): Promise<void> {
  const variants = Array.from({ length: VARIANTS }, (_, v) => requestMinute(hosts, v));
  await database.query(
    `INSERT INTO alert_access_minute (minute, requests, host, status, route, behind, sources)
     SELECT m, 1000, ($3::bytea[])[v], ($4::bytea[])[v], ($5::bytea[])[v], '{}', '{}'
       FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m, LATERAL (SELECT 1 + extract(minute FROM m)::int) n (v)`,
    [
      from,
      to,
      variants.map(({ host }) => host),
      variants.map(({ status }) => status),
      variants.map(({ route }) => route),
    ],
  );
}

const WINDOWS = `
  INSERT INTO access_window (facet, width, start, source_id, host, value, status, requests, errors, faults, bytes, timed, duration_us, longest_us, late, cut, latency)
  SELECT $3::smallint, 60, m, 1, 'host-' || h || '.example', CASE WHEN cardinality($5::text[]) = 0 THEN '' ELSE ($5::text[])[v] END,
         CASE WHEN cardinality($6::int[]) = 0 THEN 0 ELSE ($6::int[])[v] END, 20, 1, 0, 9000, 20, 2000000, 300000, 0, 0, $7::bytea
    FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m, generate_series(0, $4::int - 1) h,
         generate_series(1, greatest(1, cardinality($5::text[]), cardinality($6::int[]))) v`;

/** The same requests, counted in windows and not closed yet. */
export async function countRequestMinutes(database: pg.Client, hosts: number, { from, to }: Span): Promise<void> {
  await database.query(
    `INSERT INTO access_source (name, topic, first_seen, last_seen, latest_event, requests) VALUES ('nginx-0', 'web-logs', now(), now(), now(), 1)`,
  );
  const latency = latencies(1, 1).encode();
  const write = (facet: number, routes: string[], statuses: number[], histogram: Buffer | null) =>
    database.query(WINDOWS, [from, to, facet, hosts, routes, statuses, histogram]);
  await write(FACETS.host.number, [], [], latency);
  await write(FACETS.status.number, [], STATUSES, null);
  await write(FACETS.route.number, ROUTES, [], latency);
}

function recordMinute(services: number, variant: number) {
  const cells = Array.from({ length: services }, (_, index) => index + 1).flatMap((service) =>
    LEVELS.filter((level) => level < 4 || (service + variant * level) % 3 > 0).map((level) => ({ service, level })),
  );
  return {
    serviceIds: cells.map(({ service }) => service),
    levels: cells.map(({ level }) => level),
    counts: cells.map(({ service, level }) => 1 + ((service * 7 + level * 13 + variant * 31) % 400)),
  };
}

function requestMinute(hosts: number, variant: number) {
  const cell = (host: number, rest: Partial<RequestCell>): RequestCell => ({
    ...{ source: `nginx-${host % 3}`, host: `host-${host}.example`, route: '', status: 0 },
    ...{
      requests: 40 + ((host + variant) % 20),
      errors: variant % 4,
      faults: variant % 2,
      latency: undefined,
      ...rest,
    },
  });
  const numbers = Array.from({ length: hosts }, (_, host) => host);
  return {
    host: encodeRequests(numbers.map((host) => cell(host, { latency: latencies(host, variant) }))),
    status: encodeRequests(numbers.flatMap((host) => STATUSES.map((status) => cell(host, { status })))),
    route: encodeRequests(
      numbers.flatMap((host) => ROUTES.map((route) => cell(host, { route, latency: latencies(host, variant) }))),
    ),
  };
}

function latencies(host: number, variant: number): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (let index = 0; index < 20; index += 1) histogram.add(5 + ((host * 31 + variant * 7 + index * 13) % 200));
  return histogram;
}
