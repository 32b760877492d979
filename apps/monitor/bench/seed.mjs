/**
 * Fills a migrated database for measuring: node bench/seed.mjs <database url> [records = 1000000]
 *
 * Seven days up to now: a tenth of the records lies in the last hour, one in twenty is an error (one in 400 CRITICAL), 20
 * services with two processes each, four records per request. Made inside PostgreSQL; each day is filled before it becomes a
 * partition, so that its indexes are built at once. 10 M records take a few minutes and about 4 GB.
 */
import pg from 'pg';
import { SORT_NEW_ENTRIES_IN } from '../dist/store/upkeep/request-index.js';
import { FOLD_COUNTERS } from '../dist/store/counters/counter-fold.js';
import { migrate } from '../dist/store/schema/migrate.js';

const [databaseUrl, wanted = '1000000'] = process.argv.slice(2);
if (!databaseUrl) throw new Error('usage: node bench/seed.mjs <database url> [records]');
const records = Number(wanted);
const SERVICES = 20;
const PROBLEMS = 400;
/** What the fold would have made of the errors. */
const PROBLEMS_OF_RECORDS = [
  `INSERT INTO error_group (id, title, culprit, count, users, first_seen, last_seen)
   SELECT fingerprint, min(error_type) || ': ' || min(message), 'handle (dist/handler.js)', count(*), 1000, min(time), max(time)
     FROM error_record GROUP BY 1`,
  `INSERT INTO error_fingerprint (hash, group_id, version, title, culprit, key, basis)
   SELECT id, id, 1, title, culprit, title, jsonb_build_object('by', 'stack', 'summary', 'type', 'parts', jsonb_build_array(title)) FROM error_group`,
  `INSERT INTO error_count (start, fingerprint, count, service_id, width)
   SELECT date_bin(width * interval '1 minute', time, timestamptz 'epoch'), fingerprint, count(*), service_id, width
     FROM error_record CROSS JOIN (VALUES (1::smallint), (60::smallint)) widths (width)
    WHERE width = 60 OR time > now() - interval '2 days' GROUP BY 1, 2, 4, 5`,
  `INSERT INTO error_occurrence (fingerprint, first_seen, last_seen, count, sample_time, sample_id, service_id, version)
   SELECT fingerprint, min(time), max(time), count(*), min(time), (array_agg(error_record.id ORDER BY time))[1], error_record.service_id,
          coalesce(version, '')
     FROM error_record JOIN source ON source.id = source_id GROUP BY 1, 7, 8`,
];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPAN_MS = 7 * DAY_MS;
const HOUR_SHARE = 0.1;
const CONNECTIONS = 2;

const started = Date.now();
const now = Math.floor(started / 1000) * 1000;
const say = (line) => console.error(`${((Date.now() - started) / 1000).toFixed(1)} s  ${line}`);

await migrate(databaseUrl);
const client = await connect();
await fillDimensions();
const days = slicesByDay();
await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    const connection = await connect();
    for (let day = days.shift(); day; day = days.shift()) {
      await fillDay(connection, day);
      say(day.name);
    }
    await connection.end();
  }),
);
await fillRest();
await client.query('VACUUM (ANALYZE)');
await client.query('CHECKPOINT');
say('vacuumed and analysed');
await client.end();

async function connect() {
  const connection = new pg.Client({ connectionString: databaseUrl });
  await connection.connect();
  await connection.query(`SET synchronous_commit = off; SET timezone = 'UTC'; SET maintenance_work_mem = '512MB'`);
  return connection;
}

async function fillDimensions() {
  await client.query(
    `INSERT INTO service (name) SELECT 'service-' || lpad(n::text, 2, '0') FROM generate_series(1, $1) n`,
    [SERVICES],
  );
  await client.query(`INSERT INTO host (name) SELECT 'host-' || n FROM generate_series(1, 10) n`);
  await client.query(
    `INSERT INTO source (service_id, host_id, instance, pid, version)
     SELECT 1 + (n % $1), 1 + (n % 10), gen_random_uuid(), 1000 + n, '1.' || (n % 3) FROM generate_series(0, $1 * 2 - 1) n`,
    [SERVICES],
  );
}

/** Calendar days (UTC), the newest first, each with the spans of time that are filled evenly: all but the last hour, and that. */
function slicesByDay() {
  const hourAgo = now - HOUR_MS;
  const perMs = (records * (1 - HOUR_SHARE)) / (SPAN_MS - HOUR_MS);
  const byDay = [];
  let offset = 0;
  // One day more than there are records of, as the monitor makes it ahead of time.
  for (let start = Math.floor((now - SPAN_MS) / DAY_MS) * DAY_MS; start <= now + DAY_MS; start += DAY_MS) {
    const spans = [
      [Math.max(start, now - SPAN_MS), Math.min(start + DAY_MS, hourAgo), perMs],
      [Math.max(start, hourAgo), Math.min(start + DAY_MS, now), (records * HOUR_SHARE) / HOUR_MS],
    ];
    const slices = [];
    for (const [from, to, density] of spans) {
      const count = Math.round((to - from) * density);
      if (count <= 0) continue;
      slices.push({ from, to, count, offset });
      offset += count;
    }
    byDay.unshift({ name: new Date(start).toISOString().slice(0, 10), start, slices });
  }
  return byDay;
}

async function fillDay(connection, { name, start, slices }) {
  const suffix = name.replaceAll('-', '');
  for (const table of ['log_record', 'log_request', 'error_record']) {
    await connection.query(`CREATE TABLE ${table}_${suffix} (LIKE ${table} INCLUDING DEFAULTS)`);
  }
  for (const slice of slices) await fillSlice(connection, suffix, slice);
  await connection.query(
    `INSERT INTO log_request_${suffix} (time, length_ms, service_id, hashes)
     SELECT date_trunc('second', time), 1000, service_id, array_agg(DISTINCT hashtext(request_id)) FROM log_record_${suffix} GROUP BY 1, 3`,
  );
  for (const table of ['log_record', 'log_request', 'error_record']) {
    await connection.query(
      `ALTER TABLE ${table} ATTACH PARTITION ${table}_${suffix}
         FOR VALUES FROM ('${name}') TO ('${new Date(start + DAY_MS).toISOString()}')`,
    );
  }
}

/** Every value in these texts is a number or a name of ours. */
async function fillSlice(connection, suffix, { from, to, count, offset }) {
  const made = `
    SELECT to_timestamp((${from} + floor((n - ${offset}) * (${to - from} / ${count}.0))) / 1000.0) AS time, n,
           (hashint8(n) & 2147483647) % (${SERVICES} * 2) AS source,
           CASE WHEN n % 400 = 7 THEN 5 WHEN n % 20 = 7 THEN 4 WHEN n % 10 = 3 THEN 3 WHEN n % 3 = 0 THEN 1 ELSE 2 END AS level,
           'req-' || n / 4 AS request_id
      FROM generate_series(${offset}::bigint, ${offset + count - 1}::bigint) n`;
  const id = `(lpad(to_hex((extract(epoch FROM time) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
              || '8' || substr(md5(n::text), 1, 15))::uuid`;
  await connection.query(
    `INSERT INTO log_record_${suffix} (time, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, message, logger,
                                       request_id, user_id, attributes)
     SELECT time, n, n, ${id}, 1 + source % ${SERVICES}, 1 + source, source % 6, level,
            CASE n % 4 WHEN 0 THEN 'GET /api/rooms/' || n % 5000 || ' answered 200 in ' || n % 300 || ' ms'
                       WHEN 1 THEN 'cache miss for key room:' || n % 5000 || ', reading it from the database'
                       WHEN 2 THEN 'user ' || n % 1000 || ' opened the booking page with filters date, price and number of guests'
                       ELSE 'sent message ' || md5(n::text) || ' to queue notifications' END,
            'Logger' || n % 12, request_id, 'u-' || n % 1000,
            CASE WHEN n % 3 = 0 THEN jsonb_build_object('orderId', n % 100000, 'tenant', 't' || n % 50) END
       FROM (${made}) made WHERE level < 4`,
  );
  await connection.query(
    `INSERT INTO error_record_${suffix} (time, received_at, seq, kafka_offset, id, service_id, source_id, kafka_partition, level,
                                         from_errors_topic, message, logger, error_type, error_message, error_code, stack,
                                         request_id, user_id, fingerprint)
     SELECT time, time, n, n, ${id}, 1 + source % ${SERVICES}, 1 + source, source % 6, level, true,
            'Request ' || n || ' failed: ' ||
              (ARRAY['connection refused', 'timeout of 3000 ms', 'room is not free', 'invalid e-mail'])[1 + n / 20 % 4],
            'Logger' || n % 12, (ARRAY['ConnectionError', 'TimeoutError', 'BookingError', 'ValidationError'])[1 + n / 20 % 4],
            'connect ECONNREFUSED 10.0.' || n % 250 || '.' || n % 200 || ':5432', 'ECONNREFUSED',
            'Error: failed' || repeat(E'\\n    at handle (/app/dist/handler.js:10:5)', 8), request_id, 'u-' || n % 1000,
            hashint8extended(n / 20 % ${PROBLEMS}, 0)
       FROM (${made}) made WHERE level >= 4`,
  );
  // Slices share a minute at the border of the last hour; counters of days that are filled side by side never meet.
  await connection.query(
    `INSERT INTO log_count (minute, count, service_id, kafka_partition, level, is_errors_topic)
     SELECT date_trunc('minute', time), count(*), 1 + source % ${SERVICES}, source % 6, level, level >= 4
       FROM (${made}) made GROUP BY 1, 3, 4, 5, 6 ORDER BY 1
     ON CONFLICT (minute, service_id, level, is_errors_topic, kafka_partition) DO UPDATE SET count = log_count.count + excluded.count`,
  );
}

async function fillRest() {
  await client.query(
    `INSERT INTO ledger (source_id, first_seen, last_seen, records, highest, received)
     SELECT id, now() - interval '7 days', now(), $1::bigint, $1::bigint, int8multirange(int8range(1, $1::bigint + 1)) FROM source`,
    [records],
  );
  await client.query(
    `UPDATE ingest_progress SET complete_through = now(), lag_records = 0, sampled_at = now() + interval '1 day'`,
  );
  await client.query(
    `INSERT INTO log_count_rollup (start, count, service_id, width, kafka_partition, level, is_errors_topic)
     SELECT date_bin(width * interval '1 minute', minute, timestamptz 'epoch'), sum(count), service_id, width, kafka_partition, level,
            is_errors_topic
       FROM log_count CROSS JOIN (VALUES (10::smallint), (60::smallint)) widths (width) GROUP BY 1, 3, 4, 5, 6, 7 ORDER BY 1`,
  );
  for (const statement of PROBLEMS_OF_RECORDS) await client.query(statement);
  await client.query(FOLD_COUNTERS, [new Date(now), 10_000_000]);
  await client.query(SORT_NEW_ENTRIES_IN, [0]);
}
