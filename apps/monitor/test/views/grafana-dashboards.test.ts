import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readAlertRules,
  readDashboards,
  readDataSources,
  readPanelQuestions,
  type RestQuestion,
} from '../../../../deploy/test/grafana-files.js';
import { errorLine, request } from '../parts/access-lines.js';
import { insertAccessRows } from '../parts/access-rows.js';
import { HttpFixture } from './fixture/http-fixture.js';

const now = Date.now();
let http: HttpFixture;

interface Element {
  refId: string;
  target?: string;
  datapoints?: [number, number][];
  rows?: unknown[][];
  fields?: { name: string; values: unknown[] }[];
}

beforeAll(async () => {
  http = await HttpFixture.create();
  const recent = { time: now - 60_000, service: 'a,b' };
  await http.store.store([
    ...Array.from({ length: 12 }, () => ({ ...recent, level: 'ERROR' as const })),
    { ...recent, level: 'CRITICAL' },
    { ...recent, level: 'INFO', service: 'quiet "one"' },
  ]);
  const shop = {
    serverAddress: 'shop-web.example',
    urlPath: '/orders/1',
    httpRoute: '/orders/:id',
    clientAddress: '10.0.0.7',
  };
  const failed = request({ ...shop, httpResponseStatusCode: 502, durationMs: 900 });
  const micros = (now - 60_000) * 1000;
  await insertAccessRows(http.store.client, {
    source: 1,
    name: 'shop-nginx',
    requests: [
      { micros, offset: 1, line: 'as it came', record: failed },
      { micros: micros + 1, offset: 2, line: 'as it came', record: request({ ...shop, durationMs: 100 }) },
      {
        micros: (now - 7 * 60_000) * 1000,
        offset: 3,
        line: 'as it came',
        record: request({ ...shop, durationMs: 50 }),
      },
    ],
    errors: [{ micros, offset: 4, line: 'connect() failed', record: errorLine({ host: 'shop-web.example' }) }],
  });
  await http.store.client.query(
    `INSERT INTO access_anomaly (first_seen, found_at, last_seen, observed, expected, share, samples, source_id, span_seconds, score, detector, host, unit, why, key)
     VALUES (to_timestamp($1), to_timestamp($1) + interval '20 s', to_timestamp($1) + interval '60 s', 0.5, 0.002, 0.5, 40, 1, 30, 83, 'fault_surge',
             'shop-web.example', 'share of server faults', '20 of 40 requests failed', 'fault_surge of the shop')`,
    [now / 1000 - 600],
  );
  await http.store.progress(new Date(now), 7);
});
afterAll(() => http.close());

const sizeOf = ({ datapoints, rows, fields }: Element): number =>
  datapoints?.length ?? rows?.length ?? fields?.[0]?.values.length ?? 0;

const ask = async (targets: object[]): Promise<Element[]> => {
  const range = { from: new Date(now - 3600_000).toISOString(), to: new Date(now).toISOString() };
  const { body } = await http.post('/api/v1/grafana/query', { range, maxDataPoints: 300, targets }).expect(200);
  return body;
};

describe('the dashboards', () => {
  it.each(
    [
      {},
      {
        ...{ service: ['a,b'], level: ['ERROR', 'CRITICAL'], host: ['host-1'] },
        ...{ project: ['shop'], httpHost: ['shop-web.example'], source: ['shop-nginx'] },
      },
    ].flatMap((chosen) =>
      readPanelQuestions(chosen).map((question) => ({ ...question, chosen: JSON.stringify(chosen) })),
    ),
  )('$dashboard / $panel with $chosen gets something to draw', async ({ refId, target, payload }) => {
    const elements = await ask([{ refId, target, payload }]);
    expect(elements.length).toBeGreaterThan(0);
    for (const element of elements) expect(element.refId).toBe(refId);
    expect(elements.reduce((sum, element) => sum + sizeOf(element), 0)).toBeGreaterThan(0);
  });

  it('narrow by what was chosen', async () => {
    for (const name of ['service', 'host', 'project', 'httpHost', 'source']) {
      for (const { refId, target, payload } of readPanelQuestions({ [name]: ['nobody'] })) {
        if (!(name in payload)) continue;
        const elements = await ask([{ refId, target, payload }]);
        const drawn = elements.flatMap(({ datapoints }) => (datapoints ?? []).map(([value]) => value));
        expect([name, target, drawn.filter((value) => value !== 0)]).toEqual([name, target, []]);
      }
    }
  });

  it('fill their variables and annotations', async () => {
    for (const { templating, annotations } of readDashboards()) {
      const names = templating.list.map(({ name }) => name).join(' ');
      expect(['service level host', 'project httpHost source']).toContain(names);
      for (const { query } of templating.list) {
        const { body } = await http.post('/api/v1/grafana/variable', { payload: { target: query.query } }).expect(200);
        expect(body.length).toBeGreaterThan(0);
      }
      for (const { target } of annotations.list) expect((await ask([target]))[0]?.refId).toBe(target.refId);
    }
  });
});

it('gives each question all the variables that its target has an option for', async () => {
  const { body } = await http.post('/api/v1/grafana/metrics', {}).expect(200);
  const options = new Map(
    (body as { value: string; payloads: { name: string }[] }[]).map(({ value, payloads }) => [
      value,
      payloads
        .map(({ name }) => name)
        .filter((name) => ['service', 'level', 'host', 'project', 'httpHost', 'source'].includes(name)),
    ]),
  );
  for (const { dashboard, panel, target, payload } of readPanelQuestions()) {
    expect([dashboard, panel, Object.keys(payload)]).toEqual([
      dashboard,
      panel,
      expect.arrayContaining(options.get(target) ?? []),
    ]);
  }
});

describe('the alert rules', () => {
  const rules = readAlertRules();
  const restBase = new URL(readDataSources().find(({ uid }) => uid === 'log-monitor-rest')?.url ?? '').pathname;

  /** Reads an answer by selectors as Infinity's backend does. */
  async function rowsOf(question: RestQuestion): Promise<Record<string, unknown>[]> {
    const query = new URLSearchParams(
      question.url_options.params.map(({ key, value }): [string, string] => [key, value]),
    );
    const { body } = await http.get(`${restBase}${question.url}?${query.toString()}`).expect(200);
    const root: unknown = question.root_selector === '' ? body : body[question.root_selector];
    const rows = (Array.isArray(root) ? root : [root]) as Record<string, unknown>[];
    return rows.map((row) =>
      Object.fromEntries(question.columns.map(({ selector, text }) => [text, memberOf(row, selector)])),
    );
  }

  function memberOf(row: Record<string, unknown>, selector: string): unknown {
    return selector.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], row);
  }

  it('are any CRITICAL, the error rate and a single service, and how web servers do', () => {
    expect(rules.map(({ uid }) => uid)).toEqual([
      'log-monitor-critical',
      'log-monitor-error-rate',
      'log-monitor-service-errors',
      'log-monitor-http-faults',
      'log-monitor-http-errors',
      'log-monitor-http-slow',
    ]);
  });

  it.each(rules.flatMap((rule) => rule.data.map((data) => ({ title: rule.title, refId: data.refId, data }))))(
    '$title / $refId finds values of the types that it names',
    async ({ data }) => {
      if (data.datasourceUid === '__expr__') return expect(data.model.type).toMatch(/threshold|math/);
      const question = data.model as RestQuestion;
      const rows = await rowsOf(question);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        for (const { text, type } of question.columns) expect([text, typeof row[text]]).toEqual([text, type]);
      }
    },
  );

  it('see the CRITICAL record and the service with many errors', async () => {
    const first = (uid: string) => rules.find((rule) => rule.uid === uid)?.data[0]?.model as RestQuestion;
    expect(await rowsOf(first('log-monitor-critical'))).toEqual([{ critical: 1 }]);
    expect(await rowsOf(first('log-monitor-error-rate'))).toEqual([{ rate: 13 / 14 }]);
    expect(await rowsOf(first('log-monitor-service-errors'))).toContainEqual({ service: 'a,b', errors: 13 });
  });
});
