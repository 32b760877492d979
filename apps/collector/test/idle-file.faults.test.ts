import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { TestPipeline } from '../../monitor/test/parts/test-pipeline.js';
import { Collecting } from './support/collecting.js';

/** After a minute without lines a file's delivery is closed and the file is looked at seldom: as after an hour. */
const IDLE_MS = 75_000;

let collecting: Collecting;
let pipeline: TestPipeline;
beforeEach(async () => {
  const bootstrapServers = inject('kafkaBootstrapServers');
  collecting = new Collecting(bootstrapServers);
  pipeline = await TestPipeline.create({ bootstrapServers, variables: { ACCESS_LOG_TOPICS: collecting.topic } });
});
afterEach(async () => {
  await collecting.stop();
  await pipeline.close();
});

function line(path: string): string {
  const [, day, month, year, clock] = /(\d\d) (\w{3}) (\d{4}) (\S+)/.exec(new Date().toUTCString()) as RegExpExecArray;
  return `203.0.113.7 - - [${day}/${month}/${year}:${clock} +0000] "GET ${path} HTTP/1.1" 200 17 "-" "curl/8.11.1"\n`;
}

it('brings a line to the API within a second, also from a file in which nothing has happened for long', async () => {
  const monitor = await (await pipeline.newMonitor()).start().ready(120_000);
  const access = collecting.path('access.log');
  writeFileSync(access, line('/first'));
  collecting.start([access]);
  const shown = async (path: string): Promise<boolean> => {
    const { requests } = await monitor.get<{ requests: { path: string }[] }>('/api/v1/access/requests?limit=5');
    return requests.some((request) => request.path === path);
  };
  await waitFor(() => shown('/first'), { timeoutMs: 120_000, what: 'the first line' });
  // Nothing can be waited for here: that nothing happens is what is tried.
  await delay(IDLE_MS);
  const began = performance.now();
  appendFileSync(access, line('/after-a-pause'));
  await waitFor(() => shown('/after-a-pause'), { timeoutMs: 30_000, what: 'the next line', intervalMs: 10 });
  const ms = performance.now() - began;
  console.log(`from the line to the API after a pause: ${ms.toFixed(0)} ms`);
  expect(ms).toBeLessThan(1_000);
});
