import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecisionByMinute } from '../../../src/alerts/decision/decision-by-minute.js';
import { RulePreview } from '../../../src/alerts/preview/rule-preview.js';
import { GroupDesk } from '../../../src/groups/desk/group-desk.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { backTested } from '../../parts/back-tested.js';
import { ErrorFeed } from '../../parts/error-feed.js';
import { FakeInstance } from '../../parts/native-records.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const LENGTH = 30;
const start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

let test: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;
let desk: GroupDesk;
let feed: ErrorFeed;
const shop = new FakeInstance('shop');

beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  evaluation = new TestEvaluation(test);
  pool = new QueryPool(evaluation.configuration);
  desk = new GroupDesk(test.pool);
  feed = new ErrorFeed(test, 'problems');
}, 60_000);

afterAll(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await test.close();
});

/** Errors of the function `name` at a moment. */
const errors = (name: string, at: number, count = 1): unknown[] =>
  Array.from({ length: count }, () =>
    shop.record('ERROR', `${name} failed`, {
      timestamp: new Date(at).toISOString(),
      error: { type: 'Error', message: `no ${name}`, stack: `Error: no\n    at ${name} (/app/src/${name}.js:10:5)` },
    }),
  );

const named = async (column: string, name: string): Promise<string> =>
  String(await test.value(`SELECT ${column} FROM error_group WHERE title LIKE $1`, [`Error: no ${name}%`]));
/** As people see it, and as PostgreSQL keeps it. */
const idOf = (name: string): Promise<string> => named(`lpad(to_hex(id), 16, '0')`, name);
const numberOf = (name: string): Promise<string> => named('id::text', name);

const toldOf = (ruleId: string): Promise<{ told: string; body: string }[]> =>
  test.rows(
    `SELECT transition || ' ' || key AS told, body::text AS body FROM alert_event WHERE rule_id = $1 ORDER BY at, created_at, id`,
    [ruleId],
  );

describe('rules about problems', () => {
  it('tell of what is new and of what is frequent, as the preview does; never of what came late, twice, or was merged', async () => {
    const about = { groupBy: 'problem' } as const;
    const fresh = await evaluation.rule({ ...about, name: 'n', kind: 'problem_new', windowSeconds: 600, threshold: 3 });
    const rate = await evaluation.rule({ ...about, name: 'r', kind: 'problem_rate', threshold: 2 });
    const usual = Array.from({ length: LENGTH }, (_, number) => errors('usual', minute(number) + 1000)).flat();
    const burst = errors('burst', minute(10) + 5000, 20);
    await feed.store([...errors('before', minute(-30)), ...errors('usual', minute(-40)), ...usual]);
    await feed.count();
    await evaluation.startAt(start);
    await feed.store([...errors('few', minute(5) + 9000, 4), ...errors('before', minute(6), 4), ...burst]);
    // What is not added up yet counts as well.
    await evaluation.completeThrough(minute(16));
    evaluation.newEvaluator().onApplicationBootstrap();
    await evaluation.evaluatedThrough(minute(15));
    await feed.count();
    await feed.store([...burst, ...errors('late', minute(12), 20)]);
    await feed.count();
    await desk.merge(await numberOf('usual'), [await numberOf('few'), await numberOf('before')], 'ada');
    await evaluation.completeThrough(minute(LENGTH + 1));
    await evaluation.evaluatedThrough(minute(LENGTH));
    const [few, often] = [await idOf('few'), await idOf('burst')];
    const told = (await toldOf(fresh.id)).map((event) => event.told);
    expect(told).toEqual([`fired ${few}`, `fired ${often}`, `resolved ${few}`, `resolved ${often}`]);
    expect((await toldOf(rate.id)).map((event) => event.told)).toEqual([`fired ${often}`, `resolved ${often}`]);
    const [event] = await toldOf(fresh.id);
    expect(JSON.parse(event?.body ?? '')).toMatchObject({
      subject: 'Error: no few in few (few)',
      sentence: 'new problem Error: no few in few (few): 4 errors within 10 min',
      samples: [{ message: 'few failed' }, {}, {}, {}],
      links: [{ name: 'Problem', path: `/#/problems/records/${few}` }, { path: `/#/?group=${few}` }],
    });
    const live = await evaluation.decisions();
    for (const rule of [fresh, rate]) {
      const back = await backTested(pool, rule, { from: minute(1), to: minute(LENGTH) });
      expect(live.filter(({ ruleId }) => ruleId === rule.id)).toEqual(back.map(({ transition: _, ...one }) => one));
    }
  }, 60_000);

  it('are previewed and explained by the names of problems', async () => {
    const signal = new AbortController().signal;
    const [ruleId] = await test.rows<{ id: string }>(`SELECT id FROM alert_rule WHERE body ->> 'name' = 'r'`);
    const at = new Date(minute(12));
    const why = await new DecisionByMinute(pool, evaluation.configuration).answer({
      ...{ ruleId: ruleId?.id ?? '', at, key: undefined, signal },
    });
    expect(why?.decisions.map(({ because }) => because)).toContainEqual(
      expect.stringContaining('Error: no burst in burst (burst): 4 errors per minute over 5 min'),
    );
    const preview = await new RulePreview(pool, evaluation.configuration).answer({
      ...{ rule: why?.rule as NonNullable<typeof why>['rule'] & object, now: new Date(), signal },
      range: { from: new Date(minute(1)), to: new Date(minute(LENGTH)) },
    });
    expect(preview.fired).toBe(1);
    expect(preview.series.map(({ name }) => name)).toContain('Error: no burst in burst (burst)');
  });

  it('leave out what people do not want to hear of', async () => {
    const rule = await evaluation.rule({ name: 'i', kind: 'problem_rate', groupBy: 'problem', threshold: 2 });
    await feed.store(errors('ignored', minute(LENGTH + 1)));
    await feed.count();
    await desk.change(await numberOf('ignored'), { state: 'ignored' }, 'ada');
    await feed.store(errors('ignored', minute(LENGTH + 1), 50));
    await feed.count();
    await evaluation.completeThrough(minute(LENGTH + 3));
    await evaluation.evaluatedThrough(minute(LENGTH + 2));
    expect(await toldOf(rule.id)).toEqual([]);
  });

  it('know nothing that is new as long as rules for grouping have just been changed', async () => {
    await test.rows(
      `INSERT INTO group_rules (revision, undo_to, actor, action, rules) VALUES (1, 0, 'ada', 'create', '[]')`,
    );
    await feed.store(errors('ruled', minute(LENGTH + 3) - 1000, 5));
    await feed.count();
    await evaluation.completeThrough(minute(LENGTH + 4));
    await evaluation.evaluatedThrough(minute(LENGTH + 3));
    const ruled = await idOf('ruled');
    expect(await test.value('SELECT count(*)::int FROM alert_event WHERE key = $1', [ruled])).toBe(0);
  });

  it('tell of a regression within two seconds, and of nothing that only came late', async () => {
    const rule = await evaluation.rule({ name: 'g', kind: 'problem_regression', groupBy: 'problem' });
    const known = errors('again', Date.now() - 5000, 2);
    await feed.store(known);
    await feed.count();
    await desk.change(await numberOf('again'), { state: 'resolved' }, 'ada');
    await feed.store([...known, ...errors('again', Date.now() - 3000, 5)]);
    await feed.count();
    const began = performance.now();
    await feed.store(errors('again', Date.now() + 2));
    await feed.count();
    const isTold = async (): Promise<boolean> => (await toldOf(rule.id)).length > 0;
    await waitFor(isTold, { timeoutMs: 10_000, what: 'the regression' });
    expect(performance.now() - began).toBeLessThan(2000);
    const [event, ...others] = await toldOf(rule.id);
    expect(others).toEqual([]);
    expect(event?.told).toBe(`fired ${await idOf('again')}`);
    expect(JSON.parse(event?.body ?? '')).toMatchObject({
      sentence: 'Error: no again in again (again) happens again: it had been resolved',
      samples: [{ message: 'again failed' }, {}, {}, {}, {}],
    });
  });
});
