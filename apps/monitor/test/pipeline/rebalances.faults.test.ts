import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { metricOf, TestPipeline } from '../parts/test-pipeline.js';

const SERVICES = ['orders', 'users', 'payments', 'mails'];
const NO_END = 100_000_000;
const DURATION_MS = 300_000;
const BETWEEN_CHANGES_MS = 10_000;
const ZOMBIE_MS = 45_000;
const MIN_CHANGES = 20;

it('a second and a third monitor come and go for five minutes, one of them sleeps 45 s as a zombie', async () => {
  const pipeline = await TestPipeline.create({ bootstrapServers: inject('kafkaBootstrapServers') });
  try {
    const [first, second, third] = [
      await pipeline.newMonitor(),
      await pipeline.newMonitor(),
      await pipeline.newMonitor(),
    ];
    await first.start().ready();
    const services = pipeline.startServices(SERVICES, NO_END, 700);
    const joins = await metricOf(first, 'logmonitor_ingest_group_joins_total');
    const started = Date.now();
    let changes = 0;
    const change = async (what: () => Promise<unknown>): Promise<void> => {
      changes += 1;
      await what();
      await pause(BETWEEN_CHANGES_MS);
    };
    await change(() => second.start().ready(60_000));
    await pipeline.storing();
    // Falls asleep in the group and is taken out of it; awake again it comes back.
    process.kill(second.pid, 'SIGSTOP');
    const asleep = Date.now();
    changes += 1;
    let awake = false;
    for (let round = 0; Date.now() - started < DURATION_MS || changes < MIN_CHANGES; round += 1) {
      await change(() => third.start().ready(60_000));
      await pipeline.storing();
      await change(() => third.end(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM'));
      if (awake || Date.now() - asleep < ZOMBIE_MS) continue;
      awake = true;
      await change(() => Promise.resolve(process.kill(second.pid, 'SIGCONT')));
    }
    expect(awake).toBe(true);
    services.enough();
    const logged = await services.logged;
    const stopped = Date.now();
    await pipeline.caughtUp(first);
    const lag = Date.now() - stopped;
    const joined = (await metricOf(first, 'logmonitor_ingest_group_joins_total')) - joins;
    await pipeline.expectLogged(first, logged);
    const records = logged.reduce((sum, service) => sum + service.logged, 0);
    console.log(`${changes} changes, ${joined} joins, ${records} records, lag 0 after ${lag} ms: 0 lost, 0 duplicated`);
    expect(changes).toBeGreaterThanOrEqual(MIN_CHANGES);
    expect(joined).toBeLessThanOrEqual(2 * changes);
    expect(lag).toBeLessThan(30_000);
  } finally {
    await pipeline.close();
  }
});
