import { afterEach, expect, inject, it } from 'vitest';
import { BacklogTrial } from '../parts/backlog-trial.js';

/** Enough to be killed in the middle of. */
const ERRORS = 6000;

let trial: BacklogTrial;
afterEach(() => trial.close());

it('a late backlog, copies of it and a kill -9 make no problem regress; what really happens again does', async () => {
  trial = await BacklogTrial.create({ bootstrapServers: inject('kafkaBootstrapServers'), partitions: 2, ofEachWay: 1 });
  const { history, pipeline, problems } = trial;
  const monitor = await pipeline.newMonitor();
  await monitor.start().ready();
  await trial.resolveAll(monitor);
  await monitor.end('SIGTERM');
  trial.makeBacklog(ERRORS, 1);
  await history.send();
  await history.sendAgain();
  monitor.start();
  expect(await trial.killWhileReading([monitor], 1, 0)).toBe(1);
  await trial.counted(monitor);
  await problems.expectTruth(monitor);
  await pipeline.expectTruths(monitor, history.truths());
  for (const problem of problems.problems) {
    await trial.happenAgain(monitor, problem, 0);
    await problems.resolve(monitor, problem);
  }
  await problems.expectTruth(monitor, () => 1);
}, 120_000);
