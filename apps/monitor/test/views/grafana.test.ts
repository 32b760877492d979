import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpFixture } from './fixture/http-fixture.js';

const MINUTE = 60_000;
const BASE = '/api/v1/grafana';
const now = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();
let http: HttpFixture;

beforeAll(async () => {
  http = await HttpFixture.create({ corsOrigins: ['http://grafana.local'] });
  await http.store.store([
    { time: now - 30 * MINUTE, level: 'INFO', service: 'booking', message: '123' },
    {
      time: now - 20 * MINUTE,
      level: 'ERROR',
      service: 'booking',
      host: 'quiet',
      instance: randomUUID(),
      message: '123',
      requestId: 'r-1',
    },
    {
      time: now - 10 * MINUTE,
      level: 'ERROR',
      service: 'notification',
      message: 'true',
      error: { type: 'MailError', stack: 'MailError\n at x' },
    },
    { time: now - 5 * MINUTE, level: 'CRITICAL', service: 'booking', message: 'out of disk' },
    { time: now - 50 * 60 * MINUTE, level: 'ERROR', service: 'booking', message: 'two days old' },
  ]);
  await http.store.progress(new Date(now), 0);
});
afterAll(() => http.close());

/** The envelope that Grafana's DataQueryRequest becomes on the wire, as simPod 0.6.5 sends it. */
function simPod(targets: object[], over: object = {}) {
  return {
    requestId: 'Q100',
    app: 'dashboard',
    timezone: 'browser',
    panelId: 2,
    dashboardUID: 'errors',
    range: { from: iso(now - 60 * MINUTE), to: iso(now), raw: { from: 'now-1h', to: 'now' } },
    rangeRaw: { from: 'now-1h', to: 'now' },
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 500,
    startTime: now,
    scopedVars: {
      __interval: { text: '1m', value: '1m' },
      service: { selected: true, text: 'booking', value: 'booking' },
    },
    targets,
    ...over,
  };
}

const simpleJson = (targets: object[], over: object = {}) => ({
  ...simPod(targets),
  format: 'json',
  adhocFilters: [],
  ...over,
});

interface Element {
  target?: string;
  refId: string;
  type?: string;
  datapoints?: [number, number][];
  columns?: { text: string; type: string }[];
  rows?: unknown[][];
}

/** What each client insists on. */
function drawable(elements: Element[]): void {
  expect(Array.isArray(elements)).toBe(true);
  for (const element of elements) {
    expect(element).toBeTypeOf('object');
    expect(element).not.toBeNull();
    expect(element.refId).toMatch(/^\w+$/);
    for (const point of element.datapoints ?? []) {
      expect(point.length).toBe(2);
      expect(Number.isInteger(point[1])).toBe(true);
      expect(point[1]).toBeGreaterThan(1e12);
      expect(point[0]).toBeTypeOf('number');
    }
    for (const column of element.columns ?? []) expect(['time', 'string', 'number']).toContain(column.type);
    for (const row of element.rows ?? []) expect(row.length).toBe(element.columns?.length);
  }
}

const total = (element: Element | undefined): number =>
  (element?.datapoints ?? []).reduce((sum, [value]) => sum + value, 0);

describe('the test of the data source', () => {
  it.each([BASE, `${BASE}/`])('%s answers exactly 200', async (path) => {
    await http.get(path).expect(200);
  });
});

describe('simPod', () => {
  it('lists metrics with their options', async () => {
    const { body } = await http.post(`${BASE}/metrics`, {}).expect(200);
    expect(body.map((metric: { value: string }) => metric.value)).toEqual(
      expect.arrayContaining(['error_count', 'error_by_service', 'error_by_level']),
    );
    expect(body[0].payloads[0]).toMatchObject({ name: 'service', type: 'multi-select' });
    await http.post(`${BASE}/metrics`, { metric: 'error_count', payload: { service: '5' } }).expect(200);
  });

  it('gives the values of an option', async () => {
    const ask = { metric: 'error_count', payload: {}, name: 'service' };
    const { body } = await http.post(`${BASE}/metric-payload-options`, ask).expect(200);
    expect(body).toEqual([
      { value: 'booking', label: 'booking' },
      { value: 'notification', label: 'notification' },
    ]);
    const unknown = await http.post(`${BASE}/metric-payload-options`, { name: 'nothing' }).expect(200);
    expect(unknown.body).toEqual([]);
  });

  it('answers several targets in one request, each with its refId', async () => {
    const targets = [
      { refId: 'A', target: 'error_count', payload: {}, editorMode: 'builder', datasource: { type: 'x', uid: 'y' } },
      { refId: 'B', target: 'error_by_service', payload: {} },
      { refId: 'C', target: 'error_by_level', payload: {} },
      { refId: 'D', target: 'nonsense', payload: {} },
    ];
    const { body, headers } = await http.post(`${BASE}/query`, simPod(targets)).expect(200);
    drawable(body);
    const of = (refId: string): Element[] => body.filter((element: Element) => element.refId === refId);
    expect(of('A').map(total)).toEqual([3]);
    expect(of('B').map((element) => [element.target, total(element)])).toEqual([
      ['booking', 2],
      ['notification', 1],
    ]);
    expect(of('C').map((element) => [element.target, total(element)])).toEqual([
      ['ERROR', 2],
      ['CRITICAL', 1],
    ]);
    const notices = [{ severity: 'error', text: expect.stringContaining('There is no target "nonsense"') }];
    expect(of('D')).toEqual([{ target: 'nonsense', refId: 'D', datapoints: [], meta: { notices } }]);
    expect(headers['x-complete-through']).toBe(iso(now));
    expect(headers['x-lag-records']).toBe('0');
  });

  it.each([
    [{ service: 'booking' }, 2],
    [{ service: ['booking', 'notification'] }, 3],
    [{ service: '{booking,notification}' }, 3],
    [{ service: '(booking|notification)' }, 3],
    [{ service: ['(booking|notification)'] }, 3],
    [{ service: 'booking,notification' }, 3],
    [{ service: '"booking","notification"' }, 3],
    [{ service: '["booking","nobody"]' }, 2],
    [{ service: '$__all' }, 3],
    [{ service: 'All' }, 3],
    [{ service: '.*' }, 3],
    [{ level: '(ERROR|CRITICAL)' }, 3],
    [{ level: '{INFO,critical}' }, 1],
    [{ level: 'All' }, 3],
    [{ host: '(quiet|host-1)' }, 3],
    [{ host: 'host\\-1' }, 2],
    [{ service: '' }, 3],
    [{ level: 'critical' }, 1],
    [{ level: ['ERROR'], service: 'booking' }, 1],
    [{ service: 'nobody' }, 0],
    [{ level: 'INFO' }, 0],
    [{ host: 'quiet' }, 1],
    [{ host: ['quiet', 'host-1'] }, 3],
    [{ host: [] }, 3],
    [{ host: 'quiet', level: 'CRITICAL' }, 0],
    [{ host: 'quiet', service: 'notification' }, 0],
    [{ host: 'nowhere' }, 0],
    ['{"service":"booking"}', 2],
    ['{"service":', 3],
  ])('honours the payload %j', async (payload, expected) => {
    const { body } = await http
      .post(`${BASE}/query`, simPod([{ refId: 'A', target: 'error_count', payload }]))
      .expect(200);
    drawable(body);
    expect(total(body[0])).toBe(expected);
  });

  it.each([
    [{ key: 'service', operator: '=', value: 'booking' }, 2],
    [{ key: 'service', operator: '!=', value: 'booking' }, 1],
    [{ key: 'service', operator: '=|', value: 'booking', values: ['booking', 'notification'] }, 3],
    [{ key: 'level', operator: '!=|', value: 'ERROR', values: ['ERROR', 'INFO'] }, 1],
    [{ key: 'service', operator: '=', value: 'nobody' }, 0],
    [{ key: 'host', operator: '=', value: 'quiet' }, 1],
    [{ key: 'host', operator: '!=', value: 'quiet' }, 2],
    [{ key: 'host', operator: '=|', value: 'quiet', values: ['quiet', 'nowhere'] }, 1],
    [{ key: 'service', operator: '=~', value: '(booking|notification)' }, 3],
    [{ key: 'service', operator: '!~', value: '{booking,nobody}' }, 1],
    [{ key: 'service', operator: '=', value: '$__all' }, 3],
    [{ key: 'service', operator: '!=', value: 'All' }, 0],
    [{ key: 'other data source', operator: '=~', value: '.*' }, 3],
  ])('honours the ad-hoc filter %j', async (filter, expected) => {
    for (const member of ['filters', 'adhocFilters']) {
      const targets = [{ refId: 'A', target: 'error_count' }];
      const { body } = await http.post(`${BASE}/query`, simPod(targets, { [member]: [filter] })).expect(200);
      expect(total(body[0])).toBe(expected);
    }
  });

  it('narrows every target that has the option to a host', async () => {
    const { body: metrics } = await http.post(`${BASE}/metrics`, {}).expect(200);
    const named = (metrics as { value: string; payloads: { name: string }[] }[])
      .filter(({ payloads }) => payloads.some(({ name }) => name === 'host'))
      .map(({ value }) => value);
    const rows = ({ datapoints, rows: table }: Element): number =>
      datapoints ? datapoints.reduce((sum, [value]) => sum + value, 0) : (table?.length ?? 0);
    const of = async (payload: object): Promise<Record<string, number>> => {
      const targets = named.map((target) => ({ refId: target, target, payload }));
      const { body } = await http.post(`${BASE}/query`, simPod(targets)).expect(200);
      drawable(body);
      const sums: Record<string, number> = {};
      for (const element of body as Element[]) sums[element.refId] = (sums[element.refId] ?? 0) + rows(element);
      return sums;
    };
    // Counted from the rows, both hosts together are what the counters say.
    expect(await of({ host: ['quiet', 'host-1'] })).toEqual(await of({}));
    expect(await of({ host: 'quiet' })).toEqual({
      error_count: 1,
      error_by_service: 1,
      error_by_level: 1,
      error_rate: 1,
      log_count: 1,
      log_by_service: 1,
      log_by_level: 1,
      errors: 1,
    });
  });

  it('says in message what it cannot do: Grafana shows nothing else', async () => {
    const filters = [{ key: 'service', operator: '>', value: 'a' }];
    const targets = [{ refId: 'A', target: 'error_count' }];
    const refused = await http.post(`${BASE}/query`, simPod(targets, { filters })).expect(400);
    expect(refused.body.message).toContain('one of');
    const range = { from: 'whenever', to: iso(now) };
    const bad = await http.post(`${BASE}/query`, simPod(targets, { range })).expect(400);
    expect(bad.body.message).toContain('from must be a time');
  });

  it.each([
    [{ service: '$service' }, 'service is "$service", a variable that was not filled in'],
    [{ service: ['${service:regex}'] }, 'service is "${service:regex}", a variable that was not filled in'],
    [{ host: '[[host]]' }, 'host is "[[host]]", a variable that was not filled in'],
    [{ service: 'book.*' }, 'service is "book.*", a pattern'],
    [{ level: 'loud' }, 'level is "loud", which is none of DEBUG, INFO, WARNING, ERROR, CRITICAL'],
    [{ search: '$text' }, 'search is "$text", a variable that was not filled in'],
    [{ limit: '$rows' }, 'limit is "$rows", a variable that was not filled in'],
  ])('says of the payload %j that it holds no value', async (payload, message) => {
    const refused = await http.post(`${BASE}/query`, simPod([{ refId: 'A', target: 'errors', payload }])).expect(400);
    expect(refused.body.message).toContain(message);
  });

  it('says so of ad-hoc filters and annotations', async () => {
    const filters = [{ key: 'service', operator: '=|', value: 'a', values: ['a', '$service'] }];
    const targets = [{ refId: 'A', target: 'error_count' }];
    await http.post(`${BASE}/query`, simPod(targets, { filters })).expect(400);
    await http.post(`${BASE}/annotations`, { annotation: { query: '{"service":"$service"}' } }).expect(400);
    await http.post(`${BASE}/annotations`, { annotation: { query: '$query' } }).expect(400);
  });

  it('takes a search in the regex format of a variable as it was typed', async () => {
    const rows = async (search: string): Promise<number> => {
      const targets = [{ refId: 'A', target: 'errors', payload: { search } }];
      const { body } = await http.post(`${BASE}/query`, simPod(targets)).expect(200);
      return (body[0].rows as unknown[]).length;
    };
    expect(await rows('out of disk')).toBe(1);
    expect(await rows('$__all')).toBe(3);
    expect(await rows('out\\.of')).toBe(0);
  });

  it('honours maxDataPoints and intervalMs', async () => {
    const targets = [{ refId: 'A', target: 'log_count' }];
    const few = await http.post(`${BASE}/query`, simPod(targets, { maxDataPoints: 10 })).expect(200);
    expect(few.body[0].datapoints.length).toBeLessThanOrEqual(10);
    expect(total(few.body[0])).toBe(4);
    const wide = await http.post(`${BASE}/query`, simPod(targets, { intervalMs: 20 * MINUTE })).expect(200);
    expect(wide.body[0].datapoints[1][1] - wide.body[0].datapoints[0][1]).toBe(20 * MINUTE);
  });

  it('gives errors as a table with typed columns, and as log lines', async () => {
    const ask = (payload: object) =>
      http.post(`${BASE}/query`, simPod([{ refId: 'A', target: 'errors', payload }])).expect(200);
    const table = await ask({});
    drawable(table.body);
    expect(table.body[0].columns.slice(0, 3)).toEqual([
      { text: 'time', type: 'time' },
      { text: 'message', type: 'string' },
      { text: 'level', type: 'string' },
    ]);
    expect(table.body[0].rows.map((row: unknown[]) => row[1])).toEqual(['out of disk', 'true', '123']);
    const logs = await ask({ format: 'logs', limit: '2' });
    expect(logs.body[0]).toMatchObject({
      refId: 'A',
      meta: { type: 'log-lines', preferredVisualisationType: 'logs' },
    });
    const field = Object.fromEntries(
      logs.body[0].fields.map((entry: { name: string; type: string; values: unknown[] }) => [entry.name, entry]),
    );
    expect(field.timestamp).toEqual({ name: 'timestamp', type: 'time', values: [now - 5 * MINUTE, now - 10 * MINUTE] });
    expect(field.body.values).toEqual(['out of disk', 'true\nMailError\n at x']);
    expect(field.severity.values).toEqual(['critical', 'error']);
    expect(field.labels).toMatchObject({ type: 'other' });
  });

  it('gives services, lag, missing records and the share of errors', async () => {
    const targets = ['services', 'ingest_lag', 'ledger_missing', 'error_rate', 'log_by_service', 'log_by_level'].map(
      (target, index) => ({ refId: `R${index}`, target }),
    );
    const { body } = await http.post(`${BASE}/query`, simPod(targets)).expect(200);
    drawable(body);
    expect(body[0].rows.map((row: unknown[]) => row[0])).toEqual(['booking', 'notification']);
    expect(total(body[1])).toBe(0);
    expect(body[1].datapoints).toHaveLength(1);
    expect(total(body[2])).toBe(0);
    expect(body[3].datapoints.map(([value]: [number]) => value)).toEqual([0, 1, 1, 1]);
  });

  it('fills variables with text and value', async () => {
    for (const payload of [{ target: 'services' }, '{"target":"services"}']) {
      const { body } = await http
        .post(`${BASE}/variable`, { payload, range: { from: iso(now), to: iso(now) } })
        .expect(200);
      expect(body).toEqual([
        { __text: 'booking', __value: 'booking' },
        { __text: 'notification', __value: 'notification' },
      ]);
    }
    const hosts = await http.post(`${BASE}/variable`, { payload: { target: 'hosts' } }).expect(200);
    expect(hosts.body).toEqual(['host-1', 'quiet'].map((name) => ({ __text: name, __value: name })));
    const levels = await http.post(`${BASE}/variable`, { payload: { target: 'levels' } }).expect(200);
    expect(levels.body).toHaveLength(5);
    await http.post(`${BASE}/variable`, {}).expect(200, []);
  });

  it('offers keys and values for ad-hoc filters, also in the form of Grafana 10.3', async () => {
    for (const ask of [{}, { filters: [], timeRange: { from: iso(now), to: iso(now) }, queries: [] }]) {
      const { body } = await http.post(`${BASE}/tag-keys`, ask).expect(200);
      expect(body).toEqual([
        { type: 'string', text: 'service' },
        { type: 'string', text: 'level' },
        { type: 'string', text: 'host' },
        ...['project', 'httpHost', 'status', 'method', 'route', 'client', 'source', 'cluster'].map((text) => ({
          type: 'string',
          text,
        })),
      ]);
    }
    const values = await http.post(`${BASE}/tag-values`, { key: 'service', filters: [] }).expect(200);
    expect(values.body).toEqual([{ text: 'booking' }, { text: 'notification' }]);
    const hosts = await http.post(`${BASE}/tag-values`, { key: 'host', filters: [] }).expect(200);
    expect(hosts.body).toEqual([{ text: 'host-1' }, { text: 'quiet' }]);
  });
});

describe('SimpleJson', () => {
  it('searches metric names', async () => {
    const { body } = await http.post(`${BASE}/search`, { target: 'by_serv' }).expect(200);
    expect(body).toEqual(['error_by_service', 'log_by_service']);
    const all = await http.post(`${BASE}/search`, {}).expect(200);
    expect(all.body).toContain('error_count');
  });

  it('honours the type that its panel can draw', async () => {
    const targets = [
      { target: 'error_count', refId: 'A', hide: false, type: 'timeserie' },
      { target: 'error_count', refId: 'B', type: 'table' },
      { target: 'error_by_service', refId: 'C', type: 'table' },
      { target: 'errors', refId: 'D', type: 'table' },
    ];
    const { body } = await http.post(`${BASE}/query`, simpleJson(targets)).expect(200);
    drawable(body);
    expect(body.map((element: Element) => [element.refId, element.type ?? 'series'])).toEqual([
      ['A', 'series'],
      ['B', 'table'],
      ['C', 'table'],
      ['D', 'table'],
    ]);
    expect(body[2].rows).toEqual([
      ['booking', 2],
      ['notification', 1],
    ]);
  });

  it('marks errors on a chart', async () => {
    const annotation = { name: 'errors', datasource: 'monitor', enable: true, iconColor: 'red', query: 'critical' };
    const ask = {
      range: { from: iso(now - 60 * MINUTE), to: iso(now) },
      rangeRaw: { from: 'now-1h', to: 'now' },
      annotation,
    };
    const { body } = await http.post(`${BASE}/annotations`, ask).expect(200);
    expect(body).toEqual([
      {
        annotation,
        time: now - 5 * MINUTE,
        title: 'booking: CRITICAL',
        tags: ['CRITICAL', 'booking'],
        text: 'out of disk',
      },
    ]);
  });

  it("marks deploys, a service's first version not among them", async () => {
    const { store } = http;
    for (const [version, minutes] of [
      ['1.0.0', 50],
      ['1.1.0', 15],
      ['1.1.0', 14],
    ] as const) {
      const source = await store.source('booking', 'host-1', randomUUID(), version);
      await store.ledger(source, { firstSeen: now - minutes * MINUTE, lastSeen: now });
    }
    const ask = { range: { from: iso(now - 60 * MINUTE), to: iso(now) }, annotation: { query: 'deploys' } };
    const { body } = await http.post(`${BASE}/annotations`, ask).expect(200);
    expect(body).toMatchObject([
      { time: now - 15 * MINUTE, title: 'deploy', tags: ['deploy', 'booking'], text: 'booking 1.1.0' },
    ]);
    const frame = await http
      .post(`${BASE}/query`, simPod([{ refId: 'Anno', target: 'deploys', payload: {} }]))
      .expect(200);
    drawable(frame.body);
    expect(frame.body[0].rows).toEqual([[now - 15 * MINUTE, 'booking 1.1.0', 'deploy', 'deploy,booking']]);
  });

  it('lets a listed origin in by preflight', async () => {
    const { headers } = await http
      .options(`${BASE}/annotations`)
      .set({ origin: 'http://grafana.local', 'access-control-request-method': 'POST' })
      .expect(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'http://grafana.local' });
    expect(headers['access-control-allow-methods']).toContain('POST');
  });
});

describe('bare bodies and plain addresses', () => {
  it.each([
    ['error_count', 3],
    ['error_by_service', 3],
    ['error_by_level', 3],
  ])('{ "target": "%s" } covers the last 24 hours', async (target, expected) => {
    const { body } = await http.post(`${BASE}/query`, { target }).expect(200);
    drawable(body);
    expect(body.reduce((sum: number, element: Element) => sum + total(element), 0)).toBe(expected);
    expect(body[0].refId).toBe('A');
  });

  it('answers GET as the JSON API plugin asks', async () => {
    const query = await http.get(`${BASE}/query?target=error_count&from=${now - 15 * MINUTE}&to=${now}`).expect(200);
    drawable(query.body);
    expect(total(query.body[0])).toBe(2);
    const narrowed = await http.get(`${BASE}/query?target=error_count&service=booking`).expect(200);
    expect(total(narrowed.body[0])).toBe(2);
    const search = await http.get(`${BASE}/search`).expect(200);
    expect(search.body).toContain('errors');
    const annotations = await http.get(`${BASE}/annotations?query=critical`).expect(200);
    expect(annotations.body).toHaveLength(1);
  });

  it.each([{}, { targets: [] }, { targets: null }, { target: null }, []])('tolerates %j', async (body) => {
    const answer = await http.post(`${BASE}/query`, body).expect(200);
    drawable(answer.body);
  });

  it.each([
    { targets: [null, 5, 'x', {}, { target: 7 }, { target: "'; DROP TABLE service; --", refId: '\u0000' }] },
    { target: '\ud800', payload: { service: 'a\u0000b', search: '%' } },
    { target: 'errors', payload: { limit: '1e9', search: '\u0000' } },
    { target: 'error_count', maxDataPoints: -5, intervalMs: 'x' },
    { target: 'error_count', maxDataPoints: 1e308, range: { from: 0, to: 4_102_444_800_000 } },
    { target: 'error_count', filters: [null, 1, { key: 5 }], adhocFilters: 'x', scopedVars: null },
  ])('survives %j', async (body) => {
    const { status } = await http.post(`${BASE}/query`, body);
    expect([200, 400]).toContain(status);
  });

  it('refuses what is no JSON or too much of it', async () => {
    const bad = await http.post(`${BASE}/query`).set('content-type', 'application/json').send('{"target":').expect(400);
    expect(bad.body.code).toBe('BODY_INVALID');
    const large = await http.post(`${BASE}/query`, { target: 'x'.repeat(1_100_000) }).expect(413);
    expect(large.body.code).toBe('BODY_TOO_LARGE');
    await http.post(`${BASE}/query`, { target: 'x'.repeat(900_000) }).expect(200);
  });
});
