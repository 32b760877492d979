import { setTimeout as pause } from 'node:timers/promises';
import { type alertRuleInput, alertRuleInput as ruleInput } from '@log-monitor/monitor-api';
import pg from 'pg';
import type { z } from 'zod';
import { RulePreview } from '../src/alerts/preview/rule-preview.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';
import { QueryPool } from '../src/query/database/query-pool.js';
import { migrate } from '../src/store/schema/migrate.js';
import { DAY_MS } from '../src/time/durations.js';
import { closeRecordMinutes, closeRequestMinutes } from './closed-minutes.js';

/** What a rule would have done in 7 days, as the page shows it while one types: over minutes that are closed, of many services at every level, and of requests to many hosts. */
const SERVICES = 200;
const DAYS = 14;
const ROUNDS = 2;
const GOAL_MS = 4500;
const DATABASE = String(process.env['DATABASE_URL']);

const RULES: readonly z.input<typeof alertRuleInput>[] = [
  { name: 'errors of all services together', kind: 'log_count', threshold: 100_000 },
  {
    name: 'errors of each service, an hour',
    kind: 'log_count',
    groupBy: 'service',
    windowSeconds: 3600,
    threshold: 90_000,
  },
  { name: 'share of errors of each service', kind: 'log_error_share', groupBy: 'service', threshold: 0.9 },
  { name: 'errors of one service', kind: 'log_count', scope: { services: ['service-7'] }, threshold: 1000 },
  { name: 'silence of each service', kind: 'service_silent', groupBy: 'service', threshold: 600 },
  {
    name: 'change of one service, against 7 days before',
    kind: 'log_change',
    scope: { services: ['service-7'] },
    threshold: 3,
  },
  { name: 'change of each service, against 7 days before', kind: 'log_change', groupBy: 'service', threshold: 3 },
  { name: 'requests to each host', kind: 'access_count', groupBy: 'host', threshold: 1000 },
  {
    name: 'server faults of one host',
    kind: 'access_fault_share',
    scope: { hosts: ['host-7.example'] },
    threshold: 0.05,
  },
  { name: 'latency of each host', kind: 'access_latency', groupBy: 'host', threshold: 1000 },
  { name: 'latency of each route', kind: 'access_latency', groupBy: 'route', threshold: 1000 },
  { name: 'change of each host, against 7 days before', kind: 'access_change', groupBy: 'host', threshold: 3 },
];

await migrate(DATABASE);
const database = new pg.Client({ connectionString: DATABASE });
await database.connect();
const now = new Date(Math.floor(Date.now() / 60_000) * 60_000);
await database.query(`INSERT INTO service (name) SELECT 'service-' || n FROM generate_series(1, ${SERVICES}) n`);
const filled = { from: new Date(now.getTime() - DAYS * DAY_MS - 7_200_000), to: now };
await closeRecordMinutes(database, SERVICES, filled);
await closeRequestMinutes(database, SERVICES, filled);
await database.query('VACUUM ANALYZE alert_minute, alert_access_minute');
await database.end();

const configuration = loadConfiguration({ DATABASE_URL: DATABASE }, '0');
const pool = new QueryPool(configuration);
const preview = new RulePreview(pool, configuration);

/** Of the slowest of some rounds, in milliseconds: how long it took, and for how long at once this process did nothing else. */
async function measure(rule: z.input<typeof alertRuleInput>): Promise<{ took: number; stall: number; memory: number }> {
  const worst = { took: 0, stall: 0, memory: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    global.gc?.();
    const before = process.memoryUsage().rss;
    let last = performance.now();
    const watch = setInterval(() => {
      worst.stall = Math.max(worst.stall, performance.now() - last);
      worst.memory = Math.max(worst.memory, process.memoryUsage().rss - before);
      last = performance.now();
    }, 5);
    const began = performance.now();
    const range = { from: new Date(now.getTime() - 7 * DAY_MS), to: now };
    await preview
      .answer({ rule: ruleInput.parse(rule), range, now: new Date(), signal: new AbortController().signal })
      .catch((error: unknown) => console.error(rule.name, error));
    worst.took = Math.max(worst.took, performance.now() - began);
    await pause(10);
    clearInterval(watch);
  }
  return worst;
}

const rows = [];
for (const rule of RULES) {
  const { took, stall, memory } = await measure(rule);
  rows.push([rule.name, Math.round(took), Math.round(stall), Math.round(memory / 1e6), `< ${GOAL_MS}`]);
}
await pool.onApplicationShutdown();
console.log(
  JSON.stringify({
    title: 'Alerts: the preview of a rule',
    method: `What a rule would have done in 7 days, by ${ROUNDS} questions each; ${SERVICES} services that log at every level, ${SERVICES} hosts with five routes each, ${DAYS} days of closed minutes. The slowest answer, the longest time at once in which the process does nothing else, and how much larger the process became.`,
    columns: ['rule', 'ms', 'at once, ms', 'MB', 'goal, ms'],
    rows,
  }),
);
