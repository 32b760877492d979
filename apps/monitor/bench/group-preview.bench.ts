import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GroupRuleInput } from '@log-monitor/monitor-api';
import pg from 'pg';
import { GroupPreview } from '../src/groups/regroup/group-preview.js';
import { IngestPool } from '../src/store/connection/ingest-pool.js';
import { DayPartitions } from '../src/store/upkeep/day-partitions.js';
import { migrate } from '../src/store/schema/migrate.js';
import { seedProblems } from './seed-problems.js';

/** What rules would make of a million stored errors, as the page shows it before they are saved. */
const ERRORS = 1_000_000;
const PROBLEMS = 412;
const GOAL_MS = 10_000;
const DATABASE = String(process.env['DATABASE_URL']);

const rule = (name: string, match: GroupRuleInput['match'], fingerprint: string): GroupRuleInput => ({
  ...{ name, match, fingerprint, enabled: true },
});
const RULES: readonly { name: string; rules: GroupRuleInput[] }[] = [
  { name: 'by type and code', rules: [rule('types', { type: 'Upstream*', code: 'E1' }, '{type}')] },
  { name: 'an expression on the message', rules: [rule('gateways', { message: '/gateway (\\d+) answered/' }, 'gateway {1}')] },
  {
    name: 'ten rules, most on the message',
    rules: [
      ...Array.from({ length: 8 }, (_, at) => rule(`none ${at}`, { message: `/queue (\\w+) of ${at} is full/` }, '{1}')),
      rule('place', { culprit: 'call1*' }, '{culprit}'),
      rule('gateways', { message: '/gateway (\\d+) answered/', service: 'service-1' }, 'gateway {1}'),
    ],
  },
]; // prettier-ignore

await migrate(DATABASE);
const database = new pg.Client({ connectionString: DATABASE });
await database.connect();
const configuration = {
  databaseUrl: DATABASE,
  retention: { logDays: 7, errorDays: 7, groupDays: 90, accessDays: 7, storeLevel: 'DEBUG', diskMaxBytes: undefined },
} as const;
const pool = new IngestPool(configuration);
await new DayPartitions(pool, configuration).maintain(Date.now());
await seedProblems(database, ERRORS, PROBLEMS);
await database.end();

const preview = new GroupPreview(pool, configuration);
const rows = [];
for (const { name, rules } of RULES) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const answer = await preview.answer(rules, new AbortController().signal);
  delay.disable();
  const { errors, before, after, joinedCount, splitCount, tookMs } = answer;
  const found = `${before} → ${after}; ${joinedCount} joined, ${splitCount} split`;
  rows.push([name, errors, found, tookMs, Math.round(delay.max / 1e6), `< ${GOAL_MS}`]);
}
await pool.onApplicationShutdown();
console.log(
  JSON.stringify({
    title: 'Problems: the preview of rules',
    method: `What rules would make of ${ERRORS.toLocaleString('en-US')} stored errors of ${PROBLEMS} problems, each with a stack of 30 frames: all are read and grouped as if they came now, in a thread with a connection of its own. How long it took, and the longest time at once in which the process did nothing else.`,
    columns: ['rules', 'errors', 'problems', 'ms', 'at once, ms', 'goal, ms'],
    rows,
  }),
);
