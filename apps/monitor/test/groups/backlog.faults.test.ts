import { afterEach, expect, inject, it } from 'vitest';
import { BacklogTrial } from '../parts/backlog-trial.js';
import { percentile } from '../parts/critical-calls.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { SteadyLoad } from '../parts/steady-load.js';

const ERRORS = Number(process.env['BACKLOG_ERRORS'] ?? 90_000);
const OTHERS_PER_ERROR = 3;
const PARTITIONS = 3;
/** Of each of the three ways to resolve a problem. */
const PROBLEMS = 4;
const KILLS = 6;
const ROUNDS = 5;
const PROMISED_MS = 2000;
/** Of other records, while problems happen again. */
const BEHIND = 300_000;

let trial: BacklogTrial;
afterEach(() => trial.close());

/** Lets every problem happen again, one after the other, and resolves it again. */
async function happenAgain(monitor: MonitorProcess, round: number): Promise<number[]> {
  const latencies: number[] = [];
  for (const problem of trial.problems.problems) {
    latencies.push(await trial.happenAgain(monitor, problem, round));
    await trial.problems.resolve(monitor, problem);
  }
  return latencies;
}

function say(what: string, latencies: readonly number[]): void {
  const [p50, most] = [0.5, 1].map((share) => percentile(latencies, share));
  console.log(`${what}: ${latencies.length} regressions seen over REST, p50 ${p50} ms, longest ${most} ms`);
}

async function expectNone(what: string, monitor: MonitorProcess, kills: number): Promise<void> {
  await trial.counted(monitor);
  await trial.problems.expectTruth(monitor);
  expect(await trial.told()).toBe(0);
  await trial.pipeline.expectTruths(monitor, trial.history.truths());
  const errors = [...trial.history.counts.values()].reduce((sum, count) => sum + count, 0);
  const { messages, copies } = trial.history;
  console.log(`${what}: ${messages} messages, ${errors} errors, ${copies} copies, ${kills} kills: 0 false regressions`);
}

it('no backlog, copy, replay or kill makes a problem regress; what really happens again is seen within two seconds', async () => {
  const bootstrapServers = inject('kafkaBootstrapServers');
  trial = await BacklogTrial.create({ bootstrapServers, partitions: PARTITIONS, ofEachWay: PROBLEMS });
  const { history, pipeline, topics } = trial;
  const monitors = [await pipeline.newMonitor(), await pipeline.newMonitor()];
  const [one, two] = monitors as [MonitorProcess, MonitorProcess];
  const stop = () => Promise.all(monitors.map((monitor) => monitor.end('SIGTERM')));
  const startBoth = async (): Promise<void> => {
    for (const monitor of monitors) await monitor.start().ready(60_000);
  };
  await one.start().ready();
  await trial.resolveAll(one);
  await stop();

  trial.makeBacklog(ERRORS, OTHERS_PER_ERROR);
  await history.send();
  await startBoth();
  await expectNone('two hours late', one, await trial.killWhileReading(monitors, KILLS, 40_000));

  await stop();
  await history.sendAgain();
  await startBoth();
  await expectNone('all of it once more', two, await trial.killWhileReading(monitors, KILLS, 40_000));

  await stop();
  await trial.rewind();
  await startBoth();
  await expectNone('offsets set back', one, await trial.killWhileReading(monitors, KILLS, 40_000));

  await stop();
  history.readAgain(-1);
  one.start('--rebuild-from-kafka');
  await pipeline.storing();
  await two.start().ready(60_000);
  await expectNone('rebuilt from Kafka', two, await trial.killWhileReading(monitors, KILLS, 40_000));

  const busy = new SteadyLoad(topics, new FakeInstance('busy'));
  const latencies: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    latencies.push(...(await happenAgain(monitors[round % 2] as MonitorProcess, round)));
  await busy.stop();
  say('with 500 records a second', latencies);

  await stop();
  for (let count = 0; count < BEHIND; count += 1) history.other('1.9.0', Date.now() - 3_600_000);
  await history.send();
  await one.start().ready(60_000);
  const behind = await happenAgain(one, ROUNDS);
  say(`with ${BEHIND} other records before them in the main topic`, behind);
  await trial.counted(one);
  await trial.problems.expectTruth(one, () => ROUNDS + 1);
  expect(await trial.told()).toBeGreaterThan(0);
  await pipeline.expectTruths(one, [...history.truths(), busy.app.truth()]);
  expect(Math.max(...latencies, ...behind)).toBeLessThanOrEqual(PROMISED_MS);
}, 1_500_000);
