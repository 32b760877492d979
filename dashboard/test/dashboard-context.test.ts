import { describe, expect, test } from 'vitest';
import { freshError, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

/** Records of one process, a second apart, oldest first. */
function burst(count: number, instance: string): ReturnType<typeof freshError>[] {
  return Array.from({ length: count }, (_, at) => {
    const timestamp = new Date(Date.now() - (count - at) * 1000).toISOString();
    return freshError({ instance, timestamp, message: `step ${at}`, level: at === 40 ? 'ERROR' : 'INFO' });
  });
}

describe('the records around one', () => {
  const instance = '7d1f2a1e-6c7d-4e8f-9a0b-1c2d3e4f5a6b';

  test('of the same process: 25 on each side, the record itself marked, in sight', async () => {
    const records = burst(80, instance);
    parts.monitor.store(...records);
    const page = await parts.open(`#/records/${records[40]!.id}`);
    const marked = page.locator('.context-rows [aria-current="true"]');
    await marked.waitFor();
    expect(await marked.innerText()).toContain('step 40');
    const messages = await page.locator('.context-message').allInnerTexts();
    expect(messages).toEqual(Array.from({ length: 51 }, (_, at) => `step ${at + 15}`));
    const isInSight = await marked.evaluate((row) => {
      const [box, own] = [row.closest('ol')!.getBoundingClientRect(), row.getBoundingClientRect()];
      return own.top >= box.top && own.bottom <= box.bottom;
    });
    expect(isInSight).toBe(true);
    await page.locator('.context-row', { hasText: 'step 41' }).click();
    await page.waitForFunction((id) => location.hash.includes(id), records[41]!.id);
    await page.locator('.context-rows [aria-current="true"]', { hasText: 'step 41' }).waitFor();
    expect(await page.locator('.panel h2').innerText()).toContain('INFO');
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('of the same request: across services', async () => {
    const requestId = 'req & "odd" #1';
    const before = freshError({ level: 'INFO', service: 'gateway', message: 'came in', requestId, instance });
    const error = freshError({ requestId, timestamp: new Date(Date.now() + 5).toISOString() });
    parts.monitor.store(before, error);
    const page = await parts.open(`#/records/${error.id}`);
    await page.getByRole('button', { name: 'same request' }).click();
    await page.locator('.context-row', { hasText: 'came in' }).waitFor();
    expect(await page.locator('.context-message').allInnerTexts()).toEqual(['gateway came in', 'booking It failed']);
  });

  test('a failure is said, and tried again', async () => {
    const error = freshError();
    parts.monitor.store(error);
    const path = `/api/v1/logs/records/${error.id}/context`;
    parts.monitor.failing.set(path, 'Too much to do.');
    const page = await parts.open(`#/records/${error.id}`);
    await page.locator('.context').getByText('Too much to do.').waitFor();
    parts.monitor.failing.delete(path);
    await page.locator('.context').getByRole('button', { name: 'Try again' }).click();
    await page.locator('.context-rows [aria-current="true"]').waitFor();
  });

  test('of a record without a request: no choice is offered', async () => {
    const error = freshError();
    parts.monitor.store(error);
    const page = await parts.open(`#/records/${error.id}`);
    await page.locator('.context-rows [aria-current="true"]').waitFor();
    expect(await page.getByRole('button', { name: 'same request' }).count()).toBe(0);
  });
});
