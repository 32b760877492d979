import pg from 'pg';
import { GROUP_SORTS } from '@log-monitor/monitor-api';
import { loadConfiguration } from '../src/configuration/load-configuration.js';
import { QueryPool } from '../src/query/database/query-pool.js';
import { GroupById } from '../src/query/groups/group-by-id.js';
import { GroupComparison } from '../src/query/groups/group-comparison.js';
import { type GroupFilter, GroupList, type GroupListQuestion } from '../src/query/groups/group-list.js';
import { IngestPool } from '../src/store/connection/ingest-pool.js';
import { DayPartitions } from '../src/store/upkeep/day-partitions.js';
import { migrate } from '../src/store/schema/migrate.js';
import { DAY_MS, HOUR_MS } from '../src/time/durations.js';
import { seedProblems } from './seed-problems.js';

/** Lists and details of problems where there are far more than anybody wants: as many as are kept apart. */
const ERRORS = 1_000_000;
const PROBLEMS = 100_000;
const ROUNDS = 7;
const GOAL_MS = 1000;
const DATABASE = String(process.env['DATABASE_URL']);

const FILTERS: readonly GroupFilter[] = [
  { services: ['service-1'] },
  { states: ['open'] },
  { search: 'gateway 3' },
  { assignee: '-' },
  { versions: ['1.2.0'] },
  { users: 1 },
  { minimum: 3 },
  { firstSeen: 'inRange' },
  { regressed: true },
  { notes: true },
];

await migrate(DATABASE);
const database = new pg.Client({ connectionString: DATABASE });
await database.connect();
const retention = { logDays: 7, errorDays: 7, groupDays: 90, accessDays: 7, storeLevel: 'DEBUG', diskMaxBytes: undefined } as const; // prettier-ignore
const ingest = new IngestPool({ databaseUrl: DATABASE });
await new DayPartitions(ingest, { retention }).maintain(Date.now());
await seedProblems(database, ERRORS, PROBLEMS);
const { rows: ids } = await database.query<{ id: string }>(
  `(SELECT lpad(to_hex(id), 16, '0') AS id FROM error_group ORDER BY count DESC LIMIT 1) UNION ALL (SELECT lpad(to_hex(id), 16, '0') FROM error_group WHERE count = 1 LIMIT 1)`,
);
await database.end();
await ingest.onApplicationShutdown();

const pool = new QueryPool(loadConfiguration({ DATABASE_URL: DATABASE }, '0'));
const list = new GroupList(pool);
const byId = new GroupById(pool);
const comparison = new GroupComparison(pool);

/** The median and the slowest of some rounds, in milliseconds. */
async function measure(ask: () => Promise<unknown>): Promise<[median: number, slowest: number]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  const sorted = times.sort((one, other) => one - other);
  return [Math.round(sorted[Math.floor(ROUNDS / 2)] ?? 0), Math.round(sorted.at(-1) ?? 0)];
}

const question = (filter: GroupFilter, hours: number, sort: GroupListQuestion['sort'] = 'lastSeen'): GroupListQuestion => {
  const now = new Date();
  const range = { from: new Date(now.getTime() - hours * HOUR_MS), to: now };
  return { filter, range, sort, order: 'desc', limit: 50, now };
}; // prettier-ignore

const rows: (string | number)[][] = [];
async function row(name: string, ask: () => Promise<unknown>): Promise<void> {
  const [median, slowest] = await measure(ask);
  rows.push([name, median, slowest, `< ${GOAL_MS}`]);
}
for (const sort of GROUP_SORTS) await row(`a day, sorted by ${sort}`, () => list.page(question({}, 24, sort)));
for (const filter of FILTERS)
  await row(`a day, filtered by ${Object.keys(filter).join()}`, () => list.page(question(filter, 24)));
await row('an hour', () => list.page(question({}, 1)));
await row('six days', () => list.page(question({}, 144)));
await row('the second page of a day', async () => {
  const first = question({}, 24, 'count');
  const { nextCursor } = await list.page(first);
  await list.page({ ...first, cursor: nextCursor ?? undefined });
});
for (const [at, { id }] of ids.entries()) {
  const now = new Date();
  const range = { from: new Date(now.getTime() - DAY_MS), to: now };
  await row(at === 0 ? 'one problem, that with the most errors' : 'one problem, with one error', () =>
    byId.answer(id, { range, now }),
  );
}
await row('a day beside the day before', () =>
  comparison.answer({ range: {}, before: {}, limit: 20, now: new Date() }),
);
await pool.onApplicationShutdown();
console.log(
  JSON.stringify({
    title: 'Problems: lists and details',
    method: `${ERRORS.toLocaleString('en-US')} stored errors of ${PROBLEMS.toLocaleString('en-US')} problems, in five services over six days; the median and the slowest of ${ROUNDS} questions each.`,
    columns: ['question', 'ms', 'slowest, ms', 'goal, ms'],
    rows,
  }),
);
