import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FailedRequests, storeFailedRequests } from '../parts/failed-requests.js';
import { HttpFixture } from './fixture/http-fixture.js';

const now = Date.now();
let http: HttpFixture;
let stored: FailedRequests;

interface Table {
  type: string;
  refId: string;
  columns: { text: string; type: string }[];
  rows: (string | number | null)[][];
  meta?: { notices: { severity: string; text: string }[] };
}

beforeAll(async () => {
  http = await HttpFixture.create();
  stored = await storeFailedRequests(http.store, now);
  await http.store.progress(new Date(now), 0);
});
afterAll(() => http.close());

/** Asks as simPod's plugin does. */
const ask = (payload: object, filters: object[] = []) => {
  const range = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now).toISOString() };
  const targets = [{ refId: 'B', target: 'access_causes', payload }];
  return http.post('/api/v1/grafana/query', { range, targets, filters }).expect(200);
};
const tableOf = async (payload: object, filters?: object[]): Promise<Table> => {
  const { body } = await ask(payload, filters);
  expect(body).toHaveLength(1);
  return (body as [Table])[0];
};

describe('access_causes', () => {
  it('is a row for each cause with how it was found, and one for what nothing explains', async () => {
    const { body, headers } = await ask({});
    const { payments, paymentErrors, order, orderError, problem } = stored;
    expect(body).toEqual([
      {
        type: 'table',
        refId: 'B',
        columns: [
          ...['cause', 'service'].map((text) => ({ text, type: 'string' })),
          ...['requests', 'share', 'by_request_id', 'by_trace_id', 'guessed_by_time'].map((text) => ({
            text,
            type: 'number',
          })),
          ...['problem', 'error', 'request'].map((text) => ({ text, type: 'string' })),
        ],
        rows: [
          ['PaymentError', 'booking', 4, 4 / 6, 4, 0, 0, problem, paymentErrors[2], payments[2]],
          ['StockError', 'stock', 1, 1 / 6, 0, 0, 1, '', orderError, order],
          ['(no error was found)', '', 1, 1 / 6, null, null, null, '', '', ''],
        ],
      },
    ]);
    expect(headers['x-complete-through']).toBe(new Date(now).toISOString());
  });

  const PAYMENT = [['PaymentError', 4]];
  const ORDERS = [
    ['StockError', 1],
    ['(no error was found)', 1],
  ];
  it.each([
    [{ project: 'pay' }, PAYMENT],
    [{ httpHost: ['shop-web.example'] }, ORDERS],
    [{ status: '502' }, [...PAYMENT, ORDERS[0]]],
    [{ status: ['404', '500'] }, [['NotFoundError', 1], ORDERS[1]]],
    [{ method: '{POST,PUT}' }, PAYMENT],
    [{ route: 'GET /orders/:id' }, ORDERS],
    [{ client: '203.0.113.8' }, [ORDERS[1]]],
    [{ source: '(edge|nobody)' }, [['PaymentError', 1]]],
    [{ cluster: 'eu-west' }, [['PaymentError', 1]]],
    [{ source: 'All', project: '$__all' }, [...PAYMENT, ...ORDERS]],
    [{ status: '200' }, []],
  ])('honours the payload %j', async (payload, expected) => {
    const { rows } = await tableOf(payload);
    expect(rows.map(([cause, , requests]) => [cause, requests])).toEqual(expected);
  });

  it('honours an ad-hoc filter, and shares are of what is left', async () => {
    const { rows } = await tableOf({}, [{ key: 'httpHost', operator: '!=', value: 'shop-web.example' }]);
    expect(rows.map(([cause, , , share]) => [cause, share])).toEqual([['PaymentError', 1]]);
    expect((await tableOf({ source: 'nobody' })).rows).toEqual([]);
  });

  it('refuses what is no status, and a variable that was not filled in', async () => {
    for (const payload of [{ status: 'LOUD' }, { route: '$route' }]) {
      const target = { refId: 'B', target: 'access_causes', payload };
      const { body } = await http.post('/api/v1/grafana/query', { targets: [target] }).expect(400);
      expect(body.code).toBe('PARAMETER_INVALID');
    }
  });

  it('says that it is of a sample', async () => {
    expect((await tableOf({})).meta).toBeUndefined();
    await http.store.client.query(
      `INSERT INTO access_record (time, received_at, kafka_offset, source_id, element, flags, kafka_partition, status, latency, health_check, line)
       SELECT to_timestamp($1::float8 / 1000) - n * interval '1 second', now(), 100 + n, 2, 0, 0, 0, 503, 0, false, 'x' FROM generate_series(1, 1100) n`,
      [now],
    );
    const { rows, meta } = await tableOf({ status: '503' });
    expect(rows.at(-1)?.slice(0, 4)).toEqual(['(no error was found)', '', expect.any(Number), expect.any(Number)]);
    expect(rows.reduce((sum, [, , requests]) => sum + Number(requests), 0)).toBe(1000);
    const since = new Date(now - 1_000_000).toISOString();
    const text = `These are of the newest 1000 requests that failed, those since ${since}; there are more.`;
    expect(meta?.notices).toEqual([{ severity: 'info', text }]);
  });
});
