import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { problem } from './fixture-groups.js';
import { errorRow } from './open-dashboard.js';
import { freshError, nextRound, scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const idOf = (number: number): string => problem(number).id;
const row = (page: Page, number: number): ReturnType<Page['locator']> =>
  page.locator(`[data-problem="${idOf(number)}"]`);
const rows = (page: Page): ReturnType<Page['locator']> => page.locator('.problem-rows [data-problem]');
const panel = (page: Page): ReturnType<Page['locator']> => page.locator('.panel [data-details]');
const asked = (): string | undefined => parts.monitor.requests.findLast((path) => path.startsWith('/api/v1/groups?'));

describe('the list of problems', () => {
  test('tells of each; is sorted, searched and narrowed as the address says', async () => {
    const page = await parts.open('#/problems');
    await row(page, 2).waitFor();
    const words = await row(page, 2).innerText();
    for (const one of [
      'TimeoutError',
      'charge (src/payment/client.ts)',
      'booking, mail +1',
      'ada',
      '2 notes',
      'regressed',
    ])
      expect(words).toContain(one);
    expect(await row(page, 2).locator('.sparkline').getAttribute('aria-label')).toMatch(/^Trend: up to \d+ in 2 min$/);
    await page.getByRole('button', { name: 'Errors', exact: true }).click();
    await expect.poll(asked).toContain('sort=count&order=desc');
    await page.getByRole('button', { name: /^Errors/ }).click();
    await expect.poll(asked).toContain('sort=count&order=asc');
    await page.keyboard.press('/');
    await page.keyboard.type('smtp');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Errors at least').fill('5');
    await page.getByLabel('New and old').selectOption('inRange');
    await expect.poll(asked).toMatch(/state=open&search=smtp&minimum=5&firstSeen=inRange/);
    await page.getByRole('button', { name: 'Muted' }).click();
    await page.getByText('No problem with errors in the last hour fits the filter.').waitFor();
    expect(page.url()).toContain('state=muted');
  });

  test('goes from page to page', async () => {
    parts.monitor.groups.groups = Array.from({ length: 60 }, (_, at) => problem(at + 1));
    const page = await parts.open('#/problems');
    await page.getByText('50 of 60 problems').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await row(page, 60).waitFor();
    expect(await rows(page).count()).toBe(10);
    await page.getByRole('button', { name: 'Previous page' }).click();
    await row(page, 1).waitFor();
  });

  test('rows stay where they are while somebody uses them; what is new waits', async () => {
    const page = await parts.open('#/problems');
    await row(page, 1).locator('a').focus();
    const known = parts.monitor.groups.groups;
    parts.monitor.groups.groups = [problem(40), ...known.map((group) => ({ ...group, count: 4711 }))];
    for (let round = 0; round < 3; round += 1) await nextRound(page);
    await page.getByRole('button', { name: '1 new problem' }).waitFor();
    expect(await rows(page).first().getAttribute('data-problem')).toBe(idOf(1));
    expect(await row(page, 1).innerText()).toContain('4,711');
    await page.getByRole('button', { name: '1 new problem' }).click();
    await row(page, 40).waitFor();
  });

  test('says why it is empty, and why it is not there', async () => {
    parts.monitor.groups.groups = [];
    const page = await parts.open('#/problems');
    await page.getByText('No open problem had an error in the last hour.').waitFor();
    parts.monitor.failing.set('/api/v1/groups', 'The database does not answer.');
    await page.getByRole('button', { name: '6 h', exact: true }).click();
    await page.getByText('The problems could not be loaded.').waitFor();
    await page.getByText('The database does not answer.').waitFor();
  });
});

describe('triage', () => {
  test('by the keyboard: rows are selected, resolved together, and taken back', async () => {
    const page = await parts.open('#/problems');
    await row(page, 1).locator('a').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 problems selected').waitFor();
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await page.getByText('2 problems are resolved.').waitFor();
    await expect.poll(() => rows(page).count()).toBe(12);
    const [first] = parts.monitor.groups.changed;
    expect(first).toBe(
      `POST /api/v1/groups/bulk ${JSON.stringify({ ids: [idOf(1), idOf(3)], change: { state: 'resolved' } })}`,
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back.').waitFor();
    await expect.poll(() => rows(page).count()).toBe(14);
  });

  test('in a version, until a count, for somebody; merged into the one that was chosen first; deleted once that is confirmed', async () => {
    const page = await parts.open('#/problems?state=all');
    const act = async (number: number, button: string): Promise<void> => {
      await row(page, number).getByRole('checkbox').check();
      await page.getByRole('button', { name: button, exact: true }).click();
    };
    await act(1, 'Resolve in …');
    await page.getByLabel('Version').last().fill('1.5.0');
    await page.getByRole('form', { name: 'Resolve in a version' }).getByRole('button').click();
    await expect.poll(() => row(page, 1).innerText()).toContain('resolved in 1.5.0');
    await act(3, 'Mute …');
    await page.getByLabel('Until').selectOption('count');
    await page.getByLabel('Errors', { exact: true }).fill('250');
    await page.getByRole('form', { name: 'Mute' }).getByRole('button').click();
    await expect.poll(() => row(page, 3).innerText()).toContain('muted until 250 errors');
    await act(4, 'Assign …');
    await page.getByLabel('Person').fill('grace');
    await page.getByRole('form', { name: 'Assign' }).getByRole('button').click();
    await expect.poll(() => row(page, 4).innerText()).toContain('grace');
    await row(page, 6).getByRole('checkbox').check();
    await act(5, 'Merge');
    await page.getByText('2 problems are one now.').waitFor();
    expect(parts.monitor.groups.changed.at(-1)).toBe(`POST /api/v1/groups/${idOf(6)}/merge {"ids":["${idOf(5)}"]}`);
    await act(7, 'Delete …');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await expect.poll(() => row(page, 7).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });
});

describe('one problem', () => {
  test('says why it is one, where it comes from, and shows samples; leads to its errors and back', async () => {
    const error = freshError({ message: 'of this problem', group: { id: idOf(1), title: problem(1).title } });
    parts.monitor.add(error);
    const page = await parts.open('#/problems');
    await row(page, 1).locator('a').focus();
    await page.keyboard.press('Enter');
    await panel(page).getByText('Grouped by type + 3 frames.').waitFor();
    await panel(page).locator('.chart-host canvas').waitFor();
    await panel(page).locator('.stack').first().waitFor();
    await panel(page).getByRole('button', { name: 'Rare' }).click();
    await panel(page).getByText('the rare one').waitFor();
    await panel(page).getByRole('button', { name: 'First' }).click();
    await panel(page).getByText('This record is no longer stored.').waitFor();
    await panel(page).getByRole('link', { name: 'Its errors' }).click();
    await errorRow(page, error.id).waitFor();
    expect(await page.locator('.list-rows .list-row').count()).toBe(1);
    await page.getByRole('link', { name: /^Its problem/ }).click();
    await panel(page).waitFor();
    await page.goto(`${parts.monitor.url}#/records/${error.id}`);
    await page.locator('.panel section[aria-label="Problem"] a').click();
    await panel(page).waitFor();
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('is noted, taken apart, and its history taken back', async () => {
    parts.monitor.groups.change('POST', `/api/v1/groups/${idOf(1)}/merge`, { ids: [idOf(3)] });
    const page = await parts.open(`#/problems/records/${idOf(1)}`);
    await panel(page).getByLabel('New note').fill('the pool is too small');
    await panel(page).getByRole('button', { name: 'Add the note' }).click();
    await panel(page).locator('[data-note]').getByText('the pool is too small').waitFor();
    await panel(page)
      .locator(`[data-fingerprint="${idOf(3)}"]`)
      .getByRole('checkbox')
      .check();
    await panel(page).getByRole('button', { name: 'Split 1 off' }).click();
    await panel(page).getByText('1 kind of error became a problem of its own.').waitFor();
    const history = panel(page).getByRole('region', { name: 'History' });
    expect(await history.locator('li').allInnerTexts()).toHaveLength(3);
    await history.getByRole('button', { name: 'Take back' }).click();
    await history.getByText('took back: split').waitFor();
    expect(parts.monitor.groups.changed.at(-1)).toContain(`POST /api/v1/groups/${idOf(1)}/undo`);
  });

  test('hostile texts run nothing, and nothing is wider than the window', async () => {
    const attack = `<img src=x onerror="pwned()">${'W'.repeat(300)}`;
    parts.monitor.groups.groups = [
      problem(1, {
        title: attack,
        culprit: attack,
        assignee: attack,
        services: [attack, attack, attack],
        versions: [attack],
      }),
      problem(2, { state: 'resolved', resolvedInVersion: 'W'.repeat(200), title: '\u202e\u0007' }),
    ];
    parts.monitor.groups.change('PATCH', `/api/v1/groups/${idOf(1)}`, { note: attack });
    parts.monitor.groups.change('PATCH', `/api/v1/groups/${idOf(1)}`, { assignee: attack });
    const page = await parts.open('#/problems?state=all&notes=true');
    await row(page, 1).getByRole('checkbox').check();
    for (const isOpen of [false, true]) {
      if (isOpen) await row(page, 1).locator('a').click();
      if (isOpen) await panel(page).waitFor();
      for (const width of [2560, 1440, 1180, 800, 390, 360]) {
        await page.setViewportSize({ width, height: 900 });
        expect([isOpen, width, await scrollsSideways(page)]).toEqual([isOpen, width, false]);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });
});
