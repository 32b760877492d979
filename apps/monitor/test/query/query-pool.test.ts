import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { waitFor } from '@log-monitor/tools';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { StoreFixture } from './fixture/store-fixture.js';

const SLEEP = { name: 'sleep', text: 'SELECT pg_sleep(60)' };
const ONE = { name: 'one', text: 'SELECT 1 AS one, 9007199254740991::bigint AS big' };

const PLANNING = `SELECT current_setting('plan_cache_mode') AS plans, current_setting('enable_seqscan') AS whole`;
const PLANNED_EACH_TIME = { name: 'planned-each-time', text: PLANNING };
const PLANNED_ONCE = { name: 'planned-once', text: PLANNING, plan: 'once' } as const;

const until = (what: string) => ({ timeoutMs: 10_000, what });

let store: StoreFixture;
let pool: QueryPool;

beforeAll(async () => {
  store = await StoreFixture.create();
});
afterAll(() => store.drop());
beforeEach(() => {
  pool = new QueryPool(store.configuration());
});
afterEach(() => pool.onApplicationShutdown());

const running = async (): Promise<number> => {
  const { rows } = await store.client.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = $1`,
    [SLEEP.text],
  );
  return Number(rows[0]?.count);
};

describe('QueryPool', () => {
  it('cancels the query of an asker who went away, and gives the turn back', async () => {
    const gone = new AbortController();
    const asked = pool.snapshot((snapshot) => snapshot.rows(SLEEP), { signal: gone.signal });
    const refused = expect(asked).rejects.toMatchObject({ code: 'QUERY_CANCELLED' });
    await waitFor(async () => (await running()) === 1, until('the query to run'));
    gone.abort();
    await refused;
    await waitFor(async () => (await running()) === 0, until('the query to be cancelled'));
    await waitFor(() => pool.load().every(({ running: count }) => count === 0), until('the turn to be given back'));
    expect(await pool.snapshot((snapshot) => snapshot.rows(ONE))).toEqual([{ one: 1, big: Number.MAX_SAFE_INTEGER }]);
  });

  it('ends a question that takes longer than the budget', async () => {
    await expect(pool.snapshot((snapshot) => snapshot.rows(SLEEP))).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
    await waitFor(async () => (await running()) === 0, until('the query to be cancelled'));
  });

  it('tells a search how many others there are', async () => {
    const told: number[] = [];
    await pool.snapshot(
      async ({ heavyLoad }) => {
        const all = (): number => heavyLoad().running + heavyLoad().waiting;
        told.push(all());
        // On a small machine it waits for its turn, on a larger one it runs: either way it is there.
        const other = new AbortController();
        const waiting = pool.snapshot((snapshot) => snapshot.rows(SLEEP), { cost: 'heavy', signal: other.signal });
        const refused = expect(waiting).rejects.toMatchObject({ code: 'QUERY_CANCELLED' });
        told.push(all());
        other.abort();
        await refused;
        await waitFor(() => all() === 1, until('the other one to be gone'));
      },
      { cost: 'heavy' },
    );
    expect(told).toEqual([1, 2]);
  });

  it('cannot write', async () => {
    const write = { name: 'write', text: 'DELETE FROM service' };
    await expect(pool.snapshot((snapshot) => snapshot.rows(write))).rejects.toMatchObject({ code: 'QUERY_FAILED' });
  });

  it('sees one moment', async () => {
    const count = { name: 'count', text: 'SELECT count(*) AS count FROM service' };
    const [before, after] = await pool.snapshot(async (snapshot) => {
      const first = await snapshot.rows(count);
      await store.client.query("INSERT INTO service (name) VALUES ('meanwhile')");
      return [first, await snapshot.rows(count)];
    });
    expect(after).toEqual(before);
  });

  it('plans each statement as it wants to be, also among others that are on their way', async () => {
    const asked = [PLANNED_ONCE, PLANNED_EACH_TIME, PLANNED_ONCE, PLANNED_ONCE, PLANNED_EACH_TIME];
    const plannedIn = (question: { byIndex?: boolean }): Promise<unknown[]> =>
      pool.snapshot((snapshot) => Promise.all(asked.map((statement) => snapshot.rows(statement))), question);
    const once = [{ plans: 'force_generic_plan', whole: 'off' }];
    const each = (whole: string) => [{ plans: 'force_custom_plan', whole }];
    expect(await plannedIn({})).toEqual([once, each('on'), once, once, each('on')]);
    expect(await plannedIn({ byIndex: true })).toEqual([once, each('off'), once, once, each('off')]);
    expect(await plannedIn({})).toEqual([once, each('on'), once, once, each('on')]);
  });

  it('answers nothing of a question of which one part fails, and is there for the next', async () => {
    const broken = { name: 'broken', text: 'SELECT 1 / 0' };
    const asked = pool.snapshot((snapshot) => Promise.all([ONE, broken, ONE].map((each) => snapshot.rows(each))));
    await expect(asked).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    await waitFor(() => pool.load().every(({ running: count }) => count === 0), until('the turn to be given back'));
    expect(await pool.snapshot((snapshot) => snapshot.rows(ONE))).toHaveLength(1);
  });

  it('is true of one moment from the first question on, without waiting for how complete it is', async () => {
    const sampled = { name: 'sampled', text: 'SELECT sampled_at FROM ingest_progress' };
    await pool.snapshot(async (snapshot) => {
      const [first] = await snapshot.rows<{ sampled_at: Date }>(sampled);
      await store.client.query(`UPDATE ingest_progress SET sampled_at = sampled_at + interval '1 hour'`);
      expect((await snapshot.start).sampled_at).toEqual(first?.sampled_at);
    });
  });

  it('goes on after the database has ended its connections', async () => {
    await pool.snapshot((snapshot) => snapshot.rows(ONE));
    await store.client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'log-monitor query%' AND datname = current_database()`,
    );
    await waitFor(
      async () => (await pool.snapshot((snapshot) => snapshot.rows(ONE)).catch(() => [])).length === 1,
      until('a new connection'),
    );
  });

  it('survives a connection that is reset under a question', async () => {
    const sockets: Socket[] = [];
    const database = new URL(store.configuration().databaseUrl);
    const { port, hostname } = database;
    const proxy = createServer((client) => {
      const server = connect(Number(port), hostname);
      sockets.push(client);
      client.on('error', () => server.destroy()).on('close', () => server.destroy());
      server.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.pipe(server).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    database.port = String((proxy.address() as AddressInfo).port);
    const broken = new QueryPool({ ...store.configuration(), databaseUrl: database.href });
    try {
      const refused = expect(broken.snapshot((snapshot) => snapshot.rows(SLEEP))).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
      });
      await waitFor(async () => (await running()) === 1, until('the query to run'));
      for (const socket of sockets) socket.resetAndDestroy();
      await refused;
      expect(await broken.snapshot((snapshot) => snapshot.rows(ONE))).toHaveLength(1);
    } finally {
      await broken.onApplicationShutdown();
      proxy.close();
    }
  });

  it('says that the database is away', async () => {
    const away = new QueryPool({ ...store.configuration(), databaseUrl: 'postgres://nobody@127.0.0.1:1/none' });
    const asked = away.snapshot((snapshot) => snapshot.rows(ONE));
    await expect(asked).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(away.load().every(({ running: count }) => count === 0)).toBe(true);
    await away.onApplicationShutdown();
  });
});
