import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as api from '../src/index.js';

describe('a filter of status codes', () => {
  const read = (status: string) => api.accessParameters.safeParse({ status });

  it.each([
    ['404', [404]],
    ['5xx,499', ['5xx', 499]],
    ['errors', ['errors']],
    ['none,0', ['none', 0]],
  ])('%s is read', (text, wanted) => expect(read(text).data?.status).toEqual(wanted));

  it.each(['4x', '4040', '-1', 'all', '5XX', '404;500'])('%j is refused', (text) => {
    expect(read(text).success).toBe(false);
  });
});

describe('the width of a bucket', () => {
  const read = (interval: string) => api.accessSeriesParameters.safeParse({ interval });

  it.each([
    ['10s', 10_000],
    ['90s', 90_000],
    ['1m', 60_000],
    ['1d', 86_400_000],
    ['auto', undefined],
  ])('%s is read', (text, ms) => expect(read(text).data?.interval).toBe(ms));

  it.each(['1s', '15s', '0m', 'm', '1M'])('%j is refused', (text) => expect(read(text).success).toBe(false));
});

it.each([
  ['Asia/Seoul', true],
  ['UTC', true],
  ['Asia/Nowhere', false],
  ['', false],
])('time zone %j: %s', (timeZone, known) => {
  expect(api.accessVisitorParameters.safeParse({ timeZone }).success).toBe(known);
});

const ANSWERS = Object.entries(api).filter(([name]) => /^access.*Answer$/.test(name)) as [string, z.ZodType][];

it.each(ANSWERS)('the example of %s is such an answer', (_name, schema) => {
  expect(schema.safeParse(api.exampleOf(schema)).error).toBeUndefined();
});
