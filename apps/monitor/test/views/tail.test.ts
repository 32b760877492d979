import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STORED_CHANNEL } from '../../src/batch/stored-channel.js';
import { TailClient } from '../parts/tail-client.js';
import { HttpFixture } from './fixture/http-fixture.js';

const until = (what: string) => ({ timeoutMs: 10_000, what });
let http: HttpFixture;
let url: string;
const offsets = new Map<string, number>();

/** Stores records as ingest does: rows and positions in one transaction. */
async function ingest(
  partition: number,
  messages: string[],
  level: 'INFO' | 'ERROR' = 'INFO',
  { commit = true, tell = true }: { commit?: boolean; tell?: boolean } = {},
): Promise<void> {
  const first = offsets.get(`${partition}`) ?? 0;
  offsets.set(`${partition}`, first + messages.length);
  const { client } = http.store;
  await client.query('BEGIN');
  for (const [index, message] of messages.entries()) {
    await http.store.insertOnly({
      time: Date.now(),
      level,
      message,
      partition,
      offset: first + index,
      service: `s${index % 2}`,
    });
  }
  await client.query(
    `UPDATE ingest_position SET next_offset = $2, recent_ends = ($2::bigint || recent_ends)[1:3],
       recent_times = (now() || recent_times)[1:3] WHERE topic = 'application-logs' AND kafka_partition = $1`,
    [partition, first + messages.length],
  );
  await client.query(commit ? 'COMMIT' : 'ROLLBACK');
  if (tell) await client.query(`NOTIFY ${STORED_CHANNEL}`);
}

/** A reader that is connected. */
const open = (query = ''): TailClient => new TailClient().open(url, query);

beforeAll(async () => {
  http = await HttpFixture.create();
  url = `http://127.0.0.1:${http.port}`;
  for (const partition of [0, 1]) {
    await http.store.client.query(
      `INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset) VALUES ('application-logs', $1, 0, 0)`,
      [partition],
    );
  }
  await http.store.progress(new Date(), 0);
});
afterAll(() => http.close());

describe('GET /api/v1/logs/tail', () => {
  it('sends what is stored from now on, in the order of its partition', async () => {
    await ingest(0, ['before']);
    const reader = open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    expect(reader.headers['content-encoding']).toBeUndefined();
    const { data } = reader.events.find(({ event }) => event === 'heartbeat') ?? {};
    expect(JSON.parse(data ?? '{}')).toMatchObject({ lag: { records: 0, seconds: 0 } });
    await ingest(0, ['a', 'b']);
    await ingest(1, ['c'], 'ERROR');
    await waitFor(() => reader.messages.length === 3, until('three records'));
    expect(reader.messages.filter((message) => message !== 'c')).toEqual(['a', 'b']);
    reader.cut();
  });

  it('filters as a search does', async () => {
    const reader = open('level=ERROR&search=WANTED');
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    await ingest(0, ['wanted but INFO']);
    await ingest(1, ['wanted', 'other'], 'ERROR');
    await ingest(1, ['also wanted'], 'ERROR');
    await waitFor(() => reader.messages.length === 2, until('two records'));
    expect(reader.messages).toEqual(['wanted', 'also wanted']);
    reader.cut();
  });

  it('goes on after the last event without gap or repeat, however often it is cut', async () => {
    const reader = open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    const expected: string[] = [];
    for (let cut = 0; cut < 12; cut += 1) {
      const batch = Array.from({ length: 40 }, (_, index) => `cut ${cut} record ${index}`);
      expected.push(...batch);
      const storing = ingest(cut % 2, batch, cut % 3 === 0 ? 'ERROR' : 'INFO');
      await waitFor(() => reader.messages.length > expected.length - 60, until('records to come'));
      reader.cut();
      await storing;
      reader.open(url);
    }
    await waitFor(() => reader.messages.length >= expected.length, until('all records'));
    expect([...reader.messages].sort()).toEqual([...expected].sort());
    reader.cut();
  });

  it('says that what lay between is gone', async () => {
    const reader = new TailClient();
    const monthAgo = Date.now() - 30 * 24 * 3600 * 1000;
    reader.lastEventId = `${monthAgo.toString(36)}~m0.0,m1.0`;
    reader.open(url);
    await waitFor(() => reader.has('gap') && reader.messages.includes('before'), until('the gap and what is kept'));
    const gap = reader.events.find(({ event }) => event === 'gap');
    expect(JSON.parse(gap?.data ?? '{}')).toEqual({ reason: 'retention', since: new Date(monthAgo).toISOString() });
    reader.cut();
    const recreated = new TailClient();
    recreated.lastEventId = `${Date.now().toString(36)}~m0.999999,m1.0`;
    recreated.open(url);
    await waitFor(() => recreated.has('gap'), until('the gap'));
    recreated.cut();
  });

  it('does not show what was rolled back', async () => {
    const reader = open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    await ingest(0, ['never'], 'INFO', { commit: false });
    offsets.set('0', (offsets.get('0') ?? 1) - 1);
    await ingest(0, ['after']);
    await waitFor(() => reader.messages.length > 0, until('the record after it'));
    expect(reader.messages).toEqual(['after']);
    reader.cut();
  });

  it('finds by itself what nobody told it of, and hears again after its connection was lost', async () => {
    const reader = open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    await ingest(0, ['untold'], 'INFO', { tell: false });
    await waitFor(() => reader.messages.includes('untold'), until('the record'));
    await http.store.client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'log-monitor tail' AND datname = current_database()`,
    );
    await waitFor(async () => {
      const { rowCount } = await http.store.client.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'log-monitor tail' AND datname = current_database() AND query LIKE 'LISTEN%'`,
      );
      return rowCount === 1;
    }, until('the connection to be made again'));
    await ingest(0, ['told again']);
    await waitFor(() => reader.messages.includes('told again'), until('the next record'));
    reader.cut();
  });

  it('shows a record below ERROR that came by the topic of errors, once, in its place', async () => {
    const { client } = http.store;
    await client.query(
      `INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset) VALUES ('application-logs-errors', 0, 0, 0)`,
    );
    const reader = open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    const next = offsets.get('0') ?? 0;
    // An offset that the topic of all records comes to later.
    await http.store.insertOnly({
      time: Date.now(),
      level: 'INFO',
      message: 'foreign',
      partition: -1,
      offset: next + 1,
    });
    await client.query(
      `UPDATE ingest_position SET next_offset = $1 WHERE topic = 'application-logs-errors' AND kafka_partition = 0`,
      [next + 2],
    );
    await waitFor(() => reader.messages.includes('foreign'), until('the record'));
    await ingest(0, ['own 1', 'own 2', 'own 3']);
    await waitFor(() => reader.messages.includes('own 3'), until('the records after it'));
    expect(reader.messages).toEqual(['foreign', 'own 1', 'own 2', 'own 3']);
    reader.cut();
  });

  it('serves many readers from one poller', async () => {
    const readers = Array.from({ length: 500 }, () => open());
    await waitFor(() => readers.every((reader) => reader.has('heartbeat')), until('all to be connected'));
    await ingest(0, ['to all']);
    await waitFor(() => readers.every((reader) => reader.messages.length === 1), until('all to have it'));
    for (const reader of readers) reader.cut();
  });

  it.each([
    ['level=LOUD', 'level'],
    ['from=now-1h', 'from'],
    ['limit=5', 'limit'],
    ['lastEventId=nonsense', 'Last-Event-ID'],
  ])('refuses ?%s as any other request', async (query, name) => {
    const { body } = await http
      .get(`/api/v1/logs/tail?${query}`)
      .expect(400)
      .expect('content-type', /problem\+json/);
    expect(body.detail).toContain(name);
  });
});
