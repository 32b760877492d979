import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import { afterEach, expect, inject, it } from 'vitest';
import { AccessTopics, combinedLine, FakeCollector } from '../parts/access-topics.js';
import { killMidTransaction } from '../parts/kill-moments.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const KILLS = 50;
const LINES_PER_SEND = 200;
/** A pace that monitors keep up with which are killed all the time. */
const PAUSE_MS = 150;

let pipeline: TestPipeline;
let topics: AccessTopics;
afterEach(async () => {
  await pipeline.close();
  await topics.end();
});

/** Collectors that send until they are told that it is enough: whole lines, lines in parts that come in different requests, and some lines twice. */
class Senders {
  readonly collectors = ['shop', 'users', 'mails'].map((name) => new FakeCollector(name));
  sent = 0;
  twice = 0;
  #isEnough = false;
  readonly #done: Promise<void>;

  constructor() {
    this.#done = this.#run();
    // It is awaited at the end; until then a failure must not end the test run.
    this.#done.catch(() => undefined);
  }

  async enough(): Promise<void> {
    this.#isEnough = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let round = 0; !this.#isEnough; round += 1) {
      const collector = this.collectors[round % this.collectors.length] as FakeCollector;
      const values = Array.from({ length: LINES_PER_SEND }, () => combinedLine(++this.sent));
      const inParts = combinedLine(++this.sent);
      const head = `${new Date().toISOString()} stdout P ${inParts.slice(0, 50)}`;
      const tail = `${new Date().toISOString()} stdout F ${inParts.slice(50)}`;
      const messages = collector.lines([...values, head]);
      await topics.send(topics.web, messages);
      await topics.send(topics.web, collector.lines([tail]));
      if (round % 5 === 0) await this.#sendAgain(messages.slice(0, -1));
      await wait(PAUSE_MS);
    }
  }

  async #sendAgain(messages: Message[]): Promise<void> {
    this.twice += messages.length;
    await topics.send(topics.web, messages);
  }
}

it(`loses no line and counts none twice through ${KILLS} kill -9 of two monitors while they are storing`, async () => {
  topics = await AccessTopics.create(inject('kafkaBootstrapServers'));
  await topics.add([topics.web], 3);
  pipeline = await TestPipeline.create({
    bootstrapServers: inject('kafkaBootstrapServers'),
    variables: topics.variables,
  });
  const monitors = [await pipeline.newMonitor(), await pipeline.newMonitor()];
  for (const monitor of monitors) await monitor.start().ready();
  const senders = new Senders();
  let rolledBack = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const monitor = monitors[kill % 2] as MonitorProcess;
    if (await killMidTransaction(pipeline, monitor)) rolledBack += 1;
    monitor.start();
  }
  await senders.enough();
  await pipeline.caughtUp(monitors[0] as MonitorProcess, 300_000);
  const stored = await pipeline.reader.query(
    'SELECT count(*)::int AS rows, count(DISTINCT path)::int AS lines, (SELECT count(*)::int FROM access_unparsed) AS unparsed FROM access_record',
  );
  expect(stored.rows).toEqual([{ rows: senders.sent, lines: senders.sent, unparsed: 0 }]);
  const missing = await pipeline.value(`SELECT count(*)::int FROM ledger WHERE received::text LIKE '%),[%'`);
  expect(missing).toBe(0);
  console.log(
    `${KILLS} kills (${rolledBack} in a transaction), ${senders.sent} lines, ${senders.twice} sent twice: 0 lost, 0 twice`,
  );
  expect(rolledBack).toBeGreaterThan(0);
});
