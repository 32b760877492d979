import type { AccessRecord } from '@log-monitor/access-record';
import type { StoreFixture } from '../query/fixture/store-fixture.js';
import { request } from './access-lines.js';
import { insertAccessRows } from './access-rows.js';

/** What {@link storeFailedRequests} has stored, by ids. */
export interface FailedRequests {
  /** Three payments, which failed by the errors at the same place; one of the three also came through the gateway `edge`. */
  payments: [string, string, string];
  paymentErrors: string[];
  edge: string;
  /** Explained by a guess alone. */
  order: string;
  orderError: string;
  /** The problem of the payments' errors. */
  problem: string;
}

const PAY = { serverAddress: 'pay-web.example', httpRequestMethod: 'POST', httpRoute: '/pay/:id', urlPath: '/pay/17' };
const ORDER = { serverAddress: 'shop-web.example', httpRoute: '/orders/:id', urlPath: '/orders/5' };

/**
 * Stores requests that failed within the hour before `now`, and the errors of services by which they did: four payments of
 * which three are known by their ids, an order by a guess, an order by nothing, one that was not found, and one that went well.
 */
export async function storeFailedRequests(store: StoreFixture, now: number): Promise<FailedRequests> {
  const base = now - 1_200_000;
  const row = (ms: number, offset: number, members: Partial<AccessRecord>) => ({
    micros: (base + ms) * 1000,
    offset,
    line: 'as it came',
    record: request({ httpResponseStatusCode: 502, durationMs: 20, clientAddress: '203.0.113.7', ...members }),
  });
  const gateway = [
    ...[0, 1, 2].map((at) => row(at * 30_000, at, { ...PAY, requestId: `req-${at}` })),
    row(-900_000, 3, ORDER),
    row(-600_000, 4, { ...ORDER, httpResponseStatusCode: 500, clientAddress: '203.0.113.8' }),
    row(0, 5, { ...ORDER, httpResponseStatusCode: 404, requestId: 'req-404' }),
    row(0, 6, { ...ORDER, httpResponseStatusCode: 200, requestId: 'req-well' }),
  ];
  const atEdge = row(5, 0, { ...PAY, requestId: 'req-0' });
  await insertAccessRows(store.client, { source: 1, name: 'shop-gateway', requests: gateway });
  await insertAccessRows(store.client, { source: 2, name: 'edge', requests: [atEdge] });
  await store.client.query(`UPDATE access_source SET cluster = 'eu-west' WHERE id = 2`);
  const ids = await store.store([
    ...[0, 1, 2].map((at) => ({
      time: base + at * 30_000 - 5,
      requestId: `req-${at}`,
      error: { type: 'PaymentError' },
    })),
    { time: base - 900_005, service: 'stock', error: { type: 'StockError' } },
    { time: base - 5, service: 'catalog', requestId: 'req-404', error: { type: 'NotFoundError' } },
  ]);
  const problem = await store.problem('PaymentError', ids.slice(0, 3));
  const idOf = (at: number): string => `${gateway[at]?.micros}-1-0-${at}-0`;
  return {
    ...{ payments: [idOf(0), idOf(1), idOf(2)], paymentErrors: ids.slice(0, 3), edge: `${atEdge.micros}-2-0-0-0` },
    ...{ order: idOf(3), orderError: ids[3] ?? '', problem },
  };
}
