import { waitFor } from '@log-monitor/tools';
import { expect, inject, it } from 'vitest';
import { FakeInstance } from '../parts/native-records.js';
import { SteadyLoad } from '../parts/steady-load.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const DAY_MS = 86_400_000;
const CAP_BYTES = 60_000_000;
/** Housekeeping runs once a minute. */
const NEXT_RUN_MS = 90_000;
const LONGEST_STALL_MS = 5000;

const SIZE = `SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent IN ('log_record'::regclass, 'error_record'::regclass)`;
const dayText = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const partitionOf = (days: number): string => `log_record_${dayText(days).replaceAll('-', '')}`;

it('retention drops a day and the cap on disk holds while records come in, and the ledger still knows every number', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const variables = { ...topics.variables, DISK_MAX_BYTES: String(CAP_BYTES) };
  const pipeline = await TestPipeline.create({ ...topics, variables });
  const load = new SteadyLoad(topics, new FakeInstance('steady'));
  const exists = async (table: string): Promise<boolean> =>
    (await pipeline.value('SELECT to_regclass($1) IS NOT NULL', [table])) === true;
  let stall = 0;
  try {
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    await pipeline.storing();
    const watch = watchStalls(pipeline, (milliseconds) => (stall = Math.max(stall, milliseconds)));
    // A day whose retention is over, as one is left when the monitor was away for some days.
    await pipeline.reader.query(
      `CREATE TABLE ${partitionOf(10)} PARTITION OF log_record FOR VALUES FROM ('${dayText(10)}T00:00:00Z') TO ('${dayText(9)}T00:00:00Z')`,
    );
    // Two days of 40 MB each, through Kafka.
    const old = new FakeInstance('old');
    for (const days of [2, 1]) {
      for (let sent = 0; sent < 40_000; sent += 2000) {
        const timestamp = new Date(Date.now() - days * DAY_MS).toISOString();
        await topics.send(
          topics.main,
          Array.from({ length: 2000 }, () => old.record('INFO', 'y'.repeat(800), { timestamp })),
        );
      }
    }
    await waitFor(async () => !(await exists(partitionOf(10))), { timeoutMs: NEXT_RUN_MS, what: 'the old day to go' });
    await waitFor(async () => !(await exists(partitionOf(2))), { timeoutMs: NEXT_RUN_MS, what: 'the cap to be kept' });
    await waitFor(async () => Number(await pipeline.value(SIZE)) <= CAP_BYTES, { timeoutMs: 5000, what: 'room again' });
    const size = Number(await pipeline.value(SIZE));
    expect(await exists(partitionOf(0))).toBe(true);
    clearInterval(watch);
    await load.stop();
    await pipeline.expectTruths(monitor, [load.app.truth()]);
    const ledger = await pipeline.value(
      'SELECT l.received::text FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1',
      [old.instance],
    );
    expect(ledger).toBe('{[1,80001)}');
    console.log(`a day dropped, ${size} of ${CAP_BYTES} bytes left, longest pause in storing ${stall} ms`);
    expect(stall).toBeLessThan(LONGEST_STALL_MS);
    await monitor.end('SIGTERM');
  } finally {
    await load.stop();
    await pipeline.close();
    await topics.end();
  }
});

/** Tells how long nothing was stored, again and again. */
function watchStalls(pipeline: TestPipeline, stalled: (milliseconds: number) => void): NodeJS.Timeout {
  let position = 0;
  let moved = Date.now();
  return setInterval(() => {
    void pipeline.position().then((now) => {
      if (now !== position) moved = Date.now();
      position = now;
      stalled(Date.now() - moved);
    });
  }, 100);
}
