import { describe, expect, test } from 'vitest';
import type { IngestAnswer } from '@log-monitor/monitor-api';
import { waitForState } from './open-dashboard.js';
import { nextRound, scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

const ATTACK = '<img src=x onerror="pwned()">\u202e';

function partition(number: number, change: Partial<IngestAnswer['partitions'][0]> = {}): IngestAnswer['partitions'][0] {
  return {
    topic: 'application-logs',
    partition: number,
    nextOffset: 90_113,
    endOffset: 90_113,
    lag: 0,
    recordsPerSecond: 41.5,
    bytesPerSecond: 18_432,
    lastCommitAt: new Date(Date.now() - 2000).toISOString(),
    owner: 'monitor-1',
    ...change,
  };
}

describe('ingest', () => {
  test('from the header: each partition with what waits and how fast it is stored, kept fresh', async () => {
    parts.monitor.ingest = {
      partitions: [partition(0), partition(1, { lag: 1234, recordsPerSecond: 8.5, owner: null })],
      services: [{ topic: 'application-logs', service: 'booking', recordsPerSecond: 12.5, bytesPerSecond: 5100 }],
      gaps: [],
      deadLetters: 0,
    };
    const page = await parts.open('#/?range=24h&service=booking');
    await page.locator('.connection a').click();
    const row = (number: number): ReturnType<typeof page.locator> =>
      page.locator(`[data-partition="application-logs/${number}"]`);
    await row(0).waitFor();
    expect(page.url()).toMatch(/#\/ingest\?range=24h$/);
    const cells = async (number: number): Promise<string[]> =>
      (await row(number).locator('th, td').allInnerTexts()).map((text) => text.trim());
    expect(await cells(0)).toEqual([
      'application-logs',
      '0',
      '0',
      '42',
      '18.4 kB',
      '90,113',
      expect.stringMatching(/^\d s ago$/),
      'monitor-1',
    ]);
    expect((await cells(1)).slice(2, 4)).toEqual(['1,234', '8.5']);
    expect((await cells(1)).at(-1)).toBe('nobody');
    expect(await page.locator('[data-tile="records-rate"] .tile-value').innerText()).toBe('50');
    expect(await page.locator('[data-tile="bytes-rate"] .tile-value').innerText()).toBe('36.9 kB');
    expect(await page.locator('.table-scroll[aria-label="Services"]').innerText()).toMatch(
      /booking\s+application-logs\s+13/,
    );
    parts.monitor.ingest.partitions[1] = partition(1);
    await nextRound(page);
    await expect.poll(async () => (await cells(1))[2]).toBe('0');
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('nothing yet, behind, and no answer: each is said', async () => {
    const page = await parts.open('#/ingest');
    await page.getByText('No partition is read yet').waitFor();
    await page.getByText('Nothing has come in during the last seconds.').waitFor();
    await page.getByText('everything was read before Kafka deleted it').waitFor();
    parts.monitor.lag = { records: 41_230, seconds: 95 };
    await nextRound(page);
    await waitForState(page, 'behind');
    expect(await page.locator('[data-tile="waiting"]').innerText()).toMatch(/41,230\s+1 min behind/);
    parts.monitor.lag = { records: null, seconds: 95 };
    await nextRound(page);
    await page.locator('[data-tile="waiting"]').getByText('Kafka is not reached').waitFor();
    parts.monitor.failing.set('/api/v1/ingest', 'The database is too slow <b>now</b>.');
    await nextRound(page);
    await page.locator('main').getByText('The database is too slow <b>now</b>.').waitFor();
  });

  test('gaps are told one by one; hostile names run nothing and widen nothing', async () => {
    const at = new Date().toISOString();
    parts.monitor.ingest = {
      partitions: [partition(0, { topic: ATTACK, owner: ATTACK.repeat(40) })],
      services: [{ topic: ATTACK, service: 'W'.repeat(5000), recordsPerSecond: 1, bytesPerSecond: 1 }],
      gaps: [
        { topic: ATTACK, partition: 3, from: 1000, to: 1999, reason: 'retention', at },
        { topic: 'application-logs', partition: 4, from: 17, to: null, reason: 'recreated', at },
      ],
      deadLetters: 7,
    };
    const page = await parts.open('#/ingest');
    await page.locator('main').getByText('Kafka no longer had offsets 1,000 to 1,999').waitFor();
    await page.locator('main').getByText('the topic was made again').waitFor();
    expect(await page.locator('[data-tile="dead-letters"] .tile-value').innerText()).toBe('7');
    for (const width of [2560, 1440, 800, 390, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
    expect(await page.locator('img, script:not([src]), [onerror]').count()).toBe(0);
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });
});
