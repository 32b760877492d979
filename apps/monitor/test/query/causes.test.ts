import type { AccessRecord } from '@log-monitor/access-record';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccessFilter } from '../../src/query/access/access-filter.js';
import { AccessRequestList } from '../../src/query/access/access-request-list.js';
import { AccessSettings } from '../../src/query/access/access-settings.js';
import { FailureCauses } from '../../src/query/causes/failure-causes.js';
import { RecordRequests } from '../../src/query/causes/record-requests.js';
import { RequestErrors } from '../../src/query/causes/request-errors.js';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { request } from '../parts/access-lines.js';
import { insertAccessRows } from '../parts/access-rows.js';
import { type FixtureRecord, StoreFixture } from './fixture/store-fixture.js';

const now = Date.now() - 600_000;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let store: StoreFixture;
let pool: QueryPool;
let errors: RequestErrors;
let requests: RecordRequests;
let causes: FailureCauses;
let source = 0;
let offset = 0;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new QueryPool(store.configuration());
  const settings = new AccessSettings(store.configuration());
  const list = new AccessRequestList(pool, settings);
  errors = new RequestErrors(pool, settings);
  requests = new RecordRequests(pool, list);
  causes = new FailureCauses(pool, settings);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});
beforeEach(async () => {
  await store.client.query('TRUNCATE access_record, access_delta, error_record');
});

/** Stores requests; gives their ids. */
async function logged(
  ...lines: readonly (Partial<AccessRecord> & { ms?: number; line?: string })[]
): Promise<string[]> {
  source += 1;
  const rows = lines.map(({ ms = 0, line = 'as it came', ...members }) => ({
    micros: (now + ms) * 1000,
    offset: (offset += 1),
    line,
    record: request({ httpResponseStatusCode: 502, serverAddress: 'shop.example.com', ...members }),
  }));
  await insertAccessRows(store.client, { source, name: `gateway-${source}`, requests: rows });
  return rows.map(({ micros, offset: at }) => `${micros}-${source}-0-${at}-0`);
}

async function failed(...records: readonly (Omit<FixtureRecord, 'time'> & { ms?: number })[]): Promise<string[]> {
  return store.store(records.map(({ ms = 0, ...record }) => ({ time: now + ms, ...record })));
}

const errorsOf = async (id: string | undefined) => {
  const answer = await errors.answer(id ?? '');
  return [answer?.matchedBy, answer?.errors.map(({ record }) => record.id)];
};
const requestsOf = async (id: string | undefined) => {
  const answer = await requests.answer(id ?? '');
  return [answer?.matchedBy, answer?.requests.map(({ request: one }) => one.id)];
};

describe('by id', () => {
  it('a request leads to the errors with its request id, the earliest first, and each of them back', async () => {
    const [, failure] = await logged({ requestId: 'req-1', ms: 5 }, { requestId: 'req-2' });
    const [late, first, other] = await failed(
      { requestId: 'req-2', ms: -2, service: 'gateway-service' },
      { requestId: 'req-2', ms: -9, service: 'booking' },
      { requestId: 'req-3' },
    );
    expect(await errorsOf(failure)).toEqual(['request_id', [first, late]]);
    for (const error of [late, first]) expect(await requestsOf(error)).toEqual(['request_id', [failure]]);
    expect(await requestsOf(other)).not.toContain('request_id');
  });

  it('or by trace id, of which only failed requests are found from the error', async () => {
    const [failure] = await logged(
      { traceId: TRACE, requestId: 'req-unknown' },
      { traceId: TRACE, httpResponseStatusCode: 200 },
    );
    const [error] = await failed({ traceId: TRACE, ms: -9 });
    expect(await errorsOf(failure)).toEqual(['trace_id', [error]]);
    expect(await requestsOf(error)).toEqual(['trace_id', [failure]]);
  });

  it('an id that was used hours before is another request', async () => {
    const [failure] = await logged({ requestId: 'req-1', httpResponseStatusCode: 404 });
    const [error] = await failed({ requestId: 'req-1', ms: -2 * 3_600_000 });
    expect(await errorsOf(failure)).toEqual([null, []]);
    expect(await requestsOf(error)).toEqual([null, []]);
  });
});

describe('by time', () => {
  it('is a guess: the service and the route that the request was sent to before another, each with its share', async () => {
    const [failure] = await logged({
      serverAddress: 'booking-api.example.com',
      httpRoute: '/orders/:id',
      urlPath: '/orders/17',
      durationMs: 40,
    });
    const [near, ofService, ofRoute] = await failed(
      { ms: -1, service: 'notification' },
      { ms: -30, service: 'booking' },
      { ms: -35, service: 'orders', attributes: { route: '/orders/:orderId' } },
      { ms: -20_000, service: 'booking' },
    );
    const answer = await errors.answer(failure ?? '');
    expect(answer).toMatchObject({ matchedBy: 'time', why: expect.stringMatching(/^A guess/) as string });
    expect(answer?.errors.map(({ record }) => record.id)).toEqual([ofRoute, ofService, near]);
    const shares = answer?.errors.map(({ share }) => share ?? 0) ?? [];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(shares[0]).toBeGreaterThan(0.5);
    expect(await requestsOf(ofRoute)).toEqual(['time', [failure]]);
  });

  it('an upstream or a name in the line says which service it was', async () => {
    const line = `${new Date(now).toISOString()} 203.0.113.9 "GET /x HTTP/1.1" 502 0 upstream: http://pay-1:3000/x`;
    const [failure] = await logged({ durationMs: 10, line });
    const [, ofHost] = await failed({ ms: -1, service: 'a' }, { ms: -1, service: 'shop', host: 'pay-1' });
    expect((await errors.answer(failure ?? ''))?.errors[0]?.record.id).toBe(ofHost);
  });

  it('leaves out what belongs to another request, and what was answered well', async () => {
    const [failure, , well] = await logged(
      { durationMs: 40 },
      { requestId: 'req-other', ms: 3 },
      { httpResponseStatusCode: 200 },
    );
    const [, own] = await failed({ ms: -5, requestId: 'req-other' }, { ms: -5, requestId: 'req-of-a-job' });
    expect(await errorsOf(failure)).toEqual(['time', [own]]);
    expect(await errorsOf(well)).toEqual([null, []]);
    expect((await errors.answer(failure ?? ''))?.errors[0]?.share).toBe(1);
  });

  it('an error does not lead to requests that have an error of their own, nor one below ERROR to any', async () => {
    const [mine] = await logged({ durationMs: 40 }, { requestId: 'req-7', durationMs: 40 });
    const [error, , below] = await failed({ ms: -5 }, { requestId: 'req-7' }, { ms: -5, level: 'WARNING' });
    expect(await requestsOf(error)).toEqual(['time', [mine]]);
    expect(await requestsOf(below)).toEqual([null, []]);
  });
});

it('what nobody knows is null, what is no id undefined', async () => {
  expect(await errors.answer('x')).toBeUndefined();
  expect(await errors.answer('1-1-0-1-0')).toBeNull();
  expect(await requests.answer('019aa530-5c9b-7cc3-98c4-dc0c0c07398f')).toBeNull();
});

describe('of many requests', () => {
  const ask = (filter: Partial<AccessFilter> = {}) =>
    causes.answer({
      filter: { healthChecks: 'exclude', ...filter },
      range: { from: new Date(now - 3_600_000), to: new Date(now + 3_600_000), asked: {} } as never,
      now: new Date(now),
    });

  it('says which share failed by which error, how it was found, and what stays unexplained', async () => {
    const pay = { httpRequestMethod: 'POST', httpRoute: '/pay/:id', durationMs: 20 };
    const byRequest = Array.from({ length: 5 }, (_, at) => ({ ...pay, requestId: `req-${at}`, ms: at * 30_000 }));
    await logged(
      ...byRequest,
      { ...pay, traceId: TRACE, ms: 1000 },
      { ...pay, ms: -600_000 },
      { ...pay, ms: -900_000 },
      { ...pay, ms: -1_800_000, requestId: 'req-alone' },
      { ...pay, httpResponseStatusCode: 200, requestId: 'req-well' },
      { httpRoute: '/other', requestId: 'req-9' },
    );
    const ids = await failed(
      ...byRequest.map(({ requestId, ms }) => ({ requestId, ms: ms - 5 })),
      { traceId: TRACE, ms: 995 },
      ...byRequest.map(({ requestId, ms }) => ({ requestId, ms, service: 'edge', message: 'upstream failed' })),
      { ms: -600_010, service: 'stock', error: { type: 'StockError' } },
      { ms: -900_010, service: 'stock', error: { type: 'StockError' } },
      { requestId: 'req-9', service: 'other' },
    );
    const group = await store.problem('PaymentError', ids.slice(0, 6));
    const answer = await ask({ statuses: [502], routes: ['POST /pay/:id'] });
    expect(answer).toMatchObject({
      summary: '67 % of the 502s on POST /pay/:id: PaymentError in booking',
      requests: 9,
      isSample: false,
      causes: [
        {
          ...{ title: 'PaymentError', service: 'booking', group, requests: 6, error: ids[4] },
          matched: { request_id: 5, trace_id: 1, time: 0 },
        },
        {
          ...{ title: 'StockError', service: 'stock', requests: 2, error: ids[11] },
          matched: { request_id: 0, trace_id: 0, time: 2 },
        },
      ],
      unexplained: { requests: 1, share: 1 / 9 },
    });
    expect(answer.causes.map(({ share }) => share)).toEqual([6 / 9, 2 / 9]);
    expect((await ask()).requests).toBe(10);
    expect((await ask({ routes: ['GET /none'] })).summary).toBeNull();
  });

  it('looks at the newest thousand', async () => {
    await store.client.query(
      `INSERT INTO access_record (time, received_at, kafka_offset, source_id, element, flags, kafka_partition, status, latency, health_check, request_id, line)
       SELECT to_timestamp($1::float8 / 1000) - n * interval '1 second', now(), n, $2, 0, 0, 0, 500, 0, false, 'req-' || n, 'x' FROM generate_series(1, 1200) n`,
      [now, source],
    );
    await store.client.query('TRUNCATE error_record');
    await failed({ requestId: 'req-1', ms: -1000 }, { requestId: 'req-1100', ms: -1_100_000 });
    const answer = await ask();
    expect(answer).toMatchObject({ requests: 1000, isSample: true, causes: [{ requests: 1, share: 0.001 }] });
    expect(answer.summary).toBe('< 1 % of the 5xx: failed in booking');
    expect(Date.parse(answer.sampledFrom ?? '')).toBe(now - 1_000_000);
  });
});
