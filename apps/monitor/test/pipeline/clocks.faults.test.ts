import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@log-monitor/tools';
import { expect, inject, it } from 'vitest';
import { FakeInstance } from '../parts/native-records.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

it('the clock of the monitor may be wrong and step: nothing is filed elsewhere, dropped, or claimed ahead of time', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const folder = await mkdtemp(path.join(tmpdir(), 'clock-'));
  const clock = path.join(folder, 'ahead');
  const stepping = new URL('../parts/stepping-clock.mjs', import.meta.url).href;
  const variables = { ...topics.variables, NODE_OPTIONS: `--import ${stepping}`, CLOCK_FILE: clock };
  const pipeline = await TestPipeline.create({ ...topics, variables });
  const app = new FakeInstance('stepping');
  try {
    await writeFile(clock, '0');
    const monitor = await pipeline.newMonitor();
    const step = async (ahead: number): Promise<void> => {
      await writeFile(clock, String(ahead));
      process.kill(monitor.pid, 'SIGUSR2');
      await waitFor(() => monitor.output.includes(`stepped to ${ahead}`), { timeoutMs: 5000, what: 'the step' });
    };
    const load = async (): Promise<void> => {
      for (let round = 0; round < 10; round += 1) {
        await topics.send(topics.main, app.records(50));
        await pause(100);
      }
    };
    await monitor.start().ready();
    const old = new Date(Date.now() - 3 * DAY_MS).toISOString();
    await topics.send(topics.main, [app.record('INFO', 'x', { timestamp: old })]);
    await pipeline.caughtUp(monitor);
    await monitor.end('SIGTERM');
    // Wrong from the start: the housekeeping of a start would drop what is older than a week.
    await writeFile(clock, String(10 * DAY_MS));
    await monitor.start().ready();
    await waitFor(() => /clock is 864\d+ s ahead of PostgreSQL/.test(monitor.output), {
      timeoutMs: 10_000,
      what: 'the warning',
    });
    for (const ahead of [10 * DAY_MS, 0, -HOUR_MS, 0]) {
      await step(ahead);
      await load();
      await pipeline.caughtUp(monitor, 30_000);
      const { completeThrough } = await monitor.get<{ completeThrough: string }>('/api/v1/ingest');
      expect(Date.parse(completeThrough)).toBeLessThanOrEqual(Date.now());
    }
    await pipeline.expectTruths(monitor, [app.truth()]);
    const moved = `SELECT count(*) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'stepping' AND time_as_sent IS NOT NULL`;
    expect(await pipeline.value(moved)).toBe('0');
    await monitor.end('SIGTERM');
  } finally {
    await pipeline.close();
    await topics.end();
    await rm(folder, { recursive: true });
  }
}, 120_000);
