import { describe, expect, test } from 'vitest';
import {
  askAccessErrorClasses,
  askAccessErrors,
  askAccessExport,
  askAccessRequest,
  askAccessRequests,
  askAccessSummary,
  askAccessTop,
  askAccessUnparsed,
} from '../src/api/access-question.js';
import { DEFAULT_SCOPE } from '../src/navigation/scope.js';
import { changeText, millisecondsText } from '../src/text/number-text.js';

describe('questions about web servers', () => {
  const scope = { ...DEFAULT_SCOPE, host: 'a,b\\c', status: '404,5xx', search: 'a,b' };

  test('a comma in a name does not make two of it; those of status codes stay', () => {
    expect(askAccessSummary(scope).parameters).toEqual({
      from: 'now-1h',
      host: 'a\\,b\\\\c',
      status: '404,5xx',
      search: 'a,b',
    });
  });

  test('the list is of requests that failed, unless a status is wanted', () => {
    expect(askAccessRequests(DEFAULT_SCOPE).parameters).toEqual({ from: 'now-1h', limit: '50', status: 'errors' });
    expect(askAccessRequests(scope, 'c1').parameters).toMatchObject({ status: '404,5xx', cursor: 'c1' });
    const all = { ...DEFAULT_SCOPE, show: 'all' } as const;
    expect(askAccessRequests(all).parameters).toEqual({ from: 'now-1h', limit: '50' });
    expect(askAccessRequests({ ...all, status: '2xx' }).parameters).toMatchObject({ status: '2xx' });
  });

  test('an export is of what the figures count, whatever the list shows', () => {
    expect(askAccessExport({ ...DEFAULT_SCOPE, method: 'GET', level: 'ERROR', reason: 'empty' }, 'csv')).toEqual({
      path: 'api/v1/access/export',
      parameters: { from: 'now-1h', method: 'GET', format: 'csv' },
    });
  });

  test('lines are asked for nothing that they do not have', () => {
    const wide = { ...scope, level: 'ERROR', class: 'timeout', reason: 'empty', source: 's', client: 'c' };
    const shared = { from: 'now-1h', limit: '20', search: 'a,b', source: 's' };
    const errors = { ...shared, host: 'a\\,b\\\\c', client: 'c', level: 'ERROR', class: 'timeout' };
    expect(askAccessErrors(wide).parameters).toEqual(errors);
    expect(askAccessUnparsed(wide, 'c1').parameters).toEqual({ ...shared, reason: 'empty', cursor: 'c1' });
  });

  test('the slowest are routes; error logs are asked for nothing that their lines do not have', () => {
    expect(askAccessTop('slow', DEFAULT_SCOPE).parameters).toMatchObject({ by: 'route' });
    const { timeZone: _zone, ...asked } = askAccessErrorClasses({ ...scope, route: 'GET /', method: 'GET' }).parameters;
    expect(asked).toEqual({ from: 'now-1h', host: 'a\\,b\\\\c', search: 'a,b' });
  });

  test('an id cannot leave its place in the path', () => {
    expect(askAccessRequest('../summary?x').path).toBe('api/v1/access/requests/..%2Fsummary%3Fx');
  });
});

describe('figures of requests', () => {
  test.each([
    [null, '–'],
    [0, '0 ms'],
    [0.42, '0.42 ms'],
    [18.24, '18 ms'],
    [160.5, '161 ms'],
    [999.6, '1 s'],
    [2310, '2.31 s'],
    [30_004, '30 s'],
  ])('%j ms is %j', (milliseconds, text) => expect(millisecondsText(milliseconds)).toBe(text));

  test.each([
    [112, 100, '+12 %, '],
    [50, 100, '−50 %, '],
    [1, 1, ''],
    [5, 0, ''],
    [1001, 1000, 'about the same, '],
    [1e6, 1, 'over +999 %, '],
  ])('%j after %j is %j', (now, before, text) => expect(changeText(now, before)).toBe(text));
});
