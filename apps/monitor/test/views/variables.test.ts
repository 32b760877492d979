import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorLine, request } from '../parts/access-lines.js';
import { insertAccessRows } from '../parts/access-rows.js';
import { HttpFixture } from './fixture/http-fixture.js';

const SERVICES = ['a', 'b', 'a|b', 'shop.api', 'x,y', 'shopXapi'];
let http: HttpFixture;

beforeAll(async () => {
  http = await HttpFixture.create();
  const time = Date.now() - 60_000;
  await http.store.store(
    SERVICES.map((service, index) => ({
      time: time + index,
      level: 'ERROR' as const,
      service,
      host: `host.${service}`,
      logger: `logger.${service}`,
    })),
  );
});
afterAll(() => http.close());

const address = (path: string, parameters: Record<string, string>): string =>
  `/api/v1/logs/${path}?${new URLSearchParams(parameters).toString()}`;

async function servicesOf(parameters: Record<string, string>): Promise<string[]> {
  const { body } = await http.get(address('errors', parameters)).expect(200);
  return (body.errors as { service: string }[]).map(({ service }) => service).sort();
}

describe('a parameter that takes names', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['{a,b}', ['a', 'b']],
    ['(a|b)', ['a', 'b']],
    ['a|b', ['a|b']],
    ['["a","b"]', ['a', 'b']],
    ["'a','b'", ['a', 'b']],
    ['shop.api', ['shop.api']],
    ['shop\\.api', ['shop.api']],
    ['{a,x,y}', ['a', 'x,y']],
    ['x\\,y', ['x,y']],
    ['$__all', SERVICES],
    ['All', SERVICES],
    ['.*', SERVICES],
    ['nobody', []],
    ['{nobody,a}', ['a']],
  ])('%s is read as Grafana writes it', async (service, expected) => {
    expect(await servicesOf({ service })).toEqual([...expected].sort());
    const { body } = await http.get(address('stats', { service })).expect(200);
    expect(Object.keys(body.by_service as object).sort()).toEqual([...expected].sort());
  });

  it('reads levels, hosts and loggers so, too', async () => {
    expect(await servicesOf({ level: '{error,critical}' })).toHaveLength(SERVICES.length);
    expect(await servicesOf({ level: '(CRITICAL)' })).toEqual([]);
    const { body: ofHosts } = await http.get(address('search', { host: '(host\\.a|host\\.b)' })).expect(200);
    expect(ofHosts.count).toBe(2);
    const { body: ofLoggers } = await http.get(address('search', { logger: '{logger.a,logger.shop.api}' })).expect(200);
    expect(ofLoggers.count).toBe(2);
    await http.get('/api/v1/ingest/dead-letters?reason=(not_json|empty)&topic=%7Bone,two%7D').expect(200);
  });

  it.each([
    ['errors', { service: '$service' }, 'service is "$service", a variable that was not filled in'],
    ['stats', { service: '${service}' }, 'service is "${service}", a variable'],
    ['facets', { level: '[[level]]' }, 'level is "[[level]]", a variable'],
    ['search', { host: '{a,$host}' }, 'host is "$host", a variable'],
    ['search', { logger: '$logger' }, 'logger is "$logger", a variable'],
    ['histogram', { service: 'shop.*' }, 'service is "shop.*", a pattern'],
    ['errors', { requestId: '$requestId' }, 'requestId is "$requestId", a variable'],
    ['search', { 'attributes.region': '${region}' }, 'attributes.region is "${region}", a variable'],
    ['errors', { level: '{ERROR,loud}' }, 'level must be ERROR, CRITICAL'],
  ])('%s says of %j that it holds no value', async (path, parameters, message) => {
    const { body } = await http.get(address(path, parameters as unknown as Record<string, string>)).expect(400);
    expect(body.message).toContain(message);
  });

  it('lets a search look for what looks like a variable', async () => {
    await http.get(address('errors', { search: '${name}' })).expect(200);
  });

  it('is refused where the request has none', async () => {
    const { body } = await http.get(address('stats', { host: '$__all' })).expect(400);
    expect(body.message).toContain('host is not a parameter of this request');
  });
});

it('a host that a line does not name is asked for as answers show it', async () => {
  const micros = (Date.now() - 60_000) * 1000;
  const lines = [undefined, 'shop.example'].map((host, offset) => ({ micros, offset, line: 'as it came', host }));
  await insertAccessRows(http.store.client, {
    source: 1,
    name: 'shop-nginx',
    requests: lines.map(({ host, ...placed }) => ({ ...placed, record: request({ serverAddress: host }) })),
    errors: lines.map(({ host, ...placed }) => ({ ...placed, record: errorLine({ host }) })),
  });
  const asked = async (route: string): Promise<Record<string, unknown>> => {
    const { body } = await http.get(`/api/v1/access/${route}?from=now-1h&host=(unknown)`).expect(200);
    return body as Record<string, unknown>;
  };
  expect(await asked('requests')).toMatchObject({ count: 1, requests: [{ host: null }] });
  expect(await asked('summary')).toMatchObject({ current: { requests: 1 } });
  expect(await asked('errors')).toMatchObject({ count: 1, errors: [{ host: null }] });
  expect(await asked('errors/classes')).toMatchObject({ total: 1, rows: [{ host: '(unknown)', count: 1 }] });
});
