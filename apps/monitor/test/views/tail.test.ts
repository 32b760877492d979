import { get, type IncomingMessage } from 'node:http';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpFixture } from './fixture/http-fixture.js';

const until = (what: string) => ({ timeoutMs: 10_000, what });
let http: HttpFixture;
const offsets = new Map<string, number>();

/** Stores records as ingest does: rows and positions in one transaction. */
async function ingest(
  partition: number,
  messages: string[],
  level: 'INFO' | 'ERROR' = 'INFO',
  commit = true,
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
    `UPDATE ingest_position SET next_offset = $2 WHERE topic = 'application-logs' AND kafka_partition = $1`,
    [partition, first + messages.length],
  );
  await client.query(commit ? 'COMMIT' : 'ROLLBACK');
}

interface Event {
  id?: string;
  event?: string;
  data?: string;
}

/** A reader as a browser's EventSource: it remembers the last id. */
class Reader {
  readonly events: Event[] = [];
  lastEventId: string | undefined;
  status = 0;
  headers: IncomingMessage['headers'] = {};
  private rest = '';
  private request: ReturnType<typeof get> | undefined;

  open(query = '', port = http.port): this {
    const headers = this.lastEventId === undefined ? {} : { 'last-event-id': this.lastEventId };
    this.request = get(
      { port, host: '127.0.0.1', path: `/api/v1/logs/tail?${query}`, headers, agent: false },
      (response) => {
        this.status = response.statusCode ?? 0;
        this.headers = response.headers;
        response.setEncoding('utf8');
        response.on('data', (text: string) => this.read(text));
        response.on('error', () => undefined);
      },
    );
    this.request.on('error', () => undefined);
    return this;
  }

  cut(): void {
    this.request?.destroy();
    this.rest = '';
  }

  get messages(): string[] {
    return this.events
      .filter(({ event, data }) => event === undefined && data !== undefined)
      .map(({ data }) => (JSON.parse(data as string) as { message: string }).message);
  }

  has(event: string): boolean {
    return this.events.some((one) => one.event === event);
  }

  private read(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = Object.fromEntries(
        block
          .split('\n')
          .map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      ) as Event;
      if (event.id !== undefined) this.lastEventId = event.id;
      this.events.push(event);
    }
  }
}

beforeAll(async () => {
  http = await HttpFixture.create();
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
    const reader = new Reader().open();
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
    const reader = new Reader().open('level=ERROR&search=WANTED');
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    await ingest(0, ['wanted but INFO']);
    await ingest(1, ['wanted', 'other'], 'ERROR');
    await ingest(1, ['also wanted'], 'ERROR');
    await waitFor(() => reader.messages.length === 2, until('two records'));
    expect(reader.messages).toEqual(['wanted', 'also wanted']);
    reader.cut();
  });

  it('goes on behind the last event without gap or repeat, however often it is cut', async () => {
    const reader = new Reader().open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    const expected: string[] = [];
    for (let cut = 0; cut < 12; cut += 1) {
      const batch = Array.from({ length: 40 }, (_, index) => `cut ${cut} record ${index}`);
      expected.push(...batch);
      const storing = ingest(cut % 2, batch, cut % 3 === 0 ? 'ERROR' : 'INFO');
      await waitFor(() => reader.messages.length > expected.length - 60, until('records to come'));
      reader.cut();
      await storing;
      reader.open();
    }
    await waitFor(() => reader.messages.length >= expected.length, until('all records'));
    expect([...reader.messages].sort()).toEqual([...expected].sort());
    reader.cut();
  });

  it('says that what lay between is gone', async () => {
    const reader = new Reader();
    const monthAgo = Date.now() - 30 * 24 * 3600 * 1000;
    reader.lastEventId = `${monthAgo.toString(36)}~m0.0,m1.0`;
    reader.open();
    await waitFor(() => reader.has('gap') && reader.messages.includes('before'), until('the gap and what is kept'));
    const gap = reader.events.find(({ event }) => event === 'gap');
    expect(JSON.parse(gap?.data ?? '{}')).toEqual({ reason: 'retention', since: new Date(monthAgo).toISOString() });
    reader.cut();
    const recreated = new Reader();
    recreated.lastEventId = `${Date.now().toString(36)}~m0.999999,m1.0`;
    recreated.open();
    await waitFor(() => recreated.has('gap'), until('the gap'));
    recreated.cut();
  });

  it('does not show what was rolled back', async () => {
    const reader = new Reader().open();
    await waitFor(() => reader.has('heartbeat'), until('the first heartbeat'));
    await ingest(0, ['never'], 'INFO', false);
    offsets.set('0', (offsets.get('0') ?? 1) - 1);
    await ingest(0, ['after']);
    await waitFor(() => reader.messages.length > 0, until('the record after it'));
    expect(reader.messages).toEqual(['after']);
    reader.cut();
  });

  it('serves many readers from one poller', async () => {
    const readers = Array.from({ length: 100 }, () => new Reader().open());
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
