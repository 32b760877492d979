import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpFixture } from './fixture/http-fixture.js';

const MINUTE = 60_000;
let http: HttpFixture;
let ids: string[];
const now = Date.now();

beforeAll(async () => {
  http = await HttpFixture.create();
  ids = await http.store.store([
    { time: now - 10 * MINUTE, level: 'INFO', message: 'started', service: 'booking', requestId: 'r-1' },
    { time: now - 9 * MINUTE, level: 'ERROR', message: '100% of _rooms_ gone', service: 'booking', userId: 'u-1' },
    {
      time: now - 8 * MINUTE,
      level: 'CRITICAL',
      message: 'out of disk',
      service: 'a/b c',
      requestId: 'r-1',
      traceId: 't-1',
      attributes: { orderId: 17 },
      logger: 'Store',
      error: {
        type: 'DiskError',
        message: 'ENOSPC',
        code: 'ENOSPC',
        stack: 'DiskError: ENOSPC\n at x',
        cause: { message: 'inner' },
      },
    },
    { time: now - 7 * MINUTE, level: 'WARNING', message: 'slow', service: 'a/b c', error: { type: 'Slow' } },
    {
      time: now - 6 * MINUTE,
      level: 'ERROR',
      message: '<img src=x onerror=alert(1)>',
      service: "x'; DROP TABLE service; --",
    },
    { time: now + 3 * MINUTE, level: 'ERROR', message: 'from a clock ahead', service: 'booking' },
  ]);
  await http.store.progress(new Date(now), 0);
});

afterAll(() => http.close());

describe('GET /api/v1/logs/errors', () => {
  it('gives ERROR and CRITICAL only, newest first, clocks ahead included', async () => {
    const { body } = await http
      .get('/api/v1/logs/errors')
      .expect(200)
      .expect('content-type', /^application\/json/);
    expect(body.errors.map((error: { id: string }) => error.id)).toEqual([ids[5], ids[4], ids[2], ids[1]]);
    expect(body.count).toBe(4);
    expect(body.nextCursor).toBeNull();
    expect(body.completeThrough).toBe(new Date(now).toISOString());
    expect(body.lag).toEqual({ records: 0, seconds: 0 });
    expect(body.ledger).toEqual({ missing: 0, dropped: 0, duplicates: 0 });
    expect(body.range.from).toBeNull();
    expect(Date.parse(body.range.to)).toBeGreaterThan(now + 3 * MINUTE);
  });

  it('gives a record whole, in the shape of the contract', async () => {
    const { body } = await http.get('/api/v1/logs/errors?level=critical').expect(200);
    expect(body.errors).toEqual([
      {
        v: 1,
        id: ids[2],
        timestamp: new Date(now - 8 * MINUTE).toISOString(),
        level: 'CRITICAL',
        service: 'a/b c',
        host: 'host-1',
        instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
        pid: 4711,
        logger: 'Store',
        message: 'out of disk',
        error: {
          type: 'DiskError',
          message: 'ENOSPC',
          code: 'ENOSPC',
          stack: 'DiskError: ENOSPC\n at x',
          cause: { message: 'inner' },
        },
        requestId: 'r-1',
        traceId: 't-1',
        attributes: { orderId: 17 },
        group: null,
      },
    ]);
  });

  it.each([
    ['service=booking', [5, 1]],
    ['service=booking,a%2Fb%20c', [5, 2, 1]],
    ['service=nobody', []],
    ['level=ERROR', [5, 4, 1]],
    ['level=ERROR,CRITICAL&service=a%2Fb%20c', [2]],
    ['search=DISK', [2]],
    ['search=diskerror', [2]],
    ['search=enospc', [2]],
    ['search=100%25', [1]],
    ['search=%25', [1]],
    ['search=_', [1]],
    ['search=%5C', []],
    ['search=%27%3B--', []],
    ['requestId=r-1', [2]],
    ['userId=u-1', [1]],
    ['traceId=t-1', [2]],
    [`from=${now - 8 * MINUTE}`, [5, 4, 2]],
    [`to=${now - 8 * MINUTE}`, [1]],
    [`from=${new Date(now - 8 * MINUTE).toISOString()}&to=${now}`, [4, 2]],
    ['from=now-5m', [5]],
    ['from=now-5m&to=now', []],
    ['search=&service=&level=&from=&to=&_=123', [5, 4, 2, 1]],
  ])('?%s', async (query, expected) => {
    const { body } = await http.get(`/api/v1/logs/errors?${query}`).expect(200);
    expect(body.errors.map((error: { id: string }) => ids.indexOf(error.id))).toEqual(expected);
    expect(body.count).toBe(expected.length);
  });

  it('pages without gap or repeat, whatever the page size, with and without a service', async () => {
    for (const filter of ['', '&service=booking,a%2Fb%20c', '&from=now-1h']) {
      const whole = await http.get(`/api/v1/logs/errors?limit=1000${filter}`).expect(200);
      for (const limit of [1, 2, 3]) {
        const seen: string[] = [];
        let cursor = '';
        do {
          const { body } = await http.get(`/api/v1/logs/errors?limit=${limit}${filter}&cursor=${cursor}`).expect(200);
          seen.push(...body.errors.map((error: { id: string }) => error.id));
          cursor = body.nextCursor ?? '';
        } while (cursor !== '');
        expect(seen).toEqual(whole.body.errors.map((error: { id: string }) => error.id));
      }
    }
  });

  it('refuses the cursor of another question', async () => {
    const { body } = await http.get('/api/v1/logs/errors?limit=1').expect(200);
    const refused = await http.get(`/api/v1/logs/errors?limit=1&service=booking&cursor=${body.nextCursor}`).expect(400);
    expect(refused.body.detail).toContain('cursor belongs to a question with other filters');
  });
});

describe('GET /api/v1/logs/errors/:service', () => {
  it('takes a URL-encoded name literally', async () => {
    const slash = await http.get(`/api/v1/logs/errors/${encodeURIComponent('a/b c')}?limit=50`).expect(200);
    expect(slash.body.errors.map((error: { id: string }) => error.id)).toEqual([ids[2]]);
    const quoted = await http
      .get(`/api/v1/logs/errors/${encodeURIComponent("x'; DROP TABLE service; --")}`)
      .expect(200);
    expect(quoted.body.errors[0].message).toBe('<img src=x onerror=alert(1)>');
    const nobody = await http.get('/api/v1/logs/errors/nobody').expect(200);
    expect(nobody.body).toMatchObject({ errors: [], count: 0, nextCursor: null });
  });
});

describe('bad parameters', () => {
  it.each([
    ['/api/v1/logs/errors?limit=0', 'limit'],
    ['/api/v1/logs/errors?limit=1001', 'limit'],
    ['/api/v1/logs/errors?limit=1e9', 'limit'],
    ['/api/v1/logs/errors?limit=-1', 'limit'],
    ['/api/v1/logs/errors?limit=ten', 'limit'],
    ['/api/v1/logs/errors?limit=1&limit=2', 'limit'],
    ['/api/v1/logs/errors?level=INFO', 'level'],
    ['/api/v1/logs/errors?level=ERROR,nonsense', 'level'],
    ['/api/v1/logs/errors?from=yesterday', 'from'],
    ['/api/v1/logs/errors?to=2026-02-30', 'to'],
    ['/api/v1/logs/errors?from=now&to=now-1h', 'from'],
    ['/api/v1/logs/errors?from=99999999999999999', 'from'],
    ['/api/v1/logs/errors?cursor=garbage', 'cursor'],
    ['/api/v1/logs/errors?cursor=W10', 'cursor'],
    [`/api/v1/logs/errors?search=${'x'.repeat(10_000)}`, 'search'],
    ['/api/v1/logs/errors?search=%00', 'search'],
    ['/api/v1/logs/errors?service=%00', 'service'],
    ['/api/v1/logs/errors/%00', 'service'],
    ['/api/v1/logs/errors?sort=CASE%20WHEN%201=1', 'sort'],
    ['/api/v1/logs/errors?group=1', 'group'],
    ['/api/v1/logs/errors?__proto__=1', '__proto__'],
    ['/api/v1/logs/errors?attributes.x=1', 'attributes'],
    ['/api/v1/logs/errors/booking?service=x', 'service'],
    ['/api/v1/logs/stats?limit=1', 'limit'],
    ['/api/v1/logs/stats?from=x', 'from'],
    ['/api/v1/logs/services?from=x', 'from'],
    ['/api/v1/logs/histogram?interval=7x', 'interval'],
    ['/api/v1/logs/histogram?interval=1m&from=now-30d', 'interval'],
    ['/api/v1/logs/histogram?by=host', 'by'],
    ['/api/v1/logs/records/17', 'id'],
    [`/api/v1/logs/records/${'0'.repeat(36)}?x=1`, 'x'],
    ['/api/v1/ingest?x=1', 'x'],
  ])('%s is refused by name', async (path, name) => {
    const { body, headers } = await http.get(path).expect(400);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400, code: 'PARAMETER_INVALID' });
    expect(body.detail).toContain(name);
    expect(body.message).toBe(body.detail);
    expect(body.parameters[0].name).toContain(name);
  });

  it('answers an unknown address and a broken one with a problem too', async () => {
    const unknown = await http
      .get('/api/v1/nothing')
      .expect(404)
      .expect('content-type', /problem\+json/);
    expect(unknown.body.code).toBe('NOT_FOUND');
    await http
      .get('/api/v1/logs/errors/%E0%A4%A')
      .expect(400)
      .expect('content-type', /problem\+json/);
    const posted = await http
      .post('/api/v1/logs/errors', {})
      .expect(405)
      .expect('content-type', /problem\+json/);
    expect(posted.headers['allow']).toBe('GET');
    expect(posted.body.code).toBe('METHOD_NOT_ALLOWED');
    await http.options('/api/v1/grafana/query').expect('allow', /GET/);
  });
});

describe('GET /api/v1/logs/stats', () => {
  it('adds up to what was stored', async () => {
    const { body } = await http.get('/api/v1/logs/stats').expect(200);
    expect(body).toMatchObject({
      total_logs: 6,
      total_errors: 4,
      by_level: { DEBUG: 0, INFO: 1, WARNING: 1, ERROR: 3, CRITICAL: 1 },
      by_service: {
        booking: { total: 3, errors: 2, critical: 0, error_rate: 2 / 3 },
        'a/b c': { total: 2, errors: 1, critical: 1, error_rate: 0.5 },
        "x'; DROP TABLE service; --": { total: 1, errors: 1, critical: 0, error_rate: 1 },
      },
      error_rate: 4 / 6,
      ledger: { missing: 0, dropped: 0, duplicates: 0 },
      lag: { records: 0, seconds: 0 },
    });
    const one = await http.get('/api/v1/logs/stats?service=booking').expect(200);
    expect(one.body).toMatchObject({ total_logs: 3, total_errors: 2 });
    const nobody = await http.get('/api/v1/logs/stats?service=nobody').expect(200);
    expect(nobody.body).toMatchObject({ total_logs: 0, total_errors: 0, error_rate: 0, by_service: {} });
  });

  it('counts a range that cuts minutes exactly', async () => {
    const from = now - 9 * MINUTE;
    const { body } = await http.get(`/api/v1/logs/stats?from=${from}&to=${now - 7 * MINUTE}`).expect(200);
    expect(body).toMatchObject({ total_logs: 2, by_level: { ERROR: 1, CRITICAL: 1, WARNING: 0 } });
    expect(body.range).toEqual({ from: new Date(from).toISOString(), to: new Date(now - 7 * MINUTE).toISOString() });
    const later = await http.get(`/api/v1/logs/stats?from=${from + 1}&to=${now - 7 * MINUTE + 1}`).expect(200);
    expect(later.body).toMatchObject({ total_logs: 2, by_level: { ERROR: 0, CRITICAL: 1, WARNING: 1 } });
  });
});

describe('GET /api/v1/logs/services', () => {
  it('says who is there and how they are', async () => {
    const { body } = await http.get('/api/v1/logs/services').expect(200);
    expect(body.services.map((service: { name: string }) => service.name)).toEqual([
      'a/b c',
      'booking',
      "x'; DROP TABLE service; --",
    ]);
    expect(body.services[1]).toMatchObject({ total: 3, errors: 2, error_rate: 2 / 3, status: 'failing' });
    expect(body.services[0]).toMatchObject({ status: 'ok', last_seen: new Date(now - 7 * MINUTE).toISOString() });
  });
});

describe('GET /api/v1/logs/histogram', () => {
  it('lays the counts of the statistics along the time', async () => {
    for (const by of ['level', 'service']) {
      const { body } = await http.get(`/api/v1/logs/histogram?by=${by}`).expect(200);
      const counts = body.buckets.flatMap((bucket: { counts: Record<string, number> }) => Object.values(bucket.counts));
      expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(6);
      expect(body.buckets.length).toBeGreaterThan(90);
    }
    const errors = await http.get('/api/v1/logs/histogram?interval=1m&from=now-15m&level=ERROR,CRITICAL').expect(200);
    expect(Object.keys(errors.body.buckets[0].counts)).toEqual(['ERROR', 'CRITICAL']);
    expect(errors.body.intervalMs).toBe(MINUTE);
  });
});

describe('GET /api/v1/logs/records/:id', () => {
  it('gives an error and a lower record whole, with where it stands', async () => {
    const error = await http.get(`/api/v1/logs/records/${ids[2]}`).expect(200);
    expect(error.body).toMatchObject({ id: ids[2], message: 'out of disk', group: null, lag: { records: 0 } });
    expect(error.body.ledger).toMatchObject({ partition: 0, offset: 2, receivedAt: expect.any(String) });
    const warning = await http.get(`/api/v1/logs/records/${ids[3]?.toUpperCase()}`).expect(200);
    expect(warning.body).toMatchObject({ id: ids[3], level: 'WARNING', error: { type: 'Slow' } });
  });

  it('finds a record whose time was clamped away from its id', async () => {
    const [id] = await http.store.store([
      { time: now, id: '00000000-0001-7000-8000-000000000000', level: 'INFO', timeAsSent: '1970-01-01T00:00:00.001Z' },
    ]);
    const { body } = await http.get(`/api/v1/logs/records/${id}`).expect(200);
    expect(body).toMatchObject({ id, timestampAsSent: '1970-01-01T00:00:00.001Z' });
  });

  it('says when there is none', async () => {
    const { body } = await http.get('/api/v1/logs/records/0198c0de-7c1a-7cc3-98c4-dc0c0c07398f').expect(404);
    expect(body.code).toBe('NOT_FOUND');
  });
});

describe('GET /api/v1/ingest', () => {
  it('gives positions and gaps', async () => {
    const empty = await http.get('/api/v1/ingest').expect(200);
    expect(empty.body).toMatchObject({
      partitions: [],
      services: [],
      gaps: [],
      deadLetters: 0,
      lag: { records: 0, seconds: 0 },
    });
    await http.store.client.query(
      `INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset, end_offset, records_per_second, bytes_per_second, last_commit_at, owner)
       VALUES ('application-logs', 3, 0, 90, 100, 5, 500, now(), 'me')`,
    );
    await http.store.client.query(
      `INSERT INTO ingest_traffic (owner, topic, service, records_per_second, bytes_per_second, measured_at)
       VALUES ('me', 'application-logs', 'booking', 5, 500, now()), ('you', 'application-logs', 'booking', 2, 100, now()),
         ('you', 'application-logs', 'quiet', 1, 50, now()), ('gone', 'application-logs', 'booking', 9, 900, now() - interval '1 minute')`,
    );
    await http.store.client.query(
      `INSERT INTO ingest_gap (topic, kafka_partition, from_offset, to_offset, reason) VALUES ('application-logs', 3, 10, 20, 'retention'), ('application-logs', 3, 90, 0, 'recreated')`,
    );
    const { body } = await http.get('/api/v1/ingest').expect(200);
    expect(body.partitions).toEqual([
      {
        topic: 'application-logs',
        partition: 3,
        nextOffset: 90,
        endOffset: 100,
        lag: 10,
        recordsPerSecond: 5,
        bytesPerSecond: 500,
        lastCommitAt: expect.any(String),
        owner: 'me',
      },
    ]);
    expect(body.services).toEqual([
      { topic: 'application-logs', service: 'booking', recordsPerSecond: 7, bytesPerSecond: 600 },
      { topic: 'application-logs', service: 'quiet', recordsPerSecond: 1, bytesPerSecond: 50 },
    ]);
    expect(body.gaps).toMatchObject([
      { topic: 'application-logs', partition: 3, from: 90, to: null, reason: 'recreated' },
      { topic: 'application-logs', partition: 3, from: 10, to: 19, reason: 'retention' },
    ]);
  });
});

describe('health', () => {
  it('is live always and ready when ingest says so', async () => {
    await http.get('/health/live').expect(200, { status: 'ok' });
    await http.get('/health/ready').expect(200, { status: 'ok', ready: true, reasons: [] });
    http.readiness.value = { ready: false, reasons: ['the group is not joined'] };
    const { body } = await http.get('/health/ready').expect(503).expect('retry-after', '5');
    expect(body.reasons).toEqual(['the group is not joined']);
  });
});

describe('headers', () => {
  it('sets the policy of the dashboard and hides what we are made of', async () => {
    const { headers } = await http.get('/api/v1/logs/stats').expect(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'self';script-src 'self';style-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('keeps an idle connection longer than a proxy does', async () => {
    const { headers } = await http.get('/health/live').set('connection', 'keep-alive').expect(200);
    expect(headers['keep-alive']).toBe('timeout=75');
  });
});

describe('names with commas', () => {
  it.each(['stats', 'services', 'histogram', 'errors', 'search', 'facets'])('%s takes them as \\,', async (route) => {
    const time = Date.now() - 26 * 3600_000;
    const names = ['a,b', 'c\\', 'd\\e', ',\\,'];
    await http.store.store(names.map((service) => ({ time, service })));
    const range = `from=${time - 1}&to=${time + 1}`;
    const written = ['a\\,b', 'c\\\\', 'd\\e', '\\,\\\\\\,'];
    const by = route === 'histogram' ? '&by=service' : '';
    const whole = await http.get(
      `/api/v1/logs/${route}?${range}${by}&service=${encodeURIComponent(written.join(','))}`,
    );
    for (const name of names) expect(JSON.stringify(whole.body)).toContain(JSON.stringify(name));
    const one = await http.get(`/api/v1/logs/${route}?${range}${by}&service=a%5C,b`).expect(200);
    expect(JSON.stringify(one.body)).toContain('"a,b"');
    expect(JSON.stringify(one.body)).not.toContain('"d\\\\e"');
  });
});
