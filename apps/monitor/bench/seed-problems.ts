import type pg from 'pg';

/** Frames of an Express application: thirty, as a stack has them. */
const FRAMES = Array.from({ length: 29 }, (_, at) =>
  at % 5 === 0
    ? `    at async OrderService.step${at} (/srv/app/dist/orders/order.service.js:${at + 10}:17)`
    : `    at Layer.handle [as handle_request] (/srv/app/node_modules/express/lib/router/layer.js:${at}:5)`,
).join('\n');

const ERRORS = (errors: number, problems: number): string => `
  INSERT INTO error_record (time, received_at, kafka_offset, id, service_id, source_id, kafka_partition, level, from_errors_topic, message,
    error_type, error_message, error_code, stack, user_id, fingerprint)
  SELECT at, at, n, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid,
         1 + n % 5, 1 + n % 5, 0, 4, false, 'order ' || n || ' failed: gateway ' || (n % 7) || ' answered ' || (500 + n % 4),
         (ARRAY['UpstreamError', 'TypeError', 'TimeoutError', 'Error'])[1 + p % 4], 'gateway ' || (n % 7) || ' answered ' || (500 + n % 4),
         CASE WHEN p % 3 = 0 THEN 'E' || p % 11 END,
         'UpstreamError: gateway ' || (n % 7) || E'\\n    at call' || p || ' (/srv/app/dist/calls/call' || p || E'.js:10:5)\\n' || $1::text,
         'u-' || n % 5000, hashint8extended(p, 7)
    FROM generate_series(1, ${errors}) n
    CROSS JOIN LATERAL (SELECT (abs(hashint8(n)::bigint) % ${problems}) AS p, now() - (n::float8 / ${errors}) * interval '6 days' AS at) x`;

const PROBLEMS = [
  `INSERT INTO error_group (id, title, culprit, count, users, first_seen, last_seen, triage)
   SELECT fingerprint, min(error_type) || ': ' || min(error_message), min(substring(stack FROM 'at (call[0-9]+)')), count(*), 0, min(time), max(time),
          jsonb_build_object('state', (ARRAY['open', 'open', 'resolved', 'ignored', 'muted'])[1 + abs(fingerprint % 5)])
     FROM error_record GROUP BY 1`,
  `INSERT INTO error_fingerprint (hash, group_id, version, title, culprit, key, basis)
   SELECT id, id, 1, title, culprit || ' (' || culprit || ')', title, jsonb_build_object('by', 'stack', 'summary', 'type', 'parts', jsonb_build_array(title)) FROM error_group`,
  `INSERT INTO error_count (start, fingerprint, count, service_id, width)
   SELECT CASE width WHEN 1 THEN date_trunc('minute', time) ELSE date_trunc('hour', time) END, fingerprint, count(*), service_id, width
     FROM error_record CROSS JOIN (VALUES (1::smallint), (60::smallint)) widths (width)
    WHERE width = 60 OR time > now() - interval '2 days' GROUP BY 1, 2, 4, 5`,
  `INSERT INTO error_occurrence (fingerprint, first_seen, last_seen, count, sample_time, sample_id, service_id, version)
   SELECT fingerprint, min(time), max(time), count(*), min(time), (array_agg(error_record.id ORDER BY time))[1], error_record.service_id, coalesce(source.version, '')
     FROM error_record JOIN source ON source.id = source_id GROUP BY 1, 7, 8`,
];

/** Fills a new database with errors of the last six days and their problems, as ingest and the fold would have left them. */
export async function seedProblems(client: pg.Client, errors: number, problems: number): Promise<void> {
  await client.query(`INSERT INTO host (name) VALUES ('host-1')`);
  await client.query(`INSERT INTO service (name) SELECT 'service-' || n FROM generate_series(1, 5) n`);
  await client.query(
    `INSERT INTO source (service_id, host_id, instance, version) SELECT n, 1, gen_random_uuid(), '1.' || n || '.0' FROM generate_series(1, 5) n`,
  );
  await client.query(ERRORS(errors, problems), [FRAMES]);
  for (const statement of PROBLEMS) await client.query(statement);
  await client.query('VACUUM ANALYZE');
}
