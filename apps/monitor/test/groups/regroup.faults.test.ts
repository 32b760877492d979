import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GroupDesk } from '../../src/groups/desk/group-desk.js';
import { ApplicationDesk } from '../../src/groups/regroup/application-desk.js';
import { GroupRuleDesk } from '../../src/groups/rules/group-rule-desk.js';
import { ErrorFeed } from '../parts/error-feed.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestStore } from '../parts/test-store.js';

const PROCESS = fileURLToPath(new URL('../parts/regroup-process.mjs', import.meta.url));
const KILLS = Number(process.env['REGROUP_KILLS'] ?? 12);
const ERRORS = 100_000;
const OF_BATCH = 5000;
const PLACES = 20;
const GATEWAYS = 7;

let test: TestStore;
let child: ChildProcess | undefined;
beforeEach(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await test.close();
});

function start(): void {
  const { PATH } = process.env;
  child = spawn(process.execPath, [PROCESS], { env: { PATH, DATABASE_URL: test.databaseUrl }, stdio: 'inherit' });
}

async function kill(): Promise<void> {
  const killed = child as ChildProcess;
  killed.kill('SIGKILL');
  await once(killed, 'exit');
}

/** Numbers of the errors that are stored as they must be grouped, kept by hand. */
const word = (at: number): string => 'abcdefghijklmnopqrstuvwxyz'.charAt(at);
const place = (at: number): string => `step${word(at % PLACES)}`;

function error(app: FakeInstance, at: number): unknown {
  const stack = `Error: no\n    at ${place(at)} (/app/src/${place(at)}.js:${at}:5)`;
  const timestamp = new Date(Date.now() - 3_600_000 + (at % 3_000_000)).toISOString();
  const over = { error: { type: 'Error', message: 'no', stack }, userId: `u-${at % 97}`, timestamp };
  return app.record('ERROR', `gateway ${word(at % GATEWAYS)} answered`, over);
}

const state = async () => String(await test.value('SELECT state FROM group_application ORDER BY id DESC LIMIT 1'));
const done = async () =>
  Number(
    await test.value(
      `SELECT CASE phase WHEN 'moving' THEN done ELSE 0 END FROM group_application ORDER BY id DESC LIMIT 1`,
    ),
  );

it(`moves each error once, through ${KILLS} kill -9 in the middle, while errors come`, async () => {
  const feed = new ErrorFeed(test, 'regroup-faults');
  const app = new FakeInstance('regroup-faults');
  let stored = 0;
  const storeMore = async (count: number): Promise<void> => {
    await feed.store(Array.from({ length: count }, () => error(app, (stored += 1))));
  };
  while (stored < ERRORS) await storeMore(OF_BATCH);
  await feed.count();
  const desk = new GroupDesk(test.pool);
  const groups = await test.rows<{ id: string }>('SELECT id::text AS id FROM error_group ORDER BY id');
  expect(groups.length).toBe(PLACES);
  for (const { id } of groups) await desk.change(id, { state: 'ignored', note: `of ${id}`, assignee: 'ada' }, 'ada');
  await new GroupRuleDesk(test.pool).create(
    { name: 'Gateways', match: { message: '/gateway ([a-c]) answered/' }, fingerprint: 'gateway {1}', enabled: true },
    'ada',
  );
  await new ApplicationDesk(test.pool).start('ada');
  const from = performance.now();
  let kills = 0;
  for (; kills < KILLS && (await state()) === 'running'; kills += 1) {
    const before = await done();
    start();
    // In the middle of the reading at first, then somewhere among the steps.
    if (kills > 1)
      await waitFor(async () => (await done()) > before || (await state()) !== 'running', {
        timeoutMs: 60_000,
        what: 'a step',
      });
    else
      await waitFor(
        async () =>
          Number(
            await test.value(
              `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'log-monitor regroup' AND datname = current_database()`,
            ),
          ) > 0,
        { timeoutMs: 60_000, what: 'the reading' },
      );
    await kill();
    await storeMore(100);
  }
  start();
  await waitFor(async () => (await state()) === 'finished', { timeoutMs: 300_000, what: 'the end' });
  await kill();
  await feed.count();
  const seconds = Math.round((performance.now() - from) / 1000);
  const [application] = await test.rows<{ moved: number }>('SELECT moved::int AS moved FROM group_application');
  console.log(`${kills} kills in ${seconds} s: ${stored} errors, ${application?.moved} moved, each counted once`);
  const ofRule = Array.from({ length: ERRORS }, (_, at) => (at + 1) % GATEWAYS).filter((at) => at < 3).length;
  expect(application?.moved).toBeGreaterThanOrEqual(ofRule);
  // Each error is where it belongs, and each counter says what the records say.
  const wrong = await test.rows(
    `SELECT 1 FROM error_record r JOIN error_fingerprint f ON f.hash = r.fingerprint
      WHERE (r.message ~ 'gateway [a-c] ') <> (f.basis->>'by' = 'rule') LIMIT 1`,
  );
  expect(wrong).toEqual([]);
  expect(await test.value('SELECT count(*)::int FROM error_record')).toBe(stored);
  expect(await test.value('SELECT sum(count)::int FROM error_group')).toBe(stored);
  for (const width of [1, 60])
    expect(
      await test.rows(
        `SELECT * FROM (SELECT fingerprint, date_trunc($2, time) AS start, count(*) AS count FROM error_record GROUP BY 1, 2) r
           FULL JOIN (SELECT fingerprint, start, count FROM error_count WHERE width = $1 AND count <> 0) c USING (fingerprint, start)
          WHERE r.count IS DISTINCT FROM c.count LIMIT 3`,
        [width, width === 1 ? 'minute' : 'hour'],
      ),
    ).toEqual([]);
  const kept = await test.rows<{ state: string; assignee: string; notes: number }>(
    `SELECT triage->>'state' AS state, triage->>'assignee' AS assignee,
            (SELECT count(*)::int FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note') AS notes FROM error_group g`,
  );
  expect(kept).toHaveLength(PLACES + 3);
  for (const one of kept) expect(one).toEqual({ state: 'ignored', assignee: 'ada', notes: 1 });
  expect(
    await test.value(
      `SELECT g.users::int FROM error_group g JOIN error_fingerprint f ON f.group_id = g.id WHERE f.basis->>'by' = 'rule' LIMIT 1`,
    ),
  ).toBe(97);
});
