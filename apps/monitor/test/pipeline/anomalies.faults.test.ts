import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { waitFor } from '@log-monitor/tools';
import type { Message } from 'kafkajs';
import { afterEach, expect, inject, it } from 'vitest';
import { AccessTopics, FakeCollector } from '../parts/access-topics.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const KILLS = 20;
const WINDOWS = 400;
/** A day ago, at a whole hour. */
const BEGIN = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 86_400_000;

const pipelines: TestPipeline[] = [];
let topics: AccessTopics;
afterEach(async () => {
  for (const pipeline of pipelines) await pipeline.close();
  await topics.end();
});

function line(time: number, client: string, path: string, status: number): string {
  const [, day, month, year, clock] = /(\d\d) (\w{3}) (\d{4}) (\S+)/.exec(
    new Date(time).toUTCString(),
  ) as RegExpExecArray;
  return `${client} - - [${day}/${month}/${year}:${clock} +0000] "GET ${path} HTTP/1.1" ${status} 512 "-" "curl/8.11.1"`;
}

/** An hour with two floods, two scans, a surge of 5xx and a drop. */
function linesOf(window: number): string[] {
  const lines: string[] = [];
  const add = (at: number, client: string, path: string, status = 200): void => {
    lines.push(line(BEGIN + window * 10_000 + ((at * 97) % 10_000), client, path, status));
  };
  const isFailing = window >= 200 && window < 230;
  const visitors = window >= 300 && window < 320 ? 1 : 30;
  for (let at = 0; at < visitors; at += 1)
    add(at, `10.0.${at}.${window % 7}`, `/orders/${at % 5}`, isFailing && at % 3 === 0 ? 502 : 200);
  if ((window >= 100 && window < 112) || (window >= 350 && window < 360))
    for (let at = 0; at < 90; at += 1) add(at, '203.0.113.9', '/');
  if (window % 130 === 60)
    for (let at = 0; at < 40; at += 1) add(at, `198.51.100.${window % 200}`, `/x${at}/a.php`, 404);
  return lines;
}

const FINDINGS = `SELECT detector, client, first_seen, found_at, last_seen, ended_at, score, observed, samples, why
                    FROM access_anomaly ORDER BY first_seen, detector, client`;
const JUDGED = `SELECT coalesce(max(extract(epoch FROM position)), 0)::float8 FROM access_anomaly_state`;
const END = BEGIN / 1000 + (WINDOWS - 1) * 10;

async function judged(pipeline: TestPipeline): Promise<void> {
  await waitFor(async () => Number(await pipeline.value(JUDGED)) >= END, {
    timeoutMs: 240_000,
    what: 'all to be judged',
  });
}

async function newPipeline(): Promise<TestPipeline> {
  const pipeline = await TestPipeline.create({
    bootstrapServers: inject('kafkaBootstrapServers'),
    variables: topics.variables,
  });
  pipelines.push(pipeline);
  return pipeline;
}

it(`finds the same, and nothing twice, through ${KILLS} kill -9 of two monitors, replays and disorder`, async () => {
  topics = await AccessTopics.create(inject('kafkaBootstrapServers'));
  await topics.add([topics.web], 3);
  const killed = await newPipeline();
  const monitors = [await killed.newMonitor(), await killed.newMonitor()];
  for (const monitor of monitors) await monitor.start().ready();
  const collectors = [new FakeCollector('shop'), new FakeCollector('shop')];
  let sentTwice: Message[] = [];
  const send = async (): Promise<void> => {
    for (let window = 0; window < WINDOWS; window += 10) {
      // Windows of a part come from the last to the first.
      const lines = Array.from({ length: 10 }, (_, at) => linesOf(window + 9 - at)).flat();
      const messages = (collectors[(window / 10) % 2] as FakeCollector).lines(lines);
      await topics.send(topics.web, [...sentTwice, ...messages]);
      sentTwice = messages.slice(0, 20);
      await wait(300);
    }
  };
  const sending = send();
  sending.catch(() => undefined);
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Some fall into the lines, some into the judging, which begins half a minute after the last line.
    await wait(randomInt(200, 3500));
    const monitor = monitors[kill % 2] as MonitorProcess;
    await monitor.end('SIGKILL');
    monitor.start();
  }
  await sending;
  await judged(killed);
  const found = (await killed.reader.query(FINDINGS)).rows as Record<string, unknown>[];
  const again = await newPipeline();
  await (await again.newMonitor()).start().ready();
  await judged(again);
  expect((await again.reader.query(FINDINGS)).rows).toEqual(found);
  const kinds = found.map(({ detector }) => detector as string).sort();
  expect(kinds).toEqual(['fault_surge', 'flood', 'flood', 'scan', 'scan', 'scan', 'traffic_drop']);
  console.log(`${KILLS} kills: ${found.length} findings, the same in a replay, none twice`);
});
