import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { migrate } from '../src/store/schema/migrate.js';
import { DAY_MS } from '../src/time/durations.js';
import { closeRecordMinutes, closeRequestMinutes, countRequestMinutes } from './closed-minutes.js';

/** The evaluation of many rules, with some and with ten times as many records in the store. BENCH_RECORDS: how many are many. */
const RULES = 10_000;
/** Rules that look for texts in the records themselves. */
const TEXT_RULES = 20;
/** As many hosts of web servers. */
const SERVICES = 200;
const MINUTES = 30;
/** Of closed minutes: a change is against the same hour of seven days. */
const DAYS = 9;
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 10_000_000);
/** Records and errors of each minute that is evaluated, however many there are of the week before. */
const RECORDS_PER_MINUTE = 1000;
const ERRORS_PER_MINUTE = 50;
const GOAL_SECONDS = 6;
const DATABASE = String(process.env['DATABASE_URL']);
const PROCESS = fileURLToPath(new URL('../../test/parts/evaluator-process.mjs', import.meta.url));
const TICKS_PER_SECOND = 100;

const database = new pg.Client({ connectionString: DATABASE });

/**
 * Counts, rates, shares, silence, changes and CRITICAL records of a service or some, of all levels or some, and counts, error shares and latencies of hosts,
 * over windows from a minute to a day. One in a hundred looks at each service or host by itself, a few look for a text.
 */
const MAKE_RULES = `
  WITH rules AS (
    SELECT 'bench-' || n AS id, jsonb_build_object('name', 'Rule ' || n, 'kind', kind, 'windowSeconds', seconds, 'channels', 'all', 'forWindows', 1 + n % 3,
        'threshold', CASE WHEN kind = 'any_critical' THEN 1 WHEN kind LIKE '%share' THEN 0.6 WHEN kind = 'log_change' THEN 3 ELSE 300 * seconds END,
        'resolveThreshold', CASE WHEN kind = 'any_critical' THEN 1 WHEN kind LIKE '%share' THEN 0.4 WHEN kind = 'log_change' THEN 2 ELSE 250 * seconds END,
        'minimumVolume', CASE WHEN kind = 'service_silent' THEN 0 ELSE n % 2 * 100 END,
        'scope', CASE WHEN n % 100 = 1 THEN '{}' WHEN kind LIKE 'access%' THEN jsonb_build_object('hosts', jsonb_build_array('host-' || n % ${SERVICES} || '.example'))
          WHEN n % 7 = 2 THEN jsonb_build_object('services', jsonb_build_array('service-1' || n % 10 || '*'))
          ELSE jsonb_build_object('services', jsonb_build_array('service-' || n % ${SERVICES})) END
          || CASE WHEN kind IN ('log_count', 'log_rate') AND n % 2 = 0 THEN '{"levels": ["ERROR", "CRITICAL"]}'::jsonb ELSE '{}' END
          || CASE WHEN kind = 'log_count' AND n <= ${TEXT_RULES} * 5 THEN '{"search": "room 17"}'::jsonb ELSE '{}' END)
      || CASE WHEN kind = 'service_silent' OR n % 100 = 1 AND kind NOT LIKE 'access%' THEN '{"groupBy": "service"}'::jsonb ELSE '{}' END
      || CASE WHEN n % 100 = 1 AND kind LIKE 'access%' THEN '{"groupBy": "host"}'::jsonb ELSE '{}' END
      || CASE WHEN kind = 'service_silent' THEN '{"threshold": 900, "resolveThreshold": 900}'::jsonb ELSE '{}' END AS body
      FROM generate_series(1, ${RULES}) n,
        LATERAL (SELECT (ARRAY['log_count', 'log_rate', 'log_error_share', 'service_silent', 'log_change', 'log_count', 'any_critical', 'access_count',
          'access_error_share', 'access_latency'])[1 + n / 2 % 10]) k (kind),
        LATERAL (SELECT CASE WHEN kind = 'log_change' THEN 3600 ELSE (ARRAY[60, 300, 900, 3600, 86400])[1 + n % 5] END) w (seconds)
  ), versions AS (
    INSERT INTO alert_rule_version (rule_id, version, body) SELECT id, 1, body FROM rules
  )
  INSERT INTO alert_rule (id, name, source, version, body) SELECT id, body ->> 'name', 'api', 1, body FROM rules`;

/** Every service at every level and in every partition, each minute that is evaluated. */
const COUNT = `
  INSERT INTO log_count (minute, count, service_id, kafka_partition, level, is_errors_topic)
  SELECT m, 1 + (s + l + p) % 50, s, p, l, false
    FROM generate_series($1::timestamptz, $2::timestamptz, interval '1 minute') m,
         generate_series(1, ${SERVICES}) s, generate_series(1, 4) l, generate_series(0, 1) p`;

/** $3 records and a twentieth as many errors, spread over [$1, $2). */
const STORE = `
  INSERT INTO log_record (time, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, message)
  SELECT $1::timestamptz + (n / $3::float8) * ($2::timestamptz - $1), n, n, gen_random_uuid(), 1 + n % ${SERVICES}, 1, 0, 2, 'GET /api/rooms room ' || n % 5000
    FROM generate_series(0, $3::int - 1) n`;
const STORE_ERRORS = `
  INSERT INTO error_record (time, received_at, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, from_errors_topic, message)
  SELECT $1::timestamptz + (n / $3::float8) * ($2::timestamptz - $1), $1, n, n, gen_random_uuid(), 1 + n % ${SERVICES}, 1, 0, 4, false, 'refused, room ' || n % 50
    FROM generate_series(0, $3::int - 1) n`;

async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** Of the evaluator and of every process of PostgreSQL but the one that serves this benchmark. */
async function processorTime(child: ChildProcess): Promise<{ monitor: number; database: number }> {
  const { rows } = await database.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
  );
  const times = await Promise.all(rows.map(({ pid }) => processorSeconds(pid)));
  return { monitor: await processorSeconds(child.pid as number), database: times.reduce((sum, time) => sum + time, 0) };
}

/** Evaluates minutes one after the other. @param start end of the last minute that is evaluated before */
async function evaluateMinutes(start: number): Promise<{ monitor: number; database: number }> {
  const at = (minute: number): Date => new Date(start + minute * 60_000);
  await database.query('UPDATE alert_progress SET evaluated_through = $1, owner = NULL', [at(-1)]);
  await database.query('UPDATE ingest_progress SET complete_through = $1', [at(1)]);
  const child = spawn(process.execPath, [PROCESS], {
    env: { ...process.env, DATABASE_URL: DATABASE },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const reached = async (minute: number): Promise<void> => {
    await waitFor(
      async () => {
        const { rows } = await database.query<{ at: Date }>('SELECT evaluated_through AS at FROM alert_progress');
        return (rows[0]?.at.getTime() ?? 0) >= at(minute).getTime();
      },
      { timeoutMs: 300_000, what: 'the evaluation' },
    );
  };
  // The first minute reads a day.
  await reached(0);
  const before = await processorTime(child);
  await database.query('UPDATE ingest_progress SET complete_through = $1', [at(MINUTES + 1)]);
  await reached(MINUTES);
  const after = await processorTime(child);
  child.kill('SIGKILL');
  return {
    monitor: (after.monitor - before.monitor) / MINUTES,
    database: (after.database - before.database) / MINUTES,
  };
}

/** Of the week before anything is evaluated. */
async function store(records: number): Promise<void> {
  const week = [new Date(firstMinute.getTime() - 7 * DAY_MS), firstMinute];
  await database.query(STORE, [...week, records]);
  await database.query(STORE_ERRORS, [...week, records / 20]);
  await database.query('VACUUM ANALYZE');
}

await migrate(DATABASE);
await database.connect();
await database.query(`SET synchronous_commit = off; SET timezone = 'UTC'`);
const now = Math.floor(Date.now() / 60_000) * 60_000;
const firstMinute = new Date(now - (2 * MINUTES + 30) * 60_000);
await database.query(
  `INSERT INTO service (name) SELECT 'service-' || n % ${SERVICES} FROM generate_series(1, ${SERVICES}) n`,
);
await database.query(MAKE_RULES);
const closed = { from: new Date(now - DAYS * DAY_MS), to: firstMinute };
await closeRecordMinutes(database, SERVICES, closed);
await closeRequestMinutes(database, SERVICES, closed);
const evaluated = { from: firstMinute, to: new Date(now) };
await database.query(COUNT, [evaluated.from, evaluated.to]);
await countRequestMinutes(database, SERVICES, evaluated);
const minutes = (now - firstMinute.getTime()) / 60_000;
await database.query(STORE, [evaluated.from, evaluated.to, minutes * RECORDS_PER_MINUTE]);
await database.query(STORE_ERRORS, [evaluated.from, evaluated.to, minutes * ERRORS_PER_MINUTE]);
await store(RECORDS / 10);
const few = await evaluateMinutes(now - (2 * MINUTES + 10) * 60_000);
await store(RECORDS - RECORDS / 10);
const many = await evaluateMinutes(now - (MINUTES + 5) * 60_000);
const { rows } = await database.query<{ bytes: string }>(
  `SELECT sum(pg_column_size(d.verdicts) + pg_column_size(d.suppressed) + pg_column_size(d.measured) + pg_column_size(d.volumes)) AS bytes
     FROM alert_decision d WHERE clock IN ('event', 'requests') AND decided_at IS NOT NULL GROUP BY minute ORDER BY minute DESC LIMIT 1`,
);
await database.end();

const round = (value: number): number => Number(value.toFixed(2));
const shown = (count: number): string => count.toLocaleString('en-US');
console.log(
  JSON.stringify({
    title: 'Alerts: the evaluation of a minute',
    method: `${shown(RULES)} rules over ${SERVICES} services that log at every level each minute and ${SERVICES} hosts of web servers with five routes each: counts, rates, error shares, silence, changes against seven days, CRITICAL records, requests, their error shares and latencies; windows from a minute to a day; one in a hundred looks at each service or host by itself, ${TEXT_RULES} look for a text in the records. ${MINUTES} minutes are evaluated one after the other; processor time of the evaluator and of all of PostgreSQL, for each minute. First with ${shown(RECORDS / 10)} records of the week before in the store, then with ${shown(RECORDS)}, and a twentieth as many errors each. The goal is a tenth of a core.`,
    columns: ['what', `${shown(RECORDS / 10)} records`, `${shown(RECORDS)} records`, 'unit', 'goal'],
    rows: [
      ['processor time of the evaluator', round(few.monitor), round(many.monitor), 's', ''],
      ['processor time of PostgreSQL', round(few.database), round(many.database), 's', ''],
      ['both', round(few.monitor + few.database), round(many.monitor + many.database), 's', `< ${GOAL_SECONDS}`],
      ['decisions of a minute on disk', '', Number(rows[0]?.bytes ?? 0), 'bytes', ''],
    ],
  }),
);
