import { describe, expect, test } from 'vitest';
import { errorRow, readTile, skipTime, waitForState } from './open-dashboard.js';
import { freshError, nextRound, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

describe('how true it is', () => {
  test('behind: by how much, how many wait, complete through when; and live again', async () => {
    const page = await parts.open();
    parts.monitor.lag = { records: 41_230, seconds: 95 };
    await nextRound(page);
    await waitForState(page, 'behind');
    expect(await page.locator('.connection').innerText()).toContain('1 min behind');
    expect(await page.locator('.banner').innerText()).toMatch(
      /41,230 records wait in Kafka.*complete through \d\d:\d\d/,
    );
    parts.monitor.lag = { records: 0, seconds: 0 };
    await nextRound(page);
    await waitForState(page, 'live');
    expect(await page.locator('.banner').count()).toBe(0);
  });

  test('Kafka away: nothing claims to be live', async () => {
    const page = await parts.open();
    parts.monitor.lag = { records: null, seconds: 40 };
    await nextRound(page);
    await waitForState(page, 'broker-unreachable');
    expect(await page.locator('.banner').innerText()).toContain('does not reach Kafka');
    await expect.poll(() => page.title()).toContain('Kafka not reached');
  });

  test('the monitor away and back: the last figures stay with their time, then it goes on by itself', async () => {
    const page = await parts.open();
    const errors = await readTile(page, 'errors');
    await parts.monitor.goAway();
    await nextRound(page);
    await waitForState(page, 'monitor-unreachable');
    expect(await page.locator('.banner').innerText()).toMatch(/does not answer.*figures below are of \d\d:\d\d:\d\d/);
    expect(await readTile(page, 'errors')).toBe(errors);
    const missed = freshError({ message: 'While you were away' });
    parts.monitor.add(missed);
    await parts.monitor.comeBack();
    await skipTime(page, 10_000);
    await waitForState(page, 'live');
    await errorRow(page, missed.id).waitFor();
  });

  test('one question fails: its part says why in the words of the server, the rest goes on', async () => {
    const page = await parts.open();
    parts.monitor.failing.set('/api/v1/logs/histogram', 'The database is too slow <b>now</b>.');
    await nextRound(page);
    await page.getByText('The database is too slow <b>now</b>.').waitFor();
    await waitForState(page, 'live');
    parts.monitor.failing.clear();
    await nextRound(page);
    await page.locator('.problem').waitFor({ state: 'detached' });
  });

  test('the ledger is on the first screen, and explains itself to pointer and keyboard', async () => {
    parts.monitor.ledger = { missing: 3, dropped: 12, duplicates: 1042 };
    const page = await parts.open();
    const ledger = page.locator('.ledger');
    expect((await ledger.locator('.hint-anchor').innerText()).replace(/\s+/g, ' ')).toContain(
      '3 missing 12 dropped 1,042 duplicates',
    );
    expect(await ledger.locator('.hint-text').isVisible()).toBe(false);
    await ledger.locator('.hint-anchor').focus();
    expect(await ledger.locator('.hint-text').innerText()).toContain('stored and counted once');
    await page.keyboard.press('Escape');
    expect(await ledger.locator('.hint-text').isVisible()).toBe(false);
    await ledger.hover();
    await ledger.locator('.hint-text').waitFor();
  });
});
