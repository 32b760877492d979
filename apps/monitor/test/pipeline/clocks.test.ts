import { expect, inject, it } from 'vitest';
import { FakeInstance } from '../parts/native-records.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

it('records of any clock are stored once, with their own time kept', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const pipeline = await TestPipeline.create({ ...topics, variables: topics.variables });
  try {
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    const app = new FakeInstance('clocks');
    const sent = [0, 2 * HOUR_MS, -2 * HOUR_MS, 10 * YEAR_MS, -10 * YEAR_MS, -30 * YEAR_MS].flatMap((skew) => {
      const timestamp = new Date(Date.now() + skew).toISOString();
      return [app.record('INFO', 'x', { timestamp }), app.record('ERROR', 'x', { timestamp })];
    });
    const errors = sent.filter(({ level }) => level === 'ERROR');
    await topics.send(topics.main, sent);
    await topics.send(topics.errors, errors);
    await topics.send(topics.main, sent);
    app.repeated(sent.length);
    await pipeline.expectTruths(monitor, [app.truth()]);
    const kept = await pipeline.reader.query<{ id: string; own: Date }>(
      `SELECT r.id, coalesce(r.time_as_sent::timestamptz, r.time) AS own
       FROM (SELECT id, time, time_as_sent FROM log_record UNION ALL SELECT id, time, time_as_sent FROM error_record) r`,
    );
    const own = new Map(kept.rows.map((row) => [row.id, row.own.toISOString()]));
    expect(sent.map(({ id }) => own.get(id))).toEqual(sent.map(({ timestamp }) => timestamp));
    const received = `SELECT count(*) FROM error_record WHERE abs(extract(epoch FROM now() - received_at)) > 120`;
    expect(await pipeline.value(received)).toBe('0');
    // Below ERROR nothing goes to days without a partition; an ERROR there goes with the retention, by the time of its arrival.
    expect(await pipeline.value('SELECT count(*) FROM log_record_default')).toBe('0');
    expect(await pipeline.value('SELECT count(*) FROM error_record_default')).toBe('3');
    await monitor.end('SIGTERM');
  } finally {
    await pipeline.close();
    await topics.end();
  }
});
