import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askErrors, askHistogram, askLogHistogram, askRecord, askSearch, askTail } from '../src/api/question.js';
import { addressOf } from '../src/api/get-json.js';
import { DEFAULT_LOG_SCOPE } from '../src/navigation/log-scope.js';
import { formatRoute, parseRoute } from '../src/navigation/route.js';
import { DEFAULT_SCOPE, type Scope, formatScope, hasFilters, withoutFilters } from '../src/navigation/scope.js';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
const anyScope: fc.Arbitrary<Scope> = fc.record({
  range: fc.constantFrom('15m', '1h', '6h', '24h', '7d'),
  service: anyText,
  level: fc.constantFrom('', 'ERROR', 'CRITICAL'),
  search: anyText,
  requestId: anyText,
  userId: anyText,
  traceId: anyText,
  by: fc.constantFrom('service', 'level'),
});

describe('addresses', () => {
  test('any route survives the address bar', () => {
    fc.assert(
      fc.property(
        anyScope,
        fc.option(
          anyText.filter((id) => id !== ''),
          { nil: undefined },
        ),
        (scope, id) => {
          const route =
            id === undefined ? { page: 'overview' as const, scope } : { page: 'record' as const, id, scope };
          expect(parseRoute(formatRoute(route))).toEqual(route);
        },
      ),
    );
  });

  test('any hash is some route', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(['overview', 'record', 'logs']).toContain(parseRoute(hash).page);
        expect(['overview', 'record', 'logs']).toContain(parseRoute(`#/${hash}`).page);
      }),
    );
  });

  test.each(['', '#', '#/', '#/nowhere', '#/records/', '#/records/%E0%A4%A', '#/?range=99y&level=DEBUG&by=colour'])(
    '%j is the overview of the last hour',
    (hash) => expect(parseRoute(hash)).toEqual({ page: 'overview', scope: DEFAULT_SCOPE }),
  );

  test('the default scope needs no words', () => expect(formatScope(DEFAULT_SCOPE)).toBe(''));

  test('range and colours are no filters', () => {
    expect(hasFilters({ ...DEFAULT_SCOPE, range: '7d', by: 'level' })).toBe(false);
    expect(hasFilters({ ...DEFAULT_SCOPE, traceId: 't' })).toBe(true);
    expect(withoutFilters({ ...DEFAULT_SCOPE, range: '7d', search: 'x' })).toEqual({ ...DEFAULT_SCOPE, range: '7d' });
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

  test('a name that a comma-separated parameter would split goes in the path', () => {
    expect(addressOf(askErrors({ ...DEFAULT_SCOPE, service: 'a,b/ü' }))).toBe(
      'api/v1/logs/errors/a%2Cb%2F%C3%BC?limit=100&from=now-1h',
    );
    expect(addressOf(askErrors({ ...DEFAULT_SCOPE, service: '..' }))).toContain('service=..');
  });

  test('a comma in a service name does not make two of it on the Logs page', () => {
    const named = { ...DEFAULT_LOG_SCOPE, service: 'a,b\\c' };
    expect(askSearch(named).parameters['service']).toBe('a\\,b\\\\c');
    expect(askLogHistogram(named).parameters['service']).toBe('a\\,b\\\\c');
    expect(askTail(named, '').parameters['service']).toBe('a\\,b\\\\c');
  });

  test('an attribute goes as a parameter of its own, once it is written to its end', () => {
    const asked = (attribute: string): Record<string, string> => {
      const { limit: _limit, from: _from, ...rest } = askSearch({ ...DEFAULT_LOG_SCOPE, attribute }).parameters;
      return rest;
    };
    expect(asked('tenant.id = a=b ')).toEqual({ 'attributes.tenant.id': 'a=b' });
    for (const unfinished of ['', 'orderId', 'orderId=', '=17', ' = ']) expect(asked(unfinished)).toEqual({});
    expect(askTail({ ...DEFAULT_LOG_SCOPE, attribute: 'a=1' }, '').parameters).toEqual({ 'attributes.a': '1' });
  });

  test('the chart is of errors only and of the chosen service', () => {
    expect(askHistogram(scope).parameters).toEqual({
      from: 'now-1h',
      interval: 'auto',
      by: 'service',
      level: 'ERROR,CRITICAL',
      service: 'booking',
    });
  });

  test("a record's id can not leave its place in the path", () => {
    expect(askRecord('../stats?x').path).toBe('api/v1/logs/records/..%2Fstats%3Fx');
  });
});
