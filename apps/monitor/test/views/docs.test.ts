import { accessRequest, exampleOf, storedRecord } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reading } from '../../src/alerts/measure/reading.js';
import { installRules } from '../../src/alerts/rule/install-rules.js';
import { request } from '../parts/access-lines.js';
import { alertEvent } from '../parts/alert-events.js';
import { insertAccessRows } from '../parts/access-rows.js';
import { HttpFixture } from './fixture/http-fixture.js';

interface Operation {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema: { examples?: unknown[] } }[];
  requestBody?: { content: Record<string, { schema: { example?: object } }> };
  responses: Record<string, { content?: Record<string, { schema: z.core.JSONSchema.JSONSchema; example?: unknown }> }>;
}

const [MICROS = '', SOURCE, , OFFSET] = String(exampleOf(accessRequest.shape.id)).split('-');
const RECORD_ID = String(exampleOf(storedRecord.shape.id));

let http: HttpFixture;

function ask(method: string, address: string, body?: object) {
  if (method === 'post') return http.post(address, body);
  if (method === 'patch') return http.patch(address, body);
  if (method === 'put') return http.put(address, body);
  return method === 'delete' ? http.delete(address) : http.get(address);
}

interface Described {
  method: string;
  path: string;
  operation: Operation;
}

function operations(): Described[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  // What is deleted is shown by others first.
  return all.sort((left, right) => Number(left.method === 'delete') - Number(right.method === 'delete'));
}

/** What does not fit the description of an operation's answer. */
function wrongIn({ responses }: Operation, answer: unknown): z.ZodError | undefined {
  const { schema } = responses['200']?.content?.['application/json'] ?? {};
  return schema && z.fromJSONSchema(schema).safeParse(answer).error;
}

function isStream({ responses }: Operation): boolean {
  return responses['200']?.content?.['text/event-stream'] !== undefined;
}

/** As the examples say: with no parameter but what is needed, with each by itself and with all of them. */
function addressesOf(path: string, { parameters = [] }: Operation): string[] {
  const given = parameters.filter(({ schema }) => schema.examples);
  const address = given
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name, schema }) => text.replace(`{${name}}`, String(schema.examples?.[0])), path);
  const queries = given.filter((parameter) => parameter.in === 'query');
  const text = ({ name, schema }: (typeof given)[number]): string =>
    `${name}=${encodeURIComponent(String(schema.examples?.[0]))}`;
  const needed = queries.filter(({ required }) => required).map(text);
  const each = queries.filter(({ required }) => !required).map((one) => [...needed, text(one)]);
  const asked = [needed, ...each, queries.map(text)].map((query) => query.join('&'));
  return [...new Set(asked)].map((query) => (query === '' ? address : `${address}?${query}`));
}

/** What these answer depends on what was asked before; `every-route.test.ts` asks them. */
const AFTER_OTHERS = [
  ...['post /api/v1/group-rules/order', 'post /api/v1/group-rules/undo'],
  ...['post /api/v1/groups/apply', 'delete /api/v1/groups/apply'],
];

let document: { openapi: string; paths: Record<string, Record<string, Operation>> };

beforeAll(async () => {
  http = await HttpFixture.create();
  await http.store.store([{ time: Date.now() - 60_000, id: RECORD_ID, service: 'booking' }]);
  await http.store.client.query(`UPDATE source SET version = '1.4.3', created_at = now() - interval '10 minutes'`);
  await http.store.problem('ConnectionError', [RECORD_ID], '5f0c2b7de1a94433');
  await http.store.problem('Another', [], '6a0c2b7de1a94433');
  await http.store.fingerprint('7b0c2b7de1a94433', '5f0c2b7de1a94433');
  const shown = { micros: Number(MICROS), offset: Number(OFFSET), line: 'as it came', record: request() };
  await insertAccessRows(http.store.client, { source: Number(SOURCE), name: 'shop-nginx', requests: [shown] });
  const readable = Buffer.from(JSON.stringify({ message: 'readable by now', level: 'info', service: 'booking' }));
  await http.store.deadLetter({ id: 17, offset: 17, value: readable });
  await http.store.deadLetter({ id: 18, offset: 18, value: Buffer.from('never readable') });
  const alert = '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f';
  await http.store.client.query(
    `INSERT INTO alert_incident (id, rule_id, key, event, fired_at) VALUES ($1, 'any-critical', 'booking', $2, now())`,
    [alert, JSON.stringify(alertEvent({ id: alert }))],
  );
  await http.store.client.query(
    `INSERT INTO alert_message (id, channel, kind, content, state) OVERRIDING SYSTEM VALUE VALUES (9, 'fax', 'alert', $1, 'delivered')`,
    [JSON.stringify({ kind: 'alert', events: [alertEvent({ id: alert })], suppressed: 0 })],
  );
  await http.store.client.query(
    `INSERT INTO alert_silence (id, kind, matcher, starts_at, ends_at, comment, created_by) VALUES ($1, 'mute', '{}', now(), now() + interval '1 hour', '', 'me')`,
    [alert],
  );
  await http.store.client.query(
    `INSERT INTO access_anomaly_silence (id, created_by, comment, rule) OVERRIDING SYSTEM VALUE VALUES (3, 'me', 'our own scanner', '{"client":"203.0.113.9"}')`,
  );
  const rule = { id: '0b9f6a52-6f3e-4c39-8d0b-3a9f3f1b7c11', name: 'Gateways', match: { type: 'UpstreamError' }, fingerprint: 'gateway', enabled: true, updatedAt: new Date().toISOString(), updatedBy: 'ada' }; // prettier-ignore
  await http.store.client.query(
    `INSERT INTO group_rules (revision, undo_to, actor, action, rule, rules) VALUES (1, -1, 'ada', 'create', 'Gateways', $1)`,
    [JSON.stringify([rule])],
  );
  await installRules(reading(http.store.client));
  await http.store.progress(new Date(), 0);
  document = (await http.get('/api/docs-json').expect(200).expect('content-type', /json/)).body;
});
afterAll(() => http.close());

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and says what each route is for', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const operation of Object.values(operations)) {
        expect(operation.summary, path).toBeTruthy();
        expect(
          Object.keys(operation.responses).some((status) => /^20[04]$/.test(status)),
          path,
        ).toBe(true);
      }
    }
  });

  it('has an example for everything that can be asked for by itself', () => {
    // A cursor and a place in the tail belong to the answer that they came with.
    const without = ['cursor', 'lastEventId'];
    for (const { path, operation } of operations()) {
      const lacking = (operation.parameters ?? []).filter(({ schema }) => schema.examples === undefined);
      expect([path, lacking.map(({ name }) => name).filter((name) => !without.includes(name))]).toEqual([path, []]);
    }
  });

  it('has examples that work when pasted, each alone and all together', async () => {
    for (const { method, path, operation } of operations()) {
      if (isStream(operation) || AFTER_OTHERS.includes(`${method} ${path}`)) continue;
      for (const address of addressesOf(path, operation)) {
        const body = operation.requestBody?.content['application/json']?.schema.example;
        const { status, headers, body: answer } = await ask(method, address, body);
        const expected = '204' in operation.responses ? 204 : 200;
        expect([address, status]).toEqual([address, expected]);
        if (expected === 204) continue;
        const types = Object.keys(operation.responses['200']?.content ?? {});
        const type = types.find((one) => String(headers['content-type']).startsWith(one));
        expect([address, type]).toEqual([address, expect.any(String)]);
        if (type === 'application/json') expect([address, wrongIn(operation, answer)]).toEqual([address, undefined]);
      }
    }
  });

  it('has examples of answers that are of the shape it describes', () => {
    for (const { path, operation } of operations()) {
      const { example } = operation.responses['200']?.content?.['application/json'] ?? {};
      if (example !== undefined) expect([path, wrongIn(operation, example)]).toEqual([path, undefined]);
    }
  });

  it('has examples that open a stream', async () => {
    const streams = operations().filter(({ operation }) => isStream(operation));
    expect(streams.map(({ path }) => path)).toEqual(['/api/v1/logs/tail']);
    for (const { path, operation } of streams) {
      for (const address of addressesOf(path, operation)) {
        const enough = new AbortController();
        const { status, headers } = await fetch(`http://127.0.0.1:${http.port}${address}`, { signal: enough.signal });
        expect([address, status, headers.get('content-type')?.split(';')[0]]).toEqual([
          address,
          200,
          'text/event-stream',
        ]);
        enough.abort();
      }
    }
  });
});

describe('the page for people', () => {
  it('has no inline script or style and finds its parts', async () => {
    const { text } = await http.get('/api/docs').expect(200).expect('content-type', /html/);
    expect(text).not.toMatch(/<script>|<style|onload=|style="/);
    for (const [, part] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      await http.get(`/api/${part}`).expect(200);
    }
    await http.get('/api/docs/').expect(301).expect('location', '../docs');
  });
});

describe('GET /metrics', () => {
  it('is what Prometheus reads, labelled by route and never by address', async () => {
    await http.get('/api/v1/logs/errors/some-service').expect(200);
    const { text, headers } = await http.get('/metrics').expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    // Whether the question before still gives its connection back does not matter here.
    expect(text).toMatch(/log_monitor_queries_running\{cost="light"\} [01]\n/);
    expect(text).toMatch(
      /log_monitor_http_request_seconds_count\{method="GET",route="\/api\/v1\/logs\/errors\/:service",status="200"\} \d/,
    );
    expect(text).not.toContain('some-service');
    expect(text).toContain('process_cpu_seconds_total');
  });
});
