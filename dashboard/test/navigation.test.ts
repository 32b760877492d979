import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../src/api/fetch-answer.js';
import { POLLED } from '../src/api/polled.js';
import { askErrors, askHistogram, askRecord, askSearch, askTail } from '../src/api/question.js';
import { type PageAddress, formatRoute, parseRoute } from '../src/navigation/route.js';
import {
  DEFAULT_SCOPE,
  ERROR_LEVELS,
  LEVELS,
  type Scope,
  formatScope,
  hasFilters,
  parseScope,
  toggleLevel,
  withoutFilters,
} from '../src/navigation/scope.js';

const FILTERS = [
  'service',
  'level',
  'host',
  'logger',
  'search',
  'requestId',
  'userId',
  'traceId',
  'attribute',
  'route',
  'path',
  'status',
  'method',
  'client',
  'project',
  'source',
  'class',
  'reason',
  'detector',
  'view',
  'task',
  'rule',
  'key',
  'at',
  'channel',
  'state',
  'mail',
  'group',
  'assignee',
  'version',
  'users',
  'minimum',
  'firstSeen',
  'regressed',
  'notes',
] as const;
const PAGES: [PageAddress, ...PageAddress[]] = [
  { path: '', filters: ['service', 'level'], levels: ERROR_LEVELS },
  { path: 'logs', filters: FILTERS },
];
const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
const anyScope: fc.Arbitrary<Scope> = fc.record({
  range: fc.constantFrom('15m', '1h', '6h', '24h', '7d'),
  service: anyText,
  level: fc.subarray([...LEVELS]).map((levels) => levels.join(',')),
  host: anyText,
  logger: anyText,
  search: anyText,
  requestId: anyText,
  userId: anyText,
  traceId: anyText,
  attribute: anyText,
  route: anyText,
  path: anyText,
  status: anyText,
  method: anyText,
  client: anyText,
  project: anyText,
  source: anyText,
  class: anyText,
  reason: anyText,
  detector: anyText,
  view: anyText,
  task: anyText,
  rule: anyText,
  key: anyText,
  at: anyText,
  channel: anyText,
  state: anyText,
  mail: anyText,
  group: anyText,
  assignee: anyText,
  version: anyText,
  users: anyText,
  minimum: anyText,
  firstSeen: anyText,
  regressed: anyText,
  notes: anyText,
  sort: anyText,
  by: fc.constantFrom('service', 'level'),
  follow: fc.constantFrom('', 'tail'),
  show: fc.constantFrom('', 'all'),
});
const anyId = fc.option(
  anyText.filter((id) => id !== ''),
  { nil: undefined },
);

describe('addresses', () => {
  test('any route survives the address bar', () => {
    fc.assert(
      fc.property(anyScope, anyId, (scope, id) => {
        const route = { page: 'logs', scope, ...(id === undefined ? {} : { id }) };
        expect(parseRoute(formatRoute(route), PAGES)).toEqual(route);
        const first = { ...route, page: '', scope: { ...DEFAULT_SCOPE, service: scope.service } };
        expect(parseRoute(formatRoute(first), PAGES)).toEqual(first);
      }),
    );
  });

  test('any hash is some route', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(['', 'logs']).toContain(parseRoute(hash, PAGES).page);
        expect(['', 'logs']).toContain(parseRoute(`#/${hash}`, PAGES).page);
      }),
    );
  });

  test.each([
    '',
    '#',
    '#/',
    '#/nowhere',
    '#/nowhere/records/1',
    '#/records/',
    '#/records/%E0%A4%A',
    '#/?range=99y&level=DEBUG&by=colour',
    '#/?logger=x',
  ])('%j is the first page of the last hour, without a filter', (hash) =>
    expect(parseRoute(hash, PAGES)).toEqual({ page: '', scope: DEFAULT_SCOPE }),
  );

  test('the default scope needs no words', () => expect(formatScope(DEFAULT_SCOPE)).toBe(''));

  test('range, colours and mode are no filters', () => {
    expect(hasFilters({ ...DEFAULT_SCOPE, range: '7d', by: 'level', follow: 'tail', show: 'all' })).toBe(false);
    expect(hasFilters({ ...DEFAULT_SCOPE, traceId: 't' })).toBe(true);
    expect(withoutFilters({ ...DEFAULT_SCOPE, range: '7d', search: 'x' })).toEqual({ ...DEFAULT_SCOPE, range: '7d' });
  });

  test('levels: in their order, unknown ones left out', () => {
    expect(parseScope(new URLSearchParams('level=ERROR,NOISE,DEBUG'), FILTERS).level).toBe('DEBUG,ERROR');
    expect(toggleLevel('DEBUG,ERROR', 'INFO')).toBe('DEBUG,INFO,ERROR');
    expect(toggleLevel('DEBUG', 'DEBUG')).toBe('');
  });
});

describe('questions', () => {
  const scope = { ...DEFAULT_SCOPE, service: 'booking', search: '100% _of_ \\it' };

  test('empty filters are not sent', () => {
    expect(askErrors(DEFAULT_SCOPE).parameters).toEqual({ limit: '100', from: 'now-1h' });
  });

  test('the search goes as it was typed', () => {
    const query = new URLSearchParams(addressOf(askErrors(scope)).split('?')[1]);
    expect(query.get('search')).toBe('100% _of_ \\it');
  });

  test('a page further on asks the same question', () => {
    const { cursor, ...rest } = askErrors(scope, 'c1').parameters;
    expect(cursor).toBe('c1');
    expect(rest).toEqual(askErrors(scope).parameters);
  });

  test('a request, a user and a trace are looked up in everything kept', () => {
    for (const name of ['requestId', 'userId', 'traceId'] as const) {
      expect(askErrors({ ...DEFAULT_SCOPE, [name]: 'x' }).parameters).toEqual({ limit: '100', [name]: 'x' });
    }
  });

  test('a name that the API would trim goes in the path', () => {
    expect(addressOf(askErrors({ ...DEFAULT_SCOPE, service: ' b/ü' }))).toBe(
      'api/v1/logs/errors/%20b%2F%C3%BC?limit=100&from=now-1h',
    );
    expect(addressOf(askErrors({ ...DEFAULT_SCOPE, service: '..' }))).toContain('service=..');
  });

  test('a comma in a service name does not make two of it', () => {
    const named = { ...DEFAULT_SCOPE, service: 'a,b\\c' };
    expect(askSearch(named).parameters['service']).toBe('a\\,b\\\\c');
    expect(askHistogram(named).parameters['service']).toBe('a\\,b\\\\c');
    expect(askTail(named, '').parameters['service']).toBe('a\\,b\\\\c');
  });

  test('an attribute goes as a parameter of its own, once it is written to its end', () => {
    const asked = (attribute: string): Record<string, string> => {
      const { limit: _limit, from: _from, ...rest } = askSearch({ ...DEFAULT_SCOPE, attribute }).parameters;
      return rest;
    };
    expect(asked('tenant.id = a=b ')).toEqual({ 'attributes.tenant.id': 'a=b' });
    for (const unfinished of ['', 'orderId', 'orderId=', '=17', ' = ']) expect(asked(unfinished)).toEqual({});
    expect(askTail({ ...DEFAULT_SCOPE, attribute: 'a=1' }, '').parameters).toEqual({ 'attributes.a': '1' });
  });

  test('the chart is of errors only and of the chosen service', () => {
    expect(POLLED.histogram(scope).parameters).toEqual({
      from: 'now-1h',
      interval: 'auto',
      by: 'service',
      level: 'ERROR,CRITICAL',
      service: 'booking',
    });
  });

  test("a record's id cannot leave its place in the path", () => {
    expect(askRecord('../stats?x').path).toBe('api/v1/logs/records/..%2Fstats%3Fx');
  });
});
