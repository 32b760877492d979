import { describe, expect, test } from 'vitest';
import { application, groupRule } from './fixture-group-rules.js';
import { problem } from './fixture-groups.js';
import { skipTime } from './open-dashboard.js';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const GROUPING = '#/problems?view=grouping';

describe('rules for grouping', () => {
  test('one is made: tried on what is stored first, refused at its field, and the others stay before it', async () => {
    parts.monitor.groupRules.rules = [groupRule(1)];
    const page = await parts.open(GROUPING);
    await page.getByRole('link', { name: 'New rule' }).click();
    await page.getByLabel('Name').fill('Gateways');
    await page.getByLabel('Message', { exact: true }).fill('/gateway (\\w+)/');
    await page.getByLabel('Are one problem by').fill('gateway {1}');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('412 problems → 61').waitFor();
    const words = await page.locator('.group-preview').innerText();
    for (const one of ['1 would split', 'This one would split', 'UpstreamError: it failed', '300 errors → 3 problems'])
      expect(words).toContain(one);
    expect(words).toContain('This one and 8 more would be made of several');
    expect(words).toContain('7 problems → 1, 700 errors');
    const [tried] = parts.monitor.groupRules.tried;
    expect(tried).toEqual([
      { name: 'Rule 1', match: { type: 'Type1' }, fingerprint: '{type}', enabled: true },
      { name: 'Gateways', match: { message: '/gateway (\\w+)/' }, fingerprint: 'gateway {1}', enabled: true },
    ]);
    parts.monitor.groupRules.refused = [{ name: 'match.message', reason: 'cannot be read' }];
    await page.getByRole('button', { name: 'Make the rule' }).click();
    await page.getByText('cannot be read', { exact: true }).waitFor();
    expect(await page.getByLabel('Message', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    parts.monitor.groupRules.refused = [];
    await page.getByRole('button', { name: 'Make the rule' }).click();
    await page.locator('[data-group-rule]').nth(1).getByText('Gateways').waitFor();
    expect(parts.opened?.complaints.filter((one) => !one.includes('400'))).toEqual([]);
  });

  test('they are put into another order, switched off, deleted; then applied, with progress', async () => {
    const { groupRules } = parts.monitor;
    groupRules.rules = [groupRule(1), groupRule(2), groupRule(3)];
    const page = await parts.open(GROUPING);
    await page.getByRole('button', { name: 'Move Rule 3 up' }).click();
    await expect.poll(() => groupRules.rules.map(({ name }) => name)).toEqual(['Rule 1', 'Rule 3', 'Rule 2']);
    await page.getByRole('switch', { name: 'Rule 1 is on' }).click();
    await expect.poll(() => groupRules.rules[0]?.enabled).toBe(false);
    await page.getByRole('button', { name: 'Delete Rule 2' }).click();
    await page.getByRole('button', { name: 'Delete the rule' }).click();
    await expect.poll(() => page.locator('[data-group-rule]').count()).toBe(2);
    await page.getByRole('button', { name: 'Apply the rules to what is stored' }).click();
    await page.getByText('Moving errors to their problems: 412,000 of 1,000,000').waitFor();
    groupRules.application = application({ state: 'finished', done: 1_000_000 });
    groupRules.isApplied = true;
    await skipTime(page, 2000);
    await page.getByText('Last time: finished').waitFor();
    await page.getByText('is grouped by these rules, too').waitFor();
  });

  test('two windows are compared, also around a deployment; nothing is wider than the window', async () => {
    const page = await parts.open('#/problems?view=compare');
    await page.locator('[data-compare="new"]').getByText(problem(1).title).waitFor();
    expect(await page.locator('[data-compare="grown"] tbody tr').innerText()).toContain(`\t3\t${problem(2).count}`);
    await page.locator('[data-compare="vanished"]').getByText('None.').waitFor();
    await page.getByLabel('Version that was deployed').fill('1.4.3');
    await page.getByText('1.4.3 was first seen').waitFor();
    for (const hash of ['#/problems?view=compare', `${GROUPING}&task=new`]) {
      await page.goto(parts.monitor.url + hash);
      await page.setViewportSize({ width: 360, height: 900 });
      expect([hash, await scrollsSideways(page)]).toEqual([hash, false]);
    }
  });
});
