import { SeededServer } from './seeded-server.js';
import { percentile, type Taken } from './open-loop.js';

/**
 * The questions of the interface against a store of 10 M records and one of 1 M, alternately, so that both columns see the same
 * machine. BENCH_RECORDS: another number of records for the large one; the small one has a tenth.
 */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 10_000_000);
const RATE = 50;
const CONNECTIONS = 8;
const ROUNDS = 4;
const ROUND_SECONDS = 3;
const LONE_SEARCHES = 9;
const MOST_GROWTH = 1.3;

interface Examples {
  services: string[];
  ids: string[];
  requestIds: string[];
}

interface Question {
  name: string;
  /** p95 in milliseconds. */
  goal: number;
  path: (n: number, examples: Examples) => string;
}

const pick = <Value>(list: readonly Value[], n: number): Value => list[n % list.length] as Value;
const LEVELS = ['', '&level=CRITICAL', '&level=ERROR'];

const QUESTIONS: readonly Question[] = [
  { name: 'newest errors', goal: 15, path: (n) => `errors?limit=50${pick(LEVELS, n)}` },
  {
    name: 'newest errors of a service',
    goal: 15,
    path: (n, { services }) => `errors?limit=50&service=${pick(services, n)}${pick(LEVELS, n)}`,
  },
  {
    name: 'newest errors of three services',
    goal: 15,
    path: (n, { services }) =>
      `errors?limit=50&service=${[0, 1, 2].map((step) => pick(services, n + step)).join(',')}${pick(LEVELS, n)}`,
  },
  { name: 'stats', goal: 15, path: () => 'stats' },
  { name: 'services', goal: 15, path: () => 'services' },
  {
    name: 'histogram of 7 days',
    goal: 30,
    path: (n) => `histogram?from=now-7d&by=${n % 2 ? 'service' : 'level'}`,
  },
  { name: 'one record', goal: 5, path: (n, { ids }) => `records/${pick(ids, n)}` },
  {
    name: 'all records of one requestId',
    goal: 20,
    path: (n, { requestIds }) => `search?limit=50&requestId=${pick(requestIds, n)}`,
  },
  { name: 'context', goal: 20, path: (n, { ids }) => `records/${pick(ids, n)}/context` },
  { name: 'text in errors of 7 days', goal: 200, path: (n) => `errors?limit=50&from=now-7d&search=needle${n}` },
];

/** Records of all ages and levels, so that no answer comes from a page that was read a moment ago. */
async function findExamples(server: SeededServer): Promise<Examples> {
  const ask = async <Answer>(path: string): Promise<Answer> =>
    JSON.parse((await server.client.ask(`/api/v1/logs/${path}`)).body) as Answer;
  const { services } = await ask<{ services: { name: string }[] }>('services');
  const examples: Examples = { services: services.map(({ name }) => name), ids: [], requestIds: [] };
  for (let hours = 0; hours < 160; hours += 8) {
    const path = `search?limit=5&to=now-${hours}h`;
    const { records } = await ask<{ records: { id: string; requestId: string }[] }>(path);
    examples.ids.push(...records.map(({ id }) => id));
    examples.requestIds.push(...records.map(({ requestId }) => requestId));
  }
  return examples;
}

async function measure(server: SeededServer, examples: Examples, question: Question, seconds: number) {
  const path = (n: number): string => `/api/v1/logs/${question.path(n, examples)}`;
  const cpuBefore = await server.cpuMs();
  const taken = await server.client.openLoop(path, seconds, RATE);
  return { taken, cpuMs: (await server.cpuMs()) - cpuBefore };
}

interface Column {
  taken: Taken[];
  cpuMs: number;
}

const round = (value: number): number => Number(value.toFixed(1));
const ratio = (large: number, small: number): number => Number((large / small).toFixed(2));

async function row(question: Question, servers: readonly SeededServer[], examples: readonly Examples[]) {
  const columns = servers.map((): Column => ({ taken: [], cpuMs: 0 }));
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const [index, server] of servers.entries()) {
      const measured = await measure(server, examples[index] as Examples, question, ROUND_SECONDS);
      columns[index]?.taken.push(...measured.taken);
      (columns[index] as Column).cpuMs += measured.cpuMs;
    }
  }
  const failed = columns.flatMap(({ taken }) => taken.filter(({ status }) => status !== 200)).length;
  if (failed > 0) throw new Error(`${question.name}: ${failed} answers were not 200`);
  const times = columns.map(({ taken }) => taken.map(({ ms }) => ms)) as [number[], number[]];
  const [small, large] = times.map((all) => percentile(all, 0.95)) as [number, number];
  const medians = times.map((all) => percentile(all, 0.5)) as [number, number];
  const cpu = columns.map(({ taken, cpuMs }) => cpuMs / taken.length) as [number, number];
  console.error(`${question.name}: ${medians.map(round).join(' / ')}, p95 ${round(small)} / ${round(large)}`);
  return [
    question.name,
    ...[...medians, small, large].map(round),
    `≤ ${question.goal}`,
    ratio(large, small),
    ...cpu.map(round),
  ];
}

/** One client, one question at a time: a million records of the last hour, none of which matches. */
async function loneSearchRow(servers: readonly SeededServer[]) {
  const times = servers.map((): number[] => []);
  for (let n = 0; n < LONE_SEARCHES; n += 1) {
    for (const [index, server] of servers.entries()) {
      const begun = performance.now();
      const { status, body } = await server.client.ask(`/api/v1/logs/search?limit=50&search=needle${n}&from=now-65m`);
      if (status !== 200 || (JSON.parse(body) as { searchedBackTo: string | null }).searchedBackTo !== null)
        throw new Error(`the search of the last hour ended with ${status}, or before its end`);
      times[index]?.push(performance.now() - begun);
    }
  }
  const medians = times.map((all) => round(percentile(all, 0.5))) as [number, number];
  const [small, large] = times.map((all) => round(percentile(all, 0.95))) as [number, number];
  return ['text in all records of the last hour, one client', ...medians, small, large, '≤ 500', '–', '–', '–'];
}

const millions = (records: number): string => `${records / 1_000_000} M`;
const servers: SeededServer[] = [];
try {
  for (const records of [RECORDS / 10, RECORDS]) {
    servers.push(await SeededServer.start(String(process.env['DATABASE_URL']), records, CONNECTIONS));
  }
  const examples: Examples[] = [];
  for (const server of servers) examples.push(await findExamples(server));
  for (const question of QUESTIONS) {
    for (const [index, server] of servers.entries()) await measure(server, examples[index] as Examples, question, 1);
  }
  const rows: (string | number)[][] = [];
  for (const question of QUESTIONS) rows.push(await row(question, servers, examples));
  rows.push(await loneSearchRow(servers));
  const [small, large] = [RECORDS / 10, RECORDS].map(millions);
  console.log(
    JSON.stringify({
      title: 'Queries: answers over HTTP',
      method: `Stores of ${small} and ${large} records in one PostgreSQL with its default settings: seven days, 20 services, one record in twenty an error, a tenth of all in the last hour. Each question ${ROUNDS} times ${ROUND_SECONDS} s on each store in turns, open loop at ${RATE} requests/s over ${CONNECTIONS} connections, a time counted from when its request was due; milliseconds. CPU is that of the monitor and of its database connections per answer. Client, monitor and database share the machine.`,
      columns: [
        'question',
        `p50 ${small}`,
        `p50 ${large}`,
        `p95 ${small}`,
        `p95 ${large}`,
        'goal p95',
        `p95 ratio (goal ≤ ${MOST_GROWTH})`,
        `CPU ms ${small}`,
        `CPU ms ${large}`,
      ],
      rows,
      notes: [
        `The last hour holds ${millions(RECORDS / 100)} records in the small store and ${millions(RECORDS / 10)} in the large one, so that its search reads ten times as many; it has no ratio.`,
      ],
    }),
  );
} finally {
  for (const server of servers) await server.stop();
}
