import type {
  AccessCausesAnswer,
  AccessRequest,
  RecordRequestsAnswer,
  RequestErrorsAnswer,
} from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FailedRequests, storeFailedRequests } from '../../monitor/test/parts/failed-requests.js';
import { HttpFixture } from '../../monitor/test/views/fixture/http-fixture.js';
import { run } from '../src/run.js';

const now = Date.now();
let http: HttpFixture;
let stored: FailedRequests;

beforeAll(async () => {
  http = await HttpFixture.create();
  stored = await storeFailedRequests(http.store, now);
  await http.store.progress(new Date(now), 0);
});
afterAll(() => http.close());

/** @returns what came to standard output and what to standard error */
async function ask(...argv: string[]): Promise<{ code: number; out: string[]; notes: string[] }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const code = await run(['causes', ...argv], {
    environment: { LOG_MONITOR_URL: `http://127.0.0.1:${http.port}` },
    out: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    color: false,
    isInteractive: false,
    signal: new AbortController().signal,
  });
  return { code, out, notes };
}

const cells = (line: string | undefined): string[] => (line ?? '').trim().split(/ {2,}/);

describe('log-monitor causes', () => {
  it('sums up: the sentence, a row for each cause, and what stays unexplained', async () => {
    const { code, out, notes } = await ask('--since', '1h');
    const { payments, paymentErrors, order, orderError } = stored;
    expect([code, out[0]]).toEqual([0, '67 % of the 5xx: PaymentError in booking']);
    expect(out.slice(1).map(cells)).toEqual([
      ['REQUESTS', 'SHARE', 'GUESSED', 'SERVICE', 'ERROR', 'REQUEST', 'TITLE'],
      ['4', '66.7 %', '0', 'booking', paymentErrors[2], payments[2], 'PaymentError'],
      ['1', '16.7 %', '1', 'stock', orderError, order, 'StockError'],
    ]);
    expect(notes).toEqual(['Of 6 requests that failed: 1 without an error that explains them.']);
  });

  it.each([
    [['--route', 'POST /pay/:id', '--status', '502'], '100 % of the 502s on POST /pay/:id: PaymentError in booking'],
    [['--status', '404'], '100 % of the 404s: NotFoundError in catalog'],
    [['--host', 'shop-web.example'], '50 % of the 5xx of shop-web.example: StockError in stock (a guess by time)'],
    [['--project', 'pay', '--method', 'POST', '--path', '/pay/17'], '100 % of the 5xx: PaymentError in booking'],
    [['--client', '203.0.113.7', '--search', 'as it came'], '80 % of the 5xx: PaymentError in booking'],
    [['--source', 'edge', '--server', 'web-1', '--cluster', 'eu-west'], '100 % of the 5xx: PaymentError in booking'],
    [['--since', '36m', '--until', '25m'], '50 % of the 5xx: StockError in stock (a guess by time)'],
  ])('%j leaves: %s', async (options, sentence) => {
    expect((await ask(...options)).out[0]).toBe(sentence);
  });

  it('says where nothing failed, and gives the whole answer as JSON', async () => {
    expect(await ask('--client', '192.0.2.1')).toEqual({ code: 0, out: [], notes: ['No request failed.'] });
    const { out, notes } = await ask('-o', 'json');
    const answer = JSON.parse(out.join()) as AccessCausesAnswer;
    expect(answer).toMatchObject({
      requests: 6,
      unexplained: { requests: 1 },
      causes: [{ requests: 4 }, { requests: 1 }],
    });
    expect(notes).toEqual([]);
  });

  it('of a request: its line, the errors by which it failed, and how they were found', async () => {
    const [payment] = stored.payments;
    const { out } = await ask(payment);
    expect(out[0]).toMatch(/^\S+Z 502 pay-web\.example \[req-0\] POST \/pay\/17 20 ms \{[\d-]+\}$/);
    expect(out[0]).toContain(`{${payment}}`);
    expect(out[1]).toMatch(/^\S+Z ERROR {4}booking \[req-0\] failed \{\w{16}\}\n {4}PaymentError$/);
    expect(out.slice(2)).toEqual(['These errors have the request id of the request.']);
    const guessed = await ask(stored.order);
    expect(guessed.out[1]).toMatch(/^guess, 100\.0 %: \S+Z ERROR {4}stock failed/);
    expect(guessed.out[2]).toMatch(/^A guess/);
    const json = JSON.parse((await ask(payment, '-o', 'json')).out.join()) as RequestErrorsAnswer & {
      request: AccessRequest;
    };
    expect(json).toMatchObject({ request: { id: payment }, matchedBy: 'request_id', count: 1 });
  });

  it('of an error: the requests that failed by it', async () => {
    const [error = ''] = stored.paymentErrors;
    const { out } = await ask(error.toUpperCase());
    expect(out.map((line) => /\{(.*)\}/.exec(line)?.[1])).toEqual([stored.payments[0], stored.edge, undefined]);
    expect((await ask(stored.orderError)).out[0]).toMatch(
      /^guess, 100\.0 %: \S+Z 502 shop-web\.example GET \/orders\/5/,
    );
    const json = JSON.parse((await ask(error, '-o', 'json')).out.join()) as RecordRequestsAnswer;
    expect(json).toMatchObject({ matchedBy: 'request_id', count: 2 });
  });

  it('of a request id: each request that has it, the oldest first', async () => {
    const { out, notes } = await ask('--request', 'req-0');
    const ids = out.flatMap((line) => /\{(\d+-.*)\}/.exec(line)?.[1] ?? []);
    expect(ids).toEqual([stored.payments[0], stored.edge]);
    expect(out.filter((line) => line.includes('PaymentError'))).toHaveLength(2);
    expect(notes).toEqual([]);
    const narrowed = await ask('--request', 'req-0', '--source', 'edge', '-o', 'json');
    expect(narrowed.out.map((line) => (JSON.parse(line) as { request: AccessRequest }).request.id)).toEqual([
      stored.edge,
    ]);
    expect((await ask('--request', 'nobody')).notes).toEqual(['No request has this id.']);
  });

  it.each([
    [['req-0'], 2, 'req-0 is the id of no request and no error; --request'],
    [['1-2-3-4-5', 'more'], 2, 'more is too much'],
    [['1-2-3-4-5', '--since', '1h'], 2, 'causes has no --since.'],
    [['--limit', '5'], 2, 'causes has no --limit.'],
    [['1-2-3-4-5'], 1, 'No request with this id'],
    [['019aa530-5c9b-7cc3-98c4-dc0c0c07398f'], 1, 'No record with this id'],
    [['--status', 'LOUD'], 1, 'status must be'],
  ])('%j: exit code %i and a sentence', async (argv, code, sentence) => {
    const ran = await ask(...argv);
    expect(ran.code).toBe(code);
    expect(ran.notes[0]).toContain(sentence);
  });
});
