import { describe, expect, test } from 'vitest';
import type { DeadLetter, IngestAnswer } from '@log-monitor/monitor-api';
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

function letter(id: number, change: Partial<DeadLetter> = {}): DeadLetter {
  const at = new Date(Date.now() - 60_000).toISOString();
  return {
    ...{ id, topic: 'application-logs', partition: 3, offset: 90_000 + id, element: null, timestamp: at, keptAt: at },
    ...{ reason: 'not_json', detail: 'the value is no JSON', size: 24, complete: true, key: null, headers: {} },
    ...{ value: `ERROR number ${id} \u001b[31mred\u202e`, valueCut: false },
    ...change,
  };
}

describe('ingest', () => {
  test('from the header: each partition with what waits and how fast it is stored, kept fresh', async () => {
    parts.monitor.ingest = {
      partitions: [
        partition(0),
        partition(1, { lag: 1234, recordsPerSecond: 8.5, owner: null }),
        partition(2, { recordsPerSecond: 0, bytesPerSecond: 0, lastCommitAt: null, owner: null }),
      ],
      services: [{ topic: 'application-logs', service: 'booking', recordsPerSecond: 12.5, bytesPerSecond: 5100 }],
      gaps: [],
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
    expect((await cells(2)).at(-1)).toBe('–');
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
    };
    parts.monitor.deadLetters = [letter(1, { topic: ATTACK, detail: ATTACK, key: ATTACK, value: ATTACK.repeat(200) })];
    const page = await parts.open('#/ingest');
    await page.locator('.dead-letter summary').click();
    await page.locator('main').getByText('Kafka no longer had offsets 1,000 to 1,999').waitFor();
    await page.locator('main').getByText('the topic was made again').waitFor();
    for (const width of [2560, 1440, 800, 390, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
    expect(await page.locator('img, script:not([src]), [onerror]').count()).toBe(0);
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });
});

describe('dead letters', () => {
  const row = (id: number): ReturnType<NonNullable<typeof parts.opened>['page']['locator']> =>
    parts.opened!.page.locator(`[data-dead-letter="${id}"]`);

  test('each with reason, place and its bytes as visible text; page by page, to the end', async () => {
    parts.monitor.deadLetters = Array.from({ length: 45 }, (_, at) => letter(45 - at));
    const page = await parts.open();
    await page.getByRole('link', { name: 'Ingest 45 dead letters' }).click();
    await row(45).waitFor();
    expect(await page.locator('[data-tile="dead-letters"] .tile-value').innerText()).toBe('45');
    expect(await row(45).innerText()).toMatch(
      /not json application-logs\/3, offset 90,045, 24 B\s+the value is no JSON\s+ERROR number 45 \\x1b\[31mred\\u202e/,
    );
    for (const count of [20, 40]) {
      await page.waitForFunction((wanted) => document.querySelectorAll('.dead-letter').length === wanted, count);
      await page.getByRole('button', { name: 'Load older' }).click();
    }
    await page.getByText('45 dead letters shown, all of what is kept').waitFor();
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('read again: stored, or why not; what was kept in part cannot be', async () => {
    parts.monitor.deadLetters = [letter(3), letter(2), letter(1, { complete: false, valueCut: true })];
    parts.monitor.readable.add(3);
    const page = await parts.open('#/ingest');
    await row(3).getByRole('button', { name: 'Read again' }).click();
    await row(3).getByText('It could be read: it is stored and counted now.').waitFor();
    await row(2).getByRole('button', { name: 'Read again' }).click();
    await row(2).getByText('This message can still not be read.').waitFor();
    expect(await row(1).innerText()).toContain('Only its first part was kept');
    expect(await row(1).getByRole('button', { name: 'Read again' }).count()).toBe(0);
    expect(parts.monitor.deadLetters.map(({ id }) => id)).toEqual([2, 1]);
    await page.locator('.brand').hover();
    await nextRound(page);
    await row(3).waitFor({ state: 'detached' });
    expect(await page.locator('[data-tile="dead-letters"] .tile-value').innerText()).toBe('2');
  });

  test('deleted only when it is confirmed', async () => {
    parts.monitor.deadLetters = [letter(2), letter(1)];
    const page = await parts.open('#/ingest');
    await row(2).getByRole('button', { name: 'Delete' }).click();
    await row(2).getByRole('button', { name: 'Keep it' }).click();
    expect(parts.monitor.requests.some((path) => path.endsWith('/dead-letters/2'))).toBe(false);
    await row(2).getByRole('button', { name: 'Delete' }).click();
    await row(2).getByRole('button', { name: 'Delete for good' }).click();
    await row(2).getByText('Deleted.').waitFor();
    expect(parts.monitor.deadLetters.map(({ id }) => id)).toEqual([1]);
    parts.monitor.deadLetters = [];
    await row(1).getByRole('button', { name: 'Delete' }).click();
    await row(1).getByRole('button', { name: 'Delete for good' }).click();
    await row(1).getByText('It is gone.').waitFor();
    await page.locator('.brand').hover();
    await nextRound(page);
    await page.getByText('No dead letter in what is kept.').waitFor();
  });

  test('one that comes while somebody reads does not move the others', async () => {
    parts.monitor.deadLetters = [letter(1)];
    const page = await parts.open('#/ingest');
    await row(1).hover();
    parts.monitor.deadLetters = [letter(2), letter(1)];
    await nextRound(page);
    await page.getByRole('button', { name: '1 new dead letter' }).click();
    await row(2).waitFor();
  });
});
