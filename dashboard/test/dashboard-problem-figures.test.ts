import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { groupRule } from './fixture-group-rules.js';
import { problem } from './fixture-groups.js';
import { skipTime } from './open-dashboard.js';
import { useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const row = (page: Page, number: number): Locator => page.locator(`[data-problem="${problem(number).id}"]`);
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** What a reader sees of an element, without the spaces between its parts. */
const wordsOf = async (one: Locator): Promise<string> => (await one.innerText()).replaceAll(/\s+/g, ' ').trim();

const trendOf = (counts: number[]) => ({ from: ago(60), bucketMs: 150_000, counts });

test('each row has its own figures under their heads, and its own trend', async () => {
  parts.monitor.groups.groups = [
    problem(1, {
      count: 111,
      total: 9111,
      users: 11,
      lastSeen: ago(3.5),
      firstSeen: ago(130),
      trend: trendOf([7, 0, 3]),
    }),
    problem(2, {
      count: 222,
      total: 9222,
      users: 22,
      lastSeen: ago(5.5),
      firstSeen: ago(250),
      trend: trendOf([0, 1, 9]),
    }),
  ];
  const page = await parts.open('#/problems');
  await row(page, 2).waitFor();
  const seen = async (number: number) => ({
    errors: await wordsOf(row(page, number).locator('.problem-errors')),
    users: await wordsOf(row(page, number).locator('.problem-users')),
    last: await wordsOf(row(page, number).locator('.problem-last')),
    first: await wordsOf(row(page, number).locator('.problem-first')),
    trend: await row(page, number).locator('.sparkline').getAttribute('aria-label'),
    bars: ((await row(page, number).locator('.sparkline path').getAttribute('d')) ?? '').match(/M\d+/g),
  });
  expect(await seen(1)).toEqual({
    ...{ errors: '111', users: '11', last: '3 min ago', first: '2 h ago' },
    ...{ trend: 'Trend: up to 7 in 2 min', bars: ['M0', 'M2'] },
  });
  expect(await seen(2)).toEqual({
    ...{ errors: '222', users: '22', last: '5 min ago', first: '4 h ago' },
    ...{ trend: 'Trend: up to 9 in 2 min', bars: ['M1', 'M2'] },
  });
  const heads = await page.locator('.problem-head .problem-sort').allInnerTexts();
  expect(heads.map((words) => words.replace(/ [↓↑]$/, ''))).toEqual([
    ...['Problem', 'Trend', 'Errors', 'Users', 'Last seen', 'First seen', 'State'],
  ]);
});

test('every filter of the address is asked for, and every head sorts by what it says', async () => {
  const narrowed = { service: 'booking', search: 'pool', assignee: 'ada', version: '1.4.2' };
  const counted = { users: '3', minimum: '4', firstSeen: 'before', regressed: 'true', notes: 'false' };
  const page = await parts.open(
    `#/problems?${new URLSearchParams({ state: 'muted', ...narrowed, ...counted }).toString()}`,
  );
  const asked = (): Record<string, string> => {
    const path = parts.monitor.requests.findLast((one) => one.startsWith('/api/v1/groups?')) ?? '';
    return Object.fromEntries(new URL(path, 'http://monitor').searchParams);
  };
  await expect.poll(asked).toMatchObject({ state: 'muted', ...narrowed, ...counted, from: 'now-1h' });
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(() => Object.keys(asked()).sort()).toEqual(['from', 'limit', 'order', 'sort', 'state']);
  await row(page, 1).waitFor();
  const sorts = {
    Problem: 'title',
    Trend: 'growth',
    Errors: 'count',
    Users: 'users',
    'First seen': 'firstSeen',
    State: 'state',
  };
  for (const [head, sort] of Object.entries({ ...sorts, 'Last seen': 'lastSeen' })) {
    await page.locator('.problem-head').getByRole('button', { name: head, exact: true }).click();
    await expect.poll(asked).toMatchObject({ sort, order: 'desc' });
  }
});

test('all that are listed are selected at once, reopened, ignored, and let go', async () => {
  parts.monitor.groups.groups = [1, 2, 3].map((number) => problem(number));
  const page = await parts.open('#/problems?state=all');
  await page.getByLabel('Select all that are listed').check();
  await page.getByText('3 problems selected').waitFor();
  await page.getByRole('button', { name: 'Ignore', exact: true }).click();
  await expect
    .poll(() => parts.monitor.groups.groups.map(({ state }) => state))
    .toEqual(['ignored', 'ignored', 'ignored']);
  await expect.poll(() => page.getByText('3 problems selected').count()).toBe(0);
  await row(page, 2).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Reopen', exact: true }).click();
  await expect
    .poll(() => parts.monitor.groups.groups.map(({ state }) => state))
    .toEqual(['ignored', 'open', 'ignored']);
  await row(page, 3).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Select none' }).click();
  expect(await row(page, 3).getByRole('checkbox').isChecked()).toBe(false);
});

test('what a problem is already is not offered; a regression can be taken note of', async () => {
  const regressedAt = '2026-11-20T10:00:00.000Z';
  parts.monitor.groups.groups = [problem(1), problem(2, { regressedAt }), problem(3, { state: 'ignored' })];
  const page = await parts.open('#/problems?state=all');
  const offered = async (...numbers: number[]): Promise<string[]> => {
    for (const number of numbers) await row(page, number).getByRole('checkbox').check();
    const names: string[] = [];
    for (const name of ['Resolve', 'Ignore', 'Reopen'])
      if (await page.getByRole('button', { name, exact: true }).isEnabled()) names.push(name);
    await page.getByRole('button', { name: 'Select none' }).click();
    return names;
  };
  expect(await offered(1)).toEqual(['Resolve', 'Ignore']);
  expect(await offered(2)).toEqual(['Resolve', 'Ignore', 'Reopen']);
  expect(await offered(3)).toEqual(['Resolve', 'Reopen']);
  expect(await offered(1, 3)).toEqual(['Resolve', 'Ignore', 'Reopen']);
});

test('a problem shows its own figures: of the range, of all times, by service and by version', async () => {
  parts.monitor.groups.groups = [
    problem(1, { count: 111, total: 9111, users: 11, services: ['web', 'mail'], versions: ['2.0.0'], assignee: 'ada' }),
  ];
  const page = await parts.open(`#/problems/records/${problem(1).id}`);
  const panel = page.locator('.panel [data-details]');
  await panel.getByText('111 errors, one bar is 2 min.', { exact: true }).first().waitFor();
  expect(await wordsOf(panel.locator('.facts'))).toMatch(/Errors 9,111 Users 11 Assigned to ada$/);
  const table = (name: string) => panel.getByRole('region', { name }).locator('tbody tr').allInnerTexts();
  expect((await table('Services')).map((line) => line.split('\t').slice(0, 3))).toEqual([
    ['web', '30', '60 %'],
    ['mail', '20', '40 %'],
  ]);
  expect((await table('Versions')).map((line) => line.split('\t').slice(0, 2))).toEqual([
    ['2.0.0', '30'],
    ['not said', '20'],
  ]);
});

test('two windows are told in their order, of one service where that is chosen, and lead to problems', async () => {
  const page = await parts.open('#/problems?view=compare&service=booking&range=6h');
  await page.locator('[data-compare="new"]').getByText(problem(1).title).waitFor();
  const asked = parts.monitor.requests.findLast((path) => path.startsWith('/api/v1/groups/compare')) ?? '';
  const { searchParams } = new URL(asked, 'http://monitor');
  expect(Object.fromEntries(searchParams)).toEqual({ from: 'now-6h', service: 'booking' });
  const times = await page
    .locator('.compare-words time')
    .evaluateAll((found) => found.map((one) => Date.parse((one as HTMLTimeElement).dateTime)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(3);
  expect(await page.locator('[data-compare="new"] tbody tr').innerText()).toContain(`\t0\t${problem(1).count}\t`);
  expect(await page.locator('[data-compare] h2').allInnerTexts()).toEqual(['New 1', 'Grown 1 of 33', 'Vanished 0']);
  await page.locator('[data-compare="grown"]').getByRole('link').click();
  await page.locator(`.panel [data-details="${problem(2).id}"]`).waitFor();
});

test('a rule is changed in its place, tried there, and the change taken back; what is being applied is stopped', async () => {
  const { groupRules } = parts.monitor;
  groupRules.rules = [groupRule(1), groupRule(2), groupRule(3)];
  const page = await parts.open('#/problems?view=grouping');
  await page.getByRole('button', { name: 'Move Rule 2 down' }).click();
  await expect.poll(() => groupRules.rules.map(({ name }) => name)).toEqual(['Rule 1', 'Rule 3', 'Rule 2']);
  await page.getByRole('link', { name: 'Edit Rule 3' }).click();
  expect(await page.getByLabel('Type of error').inputValue()).toBe('Type3');
  await page.getByLabel('Are one problem by').fill('{type} {service}');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('412 problems → 61').waitFor();
  expect(groupRules.tried[0]?.map(({ fingerprint }) => fingerprint)).toEqual(['{type}', '{type} {service}', '{type}']);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('type of error Type3 → {type} {service}').waitFor();
  expect(groupRules.changed.at(-1)).toContain(`PUT /api/v1/group-rules/${groupRule(3).id}`);
  await page.getByRole('button', { name: 'Take back the last change' }).click();
  await expect.poll(() => groupRules.changed.at(-1)).toContain('POST /api/v1/group-rules/undo');
  await page.getByRole('button', { name: 'Apply the rules to what is stored' }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Stop it; what was moved stays' }).click();
  await expect.poll(() => groupRules.application?.state).toBe('stopped');
  await skipTime(page, 2000);
  await page.getByText('Last time: stopped').waitFor();
});
