import { percentile } from './open-loop.js';
import { OPEN_REQUESTS, seedOpenSlot } from './open-slot.js';
import { seedAccess } from './seed-access.js';
import { SeededServer } from './seeded-server.js';

/**
 * The charts about web servers over 30 days of 100 M requests, and the way down to the lines of one hour. BENCH_REQUESTS: how many requests of the last day
 * are stored one by one.
 */
const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 5_000_000);
/** Records of services beside them: the least that makes a store of its own. */
const RECORDS = 20_001;
const ROUNDS = 60;
const WARM_UP = 5;
const GOAL_MS = 50;
const LINES_GOAL_MS = 100;

const MONTH = 'from=now-30d';
const CHARTS: readonly [name: string, path: string][] = [
  ['summary, with the 30 days before', `summary?${MONTH}`],
  ['mean, longest and percentiles of latency over time', `timeseries?${MONTH}`],
  ['requests per hour of two days', 'timeseries?from=now-2d&interval=1h'],
  ['requests by status code over time', `timeseries?${MONTH}&by=status`],
  ['requests by host over time', `timeseries?${MONTH}&by=host`],
  ['error rate of one host over time', `timeseries?${MONTH}&host=shop-3.example`],
  ['status codes', `statuses?${MONTH}`],
  ['projects', `projects?${MONTH}`],
  ['slowest URLs', `top/slow?${MONTH}`],
  ['URLs with the most errors', `top/errors?${MONTH}`],
  ['URLs with the most requests, by status', `top/urls?${MONTH}`],
  ['routes, with percentiles', `top/routes?${MONTH}`],
  ['hosts, with percentiles', `top/hosts?${MONTH}`],
  ['clients', `top/clients?${MONTH}`],
  ['paths not found', `top/not-found?${MONTH}`],
  ['referrers', `top/referrers?${MONTH}`],
  ['browsers', `top/browsers?${MONTH}`],
  ['visitors by day', `visitors?${MONTH}`],
];
/** Which of them are asked again while ten minutes are open; each reads another facet of what is open. */
const LIVE = new Set(
  ['summary', 'timeseries', 'statuses', 'top/slow', 'top/routes', 'top/clients'].map((path) => `${path}?${MONTH}`),
);
const ROUTE = encodeURIComponent('GET /api/part7/:id');
const LINES: readonly [name: string, path: string][] = [
  ['lines of an hour by status and route', `requests?from=now-3h&to=now-2h&status=errors&route=${ROUTE}`],
  ['lines of an hour by status', 'requests?from=now-3h&to=now-2h&status=502'],
  ['figures of an hour by client and route', `summary?from=now-3h&to=now-2h&client=10.7.7.7&route=${ROUTE}`],
];

const round = (value: number): number => Number(value.toFixed(1));

const databaseUrl = new URL(String(process.env['DATABASE_URL']));
const server = await SeededServer.start(databaseUrl.href, RECORDS, 2);
try {
  databaseUrl.pathname = `/bench_query_${RECORDS}`;
  await seedAccess(databaseUrl.href, REQUESTS, Date.now());
  const rows: (string | number)[][] = [];
  const measure = async (name: string, path: string, goal: number): Promise<void> => {
    const ask = async (): Promise<number> => {
      const begun = performance.now();
      const { status, body } = await server.client.ask(`/api/v1/access/${path}`);
      if (status !== 200) throw new Error(`${path}: ${status} ${body.slice(0, 300)}`);
      return performance.now() - begun;
    };
    const first = await ask();
    for (let turn = 0; turn < WARM_UP; turn += 1) await ask();
    const cpuBefore = await server.cpuMs();
    const times: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) times.push(await ask());
    const cpu = ((await server.cpuMs()) - cpuBefore) / ROUNDS;
    const row = [name, ...[first, percentile(times, 0.5), percentile(times, 0.95), cpu].map(round), `≤ ${goal}`];
    console.error(row.join('  '));
    rows.push(row);
  };
  for (const [name, path] of CHARTS) await measure(name, path, GOAL_MS);
  for (const [name, path] of LINES) await measure(name, path, LINES_GOAL_MS);
  await seedOpenSlot(databaseUrl.href, Date.now());
  for (const [name, path] of CHARTS) if (LIVE.has(path)) await measure(`${name}; ten minutes open`, path, GOAL_MS);
  console.log(
    JSON.stringify({
      title: 'Web servers: answers over HTTP',
      method: `30 days of 100 M requests as windows (three sources, ten hosts, eight status codes; full lists in each window: 2,000 rows of routes, 1,500 of URLs and 3,000 in a day, 1,000 of others), ${REQUESTS / 1_000_000} M requests of the last day one by one. Each question ${ROUNDS} times by one client; milliseconds. First: nothing of it is remembered. CPU: processor time of an answer, monitor and database. Ten minutes open: besides, ${OPEN_REQUESTS.toLocaleString('en')} requests of this moment are not in the windows yet. Client, monitor and database share the machine.`,
      columns: ['question', 'first', 'p50', 'p95', 'CPU', 'goal p95'],
      rows,
      notes: [],
    }),
  );
} finally {
  await server.stop();
}
