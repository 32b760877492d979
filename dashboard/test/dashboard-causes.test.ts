import type { AccessCause, AccessRequest } from '@log-monitor/monitor-api';
import { describe, expect, test } from 'vitest';
import { freshError, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const PROBLEM = '5f0c2b7de1a94433';

const card = (title: string): ReturnType<NonNullable<typeof parts.opened>['page']['locator']> =>
  parts.opened!.page.locator(`section[aria-label="${title}"]`);

/** Some of the requests with a status, the newest first. */
const requestsWith = (wanted: number): AccessRequest[] =>
  parts.monitor.access.requests.filter(({ status }) => status === wanted);

function cause(title: string, requests: number, members: Partial<AccessCause> = {}): AccessCause {
  return {
    ...{ title, service: 'booking', group: null, requests, share: requests / 100, error: freshError().id },
    ...{ matched: { request_id: requests, trace_id: 0, time: 0 }, request: requestsWith(502)[0]!.id },
    ...members,
  };
}

describe('a request and the errors by which it failed', () => {
  test('one that failed leads in two clicks to the stack of the error, and that back to it', async () => {
    const failed = parts.monitor.access.requests.find(({ status }) => status === 502)!;
    const stack = 'PaymentError: the bank did not answer\n    at pay (/app/payments.js:17:9)';
    const error = freshError({ message: 'failed', service: 'booking', error: { type: 'PaymentError', stack } });
    parts.monitor.add(error);
    parts.monitor.causes.pairs = [{ request: failed, record: error, share: null }];
    const page = await parts.open('#/traffic?status=502');
    await page.locator(`.request-list [data-record="${failed.id}"]`).click();
    await page.locator(`.panel [data-error="${error.id}"]`).click();
    await page.locator('.panel section[aria-label="Error"] .stack').first().waitFor();
    expect(page.url()).toContain(`#/records/${error.id}`);
    await page.locator(`.panel [data-request="${failed.id}"]`).click();
    await page.locator('.panel').getByText('The line as it came').waitFor();
    expect(page.url()).toContain(`#/traffic/records/${failed.id}`);
    expect(await page.locator('.panel .guess').count()).toBe(0);
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('a guess says that it is one and how much speaks for it; hostile errors stay text', async () => {
    const failed = parts.monitor.access.requests.find(({ status }) => status === 502)!;
    const error = freshError({ message: '<img src=x onerror="pwned()">' });
    parts.monitor.causes.pairs = [{ request: failed, record: error, share: 0.62 }];
    await parts.open(`#/traffic/records/${failed.id}`);
    const found = parts.opened!.page.locator('.panel section[aria-label="Errors by which it failed"]');
    await found.getByText('guess, 62 %').waitFor();
    expect(await found.innerText()).toMatch(/<img src=x[^]*A guess: these errors were logged/);
    expect(await parts.opened?.wasAttacked()).toBe(false);
  });

  test('of several errors and several requests, each leads to itself', async () => {
    const [failed, other] = requestsWith(502) as [AccessRequest, AccessRequest];
    const problem = { id: PROBLEM, title: 'PaymentError', state: 'open' } as const;
    const errors = ['first', 'second'].map((message) => freshError({ message, group: { ...problem } }));
    const [first, second] = errors as [(typeof errors)[0], (typeof errors)[0]];
    parts.monitor.add(first, second);
    parts.monitor.causes.pairs = [
      ...errors.map((record) => ({ request: failed, record, share: null })),
      { request: other, record: second, share: null },
    ];
    const page = await parts.open(`#/traffic/records/${failed.id}`);
    await page.locator(`.panel [data-error="${second.id}"]`).click();
    await page.locator(`.panel [data-request="${other.id}"]`).click();
    await page.locator('.panel').getByText('The line as it came').waitFor();
    expect(page.url()).toContain(`#/traffic/records/${other.id}`);
    expect(await page.locator(`.panel [data-error]`).allInnerTexts()).toEqual([expect.stringContaining('second')]);
    await page.locator('.panel').getByRole('link', { name: 'PaymentError' }).click();
    await page.waitForFunction((id) => location.hash.startsWith(`#/problems/records/${id}`), PROBLEM);
  });

  test('an error says which of its requests are a guess, and how much speaks for each', async () => {
    const [failed, other] = requestsWith(502) as [AccessRequest, AccessRequest];
    const error = freshError({ message: 'failed' });
    parts.monitor.add(error);
    parts.monitor.causes.pairs = [
      { request: failed, record: error, share: 0.8 },
      { request: other, record: error, share: 0.2 },
    ];
    const page = await parts.open(`#/records/${error.id}`);
    const found = page.locator('.panel section[aria-label="Requests that failed by it"]');
    await found.locator('[data-request]').first().waitFor();
    expect(await found.locator('.guess').allInnerTexts()).toEqual(['guess, 80 %', 'guess, 20 %']);
    expect(await found.innerText()).toMatch(/A guess: these errors were logged while the request lasted\.$/);
  });

  test('one that nothing explains says so; one that went well is said to have errors all the same, or nothing', async () => {
    const [failed] = requestsWith(502);
    const [well, silent] = requestsWith(200);
    const error = freshError();
    parts.monitor.causes.pairs = [{ request: well!, record: error, share: null }];
    const page = await parts.open(`#/traffic/records/${failed!.id}`);
    await card('Errors by which it failed').getByText('No error has its ids.').waitFor();
    await page.goto(`${parts.monitor.url}#/traffic/records/${well!.id}`);
    await card('Errors all the same').locator(`[data-error="${error.id}"]`).waitFor();
    await page.goto(`${parts.monitor.url}#/traffic/records/${silent!.id}`);
    await card('Errors all the same').waitFor({ state: 'detached' });
    await page.locator('.panel').getByText('The line as it came').waitFor();
    expect(await card('Errors by which it failed').count()).toBe(0);
  });
});

describe('why requests failed', () => {
  test('why they failed is said with shares, how it was found and what stays unexplained', async () => {
    const { causes } = parts.monitor;
    const matched = { request_id: 60, trace_id: 0, time: 2 };
    const cause = { title: 'PaymentError', service: 'booking', group: '5f0c2b7de1a94433', requests: 62, share: 0.62 };
    const request = parts.monitor.access.requests[0]!.id;
    causes.causes = [{ ...cause, matched, request, error: freshError().id }];
    causes.unexplained = 38;
    const page = await parts.open('#/traffic?status=5xx');
    const why = card('Why requests failed');
    await why.getByText('62 % of the 5xx: PaymentError in booking').waitFor();
    expect(await why.locator('tbody tr').innerText()).toMatch(/request id 60, guess by time 2\s+62\s+62 %/);
    await why.getByText('38 requests (38 %) without an error that explains them.').waitFor();
    await why.getByRole('link', { name: 'Problem: PaymentError' }).click();
    await page.waitForFunction(() => location.hash.startsWith('#/problems/records/5f0c2b7de1a94433'));
    await page.goBack();
    await page.getByRole('button', { name: '2xx', exact: true }).click();
    await why.waitFor({ state: 'detached' });
  });

  test('of a sample it says so, and each cause leads to its own error', async () => {
    const causes = [cause('PaymentError', 60), cause('StockError', 25), cause('MailError', 15)];
    parts.monitor.add(...causes.map(({ error, title }) => freshError({ id: error, error: { type: title } })));
    parts.monitor.causes.causes = causes;
    parts.monitor.causes.isSample = true;
    const page = await parts.open('#/traffic?status=5xx');
    const why = card('Why requests failed');
    await why.getByText('the newest 100 requests, since').waitFor();
    const rows = await why.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s+/).slice(0, 1)[0])).toEqual(['PaymentError', 'StockError', 'MailError']);
    await why.getByRole('link', { name: 'StockError' }).click();
    await page.locator('.panel section[aria-label="Error"]').getByText('StockError').first().waitFor();
    expect(page.url()).toContain(`#/records/${causes[1]!.error}`);
  });

  test('a surge of faults names the two most frequent, of its newest requests if they are many', async () => {
    const causes = [cause('PaymentError', 60, { group: PROBLEM }), cause('StockError', 25), cause('MailError', 15)];
    parts.monitor.add(...causes.map(({ error, title }) => freshError({ id: error, error: { type: title } })));
    parts.monitor.causes.causes = causes;
    parts.monitor.causes.isSample = true;
    const page = await parts.open('#/anomalies');
    const notes = page.locator('.anomaly-cause');
    await notes.first().waitFor();
    expect((await notes.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      '60 % of its newest 5xx: PaymentError in booking problem',
      '25 % of its newest 5xx: StockError in booking',
    ]);
    const surge = parts.monitor.requests.find((asked) => asked.includes('/access/causes'));
    expect(decodeURIComponent(surge ?? '').replaceAll('+', ' ')).toContain('route=POST /pay/:id');
    await notes.nth(1).getByRole('link', { name: 'StockError' }).click();
    await page.locator('.panel section[aria-label="Error"]').getByText('StockError').first().waitFor();
    expect(page.url()).toContain(`#/records/${causes[1]!.error}`);
  });
});
