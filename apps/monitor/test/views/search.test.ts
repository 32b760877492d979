import { randomUUID } from 'node:crypto';
import { LEVELS } from '@log-monitor/log-record';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixtureRecord } from '../query/fixture/store-fixture.js';
import { HttpFixture } from './fixture/http-fixture.js';

const MINUTE = 60_000;
const now = Date.now();
const instance = randomUUID();
let http: HttpFixture;
let ids: string[];
let records: FixtureRecord[];

beforeAll(async () => {
  http = await HttpFixture.create();
  records = Array.from({ length: 300 }, (_, index): FixtureRecord => {
    const level = LEVELS[index % 5] ?? 'INFO';
    return {
      time: now - (300 - index) * 20_000,
      level,
      service: index % 3 === 0 ? 'booking' : 'notification',
      host: index % 3 === 0 ? 'host-0' : `host-${index % 2}`,
      message: `message ${index}`,
      logger: `Logger${index % 4}`,
      requestId: `r-${Math.floor(index / 10)}`,
      userId: `u-${index % 7}`,
      attributes: { orderId: index, nested: { ok: index % 2 === 0 }, 'a.b': 'dotted' },
      instance: index % 3 === 0 ? instance : null,
    };
  });
  records.push(
    { time: now - 30 * MINUTE, level: 'INFO', message: 'Grüße aus KÖLN 100%_\\', service: 'booking' },
    { time: now - 31 * MINUTE, level: 'INFO', message: '=HYPERLINK("x")', service: '@booking', host: '-1' },
    {
      time: now - 32 * MINUTE,
      level: 'WARNING',
      message: 'plain',
      service: 'shop',
      error: { type: 'SlowQuery', message: 'took "long",\nreally' },
    },
    { time: now + 4 * MINUTE, level: 'INFO', message: 'from a clock ahead', service: 'booking' },
  );
  ids = await http.store.store(records);
  await readPlaces();
  await http.store.progress(new Date(now), 0);
});
afterAll(() => http.close());

interface Answer {
  records: { id: string; message: string; timestamp: string }[];
  count: number;
  nextCursor: string | null;
  searchedBackTo: string | null;
}

async function search(query: string): Promise<Answer> {
  return (await http.get(`/api/v1/logs/search?${query}`).expect(200)).body as Answer;
}

const messages = async (query: string): Promise<string[]> =>
  (await search(query)).records.map(({ message }) => message);

/** Where each record stands in the order of lists. */
const placeOfId = new Map<string, number>();

async function readPlaces(): Promise<void> {
  const { rows } = await http.store.client.query<{ id: string }>(
    `SELECT id FROM (SELECT id, time, source_id, kafka_offset FROM log_record
                     UNION ALL SELECT id, time, source_id, kafka_offset FROM error_record) r
      ORDER BY time DESC, source_id DESC, kafka_offset DESC`,
  );
  for (const [place, { id }] of rows.entries()) placeOfId.set(id, place);
}

/** What the filter should find, newest first. */
function expected(matches: (record: FixtureRecord, index: number) => boolean): string[] {
  return records
    .map((record, index) => ({ record, id: ids[index] as string, index }))
    .filter(({ record, index }) => matches(record, index))
    .sort((left, right) => (placeOfId.get(left.id) ?? 0) - (placeOfId.get(right.id) ?? 0))
    .map(({ id }) => id);
}

describe('GET /api/v1/logs/search', () => {
  it.each<[string, (record: FixtureRecord, index: number) => boolean]>([
    ['', () => true],
    ['service=booking', ({ service }) => service === 'booking'],
    ['service=booking,%40booking', ({ service }) => service === 'booking' || service === '@booking'],
    ['level=warn,CRITICAL', ({ level }) => level === 'WARNING' || level === 'CRITICAL'],
    ['level=ERROR', ({ level }) => level === 'ERROR'],
    ['level=DEBUG', ({ level }) => level === 'DEBUG'],
    ['host=host-1', ({ host }) => (host ?? 'host-1') === 'host-1'],
    ['logger=Logger1,Logger2', ({ logger }) => logger === 'Logger1' || logger === 'Logger2'],
    ['requestId=r-7', ({ requestId }) => requestId === 'r-7'],
    ['userId=u-3&level=ERROR', ({ userId, level }) => userId === 'u-3' && level === 'ERROR'],
    ['attributes.orderId=17', (_record, index) => index === 17],
    ['attributes.nested.ok=true', (_record, index) => index < 300 && index % 2 === 0],
    ['attributes.a.b=dotted&attributes.orderId=9', (_record, index) => index === 9],
    ['attributes.orderId=17&attributes.nested.ok=true', () => false],
    ['service=nobody', () => false],
    ['host=nowhere', () => false],
    ['search=MESSAGE%2011', ({ message }) => message?.includes('message 11') === true],
    ['search=köln', ({ message }) => message?.includes('KÖLN') === true],
    ['search=GRÜSSE', () => false],
    ['search=100%25_%5C', ({ message }) => message?.includes('100%_\\') === true],
    ['search=slowquery', ({ message }) => message === 'plain'],
    ['search=%22long%22', ({ message }) => message === 'plain'],
    ["search='%3B%20DROP%20TABLE", () => false],
    [
      `from=${now - 33 * MINUTE}&to=${now - 29 * MINUTE}`,
      ({ time }) => time >= now - 33 * MINUTE && time < now - 29 * MINUTE,
    ],
  ])('?%s', async (query, matches) => {
    const answer = await search(`limit=1000&${query}`);
    expect(answer.records.map(({ id }) => id)).toEqual(expected(matches));
    expect(answer).toMatchObject({ nextCursor: null, searchedBackTo: null, count: answer.records.length });
  });

  it('pages through both tables without gap or repeat', async () => {
    for (const query of ['', 'service=notification', 'level=INFO,ERROR&from=now-2h']) {
      const whole = (await search(`limit=1000&${query}`)).records.map(({ id }) => id);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Answer = await search(`limit=7&${query}&cursor=${cursor}`);
        seen.push(...page.records.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(whole);
    }
  });

  it.each([
    ['level=LOUD', 'level'],
    ['host=%00', 'host'],
    ['attributes.=x', 'attributes'],
    [`attributes.x=${'y'.repeat(2000)}`, 'attributes.x'],
    ['attributes.x=%00', 'attributes'],
    [Array.from({ length: 11 }, (_, index) => `attributes.k${index}=1`).join('&'), 'attributes'],
    ['attributes=x', 'attributes'],
    ['cursor=x', 'cursor'],
    ['sort=time', 'sort'],
    [`search=${'x'.repeat(10_000)}`, 'search'],
  ])('refuses ?%s', async (query, name) => {
    const { body } = await http.get(`/api/v1/logs/search?${query}`).expect(400);
    expect(body.detail).toContain(name);
  });
});

describe('GET /api/v1/logs/records/:id/context', () => {
  it('gives what the same process wrote before and after, in order', async () => {
    const { body } = await http.get(`/api/v1/logs/records/${ids[150]}/context?before=3&after=2`).expect(200);
    expect(body.record.id).toBe(ids[150]);
    expect(body.before.map(({ id }: { id: string }) => id)).toEqual([ids[141], ids[144], ids[147]]);
    expect(body.after.map(({ id }: { id: string }) => id)).toEqual([ids[153], ids[156]]);
    const alone = await http.get(`/api/v1/logs/records/${ids[150]}/context?before=0&after=0`).expect(200);
    expect(alone.body).toMatchObject({ before: [], after: [] });
  });

  it('gives the same request in all services', async () => {
    const { body } = await http.get(`/api/v1/logs/records/${ids[155]}/context?by=request`).expect(200);
    expect(body.before.map(({ id }: { id: string }) => id)).toEqual(ids.slice(150, 155));
    expect(body.after.map(({ id }: { id: string }) => id)).toEqual(ids.slice(156, 160));
    const none = await http.get(`/api/v1/logs/records/${ids[300]}/context?by=request`).expect(200);
    expect(none.body).toMatchObject({ before: [], after: [] });
  });

  it('refuses what is wrong', async () => {
    await http.get(`/api/v1/logs/records/${ids[1]}/context?before=501`).expect(400);
    await http.get(`/api/v1/logs/records/${ids[1]}/context?by=host`).expect(400);
    await http.get('/api/v1/logs/records/x/context').expect(400);
    await http.get(`/api/v1/logs/records/${randomUUID()}/context`).expect(404);
  });
});

describe('GET /api/v1/logs/facets', () => {
  it.each([
    ['', null, null],
    ['&service=booking', 'booking', null],
    ['&level=ERROR,CRITICAL', null, [4, 5]],
  ])('equals a count by SQL%s', async (query, service, levels) => {
    const { body } = await http.get(`/api/v1/logs/facets?limit=100${query}`).expect(200);
    const { rows } = await http.store.client.query<Record<string, string | null>>(
      `SELECT service.name AS service, r.level::text AS level, host.name AS host, r.logger, r.error_type
         FROM (SELECT service_id, source_id, level, logger, NULL AS error_type FROM log_record
               UNION ALL SELECT service_id, source_id, level, logger, error_type FROM error_record) r
         JOIN service ON service.id = r.service_id JOIN source ON source.id = r.source_id JOIN host ON host.id = source.host_id
        WHERE ($1::text IS NULL OR service.name = $1) AND ($2::int[] IS NULL OR r.level = ANY($2))`,
      [service, levels],
    );
    const count = (column: string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const row of rows) if (row[column] != null) counts[row[column]] = (counts[row[column]] ?? 0) + 1;
      return counts;
    };
    const of = (name: string): Record<string, number> =>
      Object.fromEntries(
        body.facets[name].map((facet: { value: string; count: number }) => [facet.value, facet.count]),
      );
    expect(of('service')).toEqual(count('service'));
    expect(of('host')).toEqual(count('host'));
    expect(of('logger')).toEqual(count('logger'));
    expect(of('errorType')).toEqual(count('error_type'));
    const levelNames = Object.entries(count('level')).map(([level, number]) => [LEVELS[Number(level) - 1], number]);
    expect(of('level')).toEqual(Object.fromEntries(levelNames));
    expect(body.countedFrom).toBe(body.range.from);
  });

  it('gives as many values as asked, the most frequent first', async () => {
    const { body } = await http.get('/api/v1/logs/facets?limit=1').expect(200);
    expect(body.facets.service).toEqual([{ value: 'notification', count: 200 }]);
    await http.get('/api/v1/logs/facets?limit=101').expect(400);
    await http.get('/api/v1/logs/facets?search=x').expect(400);
  });
});

describe('GET /api/v1/logs/export', () => {
  it('streams what a search finds, a record per line', async () => {
    const { text, headers } = await http.get('/api/v1/logs/export?service=booking').expect(200);
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename="logs.ndjson"');
    expect(headers['x-complete-through']).toBe(new Date(now).toISOString());
    expect(headers['x-lag-records']).toBe('0');
    const found = await search('limit=1000&service=booking');
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(found.records);
    const few = await http.get('/api/v1/logs/export?limit=3').expect(200);
    expect(few.text.trimEnd().split('\n')).toHaveLength(3);
    const none = await http.get('/api/v1/logs/export?service=nobody').expect(200);
    expect(none.text).toBe('');
  });

  it('makes formulas harmless and quotes in CSV', async () => {
    const { text, headers } = await http
      .get('/api/v1/logs/export?format=csv&service=%40booking,booking&search=%3DHYPER')
      .expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, line] = text.split('\r\n');
    expect(head).toMatch(/^timestamp,level,service,host,/);
    expect(line).toContain(`,INFO,'@booking,'-1,,"'=HYPERLINK(""x"")",`);
    const quoted = await http.get('/api/v1/logs/export?format=csv&search=slowquery').expect(200);
    expect(quoted.text).toContain(',"plain",'.replaceAll('"', ''));
    await http.get('/api/v1/logs/export?format=xml').expect(400);
    await http.get('/api/v1/logs/export?cursor=x').expect(400);
  });
});

describe('GET /api/v1/ingest/ledger', () => {
  it('lists what each process gave out, dropped and misses', async () => {
    const source = await http.store.source('booking', 'host-0', instance);
    await http.store.ledger(source, {
      firstSeen: now - 600_000,
      lastSeen: now,
      duplicates: 2,
      highest: 50,
      holes: [
        { from: 10, to: 19, since: now - 120_000 },
        { from: 30, to: 31, since: now - 1000 },
      ],
    });
    await http.store.client.query(`INSERT INTO ledger_drop VALUES ($1, 'rate_limit', '{[40,43)}')`, [source]);
    await http.store.store([{ time: now - 90_000, service: 'booking', host: 'host-0', instance, seq: 12 }]);
    const { body } = await http.get('/api/v1/ingest/ledger?service=booking').expect(200);
    expect(body.instances).toEqual([
      {
        instance,
        service: 'booking',
        host: 'host-0',
        first: 1,
        last: 50,
        received: 50,
        duplicates: 2,
        dropped: { rate_limit: 3 },
        missing: [
          [10, 11],
          [13, 19],
        ],
        missingCount: 9,
        pending: [[30, 31]],
        unknown: null,
        startedAt: new Date(now - 600_000).toISOString(),
        lastSeen: new Date(now).toISOString(),
        ended: false,
      },
    ]);
    await http.get('/api/v1/ingest/ledger?service=nobody').expect(200);
    await http.get('/api/v1/ingest/ledger?cursor=x').expect(400);
  });
});

describe('window after window', () => {
  it('finds what is far away and what is old', async () => {
    const [old] = await http.store.store([
      { time: now - 40 * 24 * 60 * MINUTE, level: 'INFO', message: 'needle of old' },
    ]);
    expect((await search('search=needle')).records.map(({ id }) => id)).toEqual([old]);
    expect(await messages('limit=1')).toEqual(['from a clock ahead']);
  });
});
