import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { killMidTransaction } from '../../../monitor/test/parts/kill-moments.js';
import type { MonitorProcess } from '../../../monitor/test/parts/monitor-process.js';
import { TestPipeline } from '../../../monitor/test/parts/test-pipeline.js';
import { Collecting, type Running } from './collecting.js';
import { KINDS, type Kind, RotatedFiles } from './rotated-files.js';

interface TrialPlan {
  readonly kinds: readonly Kind[];
  /** How often the collector is killed, and how often a monitor. */
  readonly kills: number;
  readonly rotationPauseMs: number;
  /** Between 50 lines and the next 50. */
  readonly writerPauseMs: number;
}

/** From a web server's files through rotation, collector, Kafka and two monitors to rows and windows, while all are killed. */
export class RotationTrial {
  readonly #collecting: Collecting;
  readonly #collectors: Running[] = [];
  #pipeline: TestPipeline | undefined;
  #files: RotatedFiles | undefined;

  constructor(private readonly bootstrap: string) {
    this.#collecting = new Collecting(bootstrap);
  }

  /** Runs everything, and compares what is stored with what lies on the disk. @returns a sentence about it */
  async run(plan: TrialPlan): Promise<string> {
    const variables = { ACCESS_LOG_TOPICS: this.#collecting.topic };
    const pipeline = await TestPipeline.create({ bootstrapServers: this.bootstrap, variables });
    this.#pipeline = pipeline;
    const files = new RotatedFiles(this.#collecting.folder, plan.kinds, plan.writerPauseMs);
    this.#files = files;
    const monitors = [await pipeline.newMonitor(), await pipeline.newMonitor()];
    for (const monitor of monitors) await monitor.start().ready(120_000);
    this.#collect();
    // What was rotated before the collector first saw a path is none of its business.
    const isSeen = (): boolean => files.paths.every((path) => this.#collecting.positions().includes(path));
    await waitFor(isSeen, { timeoutMs: 120_000, what: 'positions of all files' });
    let isEnough = false;
    const rotating = files.rotateUntil(() => isEnough, plan.rotationPauseMs);
    rotating.catch(() => undefined);
    const [, rolledBack] = await Promise.all([this.#killCollectors(plan.kills), killMonitors(pipeline, monitors, plan.kills)]); // prettier-ignore
    isEnough = true;
    const rotations = await rotating;
    const written = await files.end();
    await this.#expectStored(pipeline, monitors[0] as MonitorProcess, written);
    return `${rotations} rotations of ${plan.kinds.length} kinds, ${plan.kills} kills of the collector, ${plan.kills} of monitors (${rolledBack} in a transaction), ${written} lines: 0 lost, 0 twice`;
  }

  async close(): Promise<void> {
    this.#files?.kill();
    await this.#pipeline?.close();
    await this.#collecting.stop();
  }

  /** Every second file by a pattern that finds what rotation makes of it, too. */
  #collect(): Running {
    const paths = (this.#files as RotatedFiles).paths.map((path, index) => (index % 2 === 0 ? path : `${path}*`));
    const running = this.#collecting.start([...paths, '--source', 'web', '--format', 'combined']);
    this.#collectors.push(running);
    return running;
  }

  async #killCollectors(kills: number): Promise<void> {
    for (let kill = 0; kill < kills; kill++) {
      const running = this.#collectors.at(-1) as Running;
      // Each second time while it starts, if the machine is slow.
      if (kill % 2 === 0)
        await waitFor(() => running.said.includes('collecting;'), { timeoutMs: 60_000, what: 'a start' });
      // Not a wait for something: the moment of the kill is what varies.
      await delay(150 + ((kill * 137) % 1_200));
      await running.kill();
      this.#collect();
    }
  }

  async #expectStored(pipeline: TestPipeline, monitor: MonitorProcess, written: number): Promise<void> {
    const onDisk = [...(this.#files as RotatedFiles).onDisk().values()].flat();
    expect(onDisk.length).toBe(written);
    const rows = async (): Promise<number> => Number(await pipeline.value('SELECT count(*) FROM access_record'));
    await waitFor(async () => (await rows()) >= written, { timeoutMs: 120_000, what: `${written} rows`, intervalMs: 500 }).catch(async (error: unknown) => { throw new Error(await this.#missing(pipeline), { cause: error }); }); // prettier-ignore
    await (this.#collectors.at(-1) as Running).terminate();
    await pipeline.caughtUp(monitor, 120_000);
    const stored = await pipeline.reader.query<{ path: string }>('SELECT path FROM access_record');
    const targets = onDisk.map((line) => targetOf(line)).sort();
    if (stored.rows.length !== targets.length) throw new Error(await this.#twice(stored.rows.map(({ path }) => path)));
    expect(stored.rows.map(({ path }) => path).sort()).toEqual(targets);
    expect(await pipeline.value('SELECT count(*)::int FROM access_unparsed')).toBe(0);
    expect(await pipeline.value(`SELECT count(*)::int FROM ledger WHERE received::text LIKE '%),[%'`)).toBe(0);
    await expectWindows(monitor, onDisk);
  }

  /** For the message of a failure: under which numbers a line came twice, and from which files. */
  async #twice(targets: readonly string[]): Promise<string> {
    const seen = new Set<string>();
    const target = targets.find((each) => seen.has(each) || !seen.add(each)) ?? '';
    const places = (await this.#collecting.lines())
      .filter(({ value }) => targetOf(value) === target)
      .map(({ headers }) => `${headers['instance']} ${headers['seq']} ${headers['file']}`);
    const files = [...(this.#files as RotatedFiles).onDisk()].filter(([, lines]) => lines.some((line) => targetOf(line) === target)); // prettier-ignore
    return [`${target} came twice, it is in ${files.map(([name]) => name).join()}`, ...places].join('\n');
  }

  /** For the message of a failure: what is missing of which file, and what the collectors said. */
  async #missing(pipeline: TestPipeline): Promise<string> {
    const stored = await pipeline.reader.query<{ path: string }>('SELECT path FROM access_record');
    const targets = new Set(stored.rows.map(({ path }) => path));
    const files = [...(this.#files as RotatedFiles).onDisk()].map(
      ([name, lines]) => `${name}: ${lines.filter((line) => !targets.has(targetOf(line))).length} of ${lines.length}`,
    );
    return ['missing:', ...files, ...this.#collectors.map(({ said }, start) => `start ${start}: ${said}`)].join('\n');
  }
}

/** @returns how often PostgreSQL rolled a transaction back */
async function killMonitors(
  pipeline: TestPipeline,
  monitors: readonly MonitorProcess[],
  kills: number,
): Promise<number> {
  let rolledBack = 0;
  for (let kill = 0; kill < kills; kill++) {
    const monitor = monitors[kill % monitors.length] as MonitorProcess;
    if (await killMidTransaction(pipeline, monitor)) rolledBack += 1;
    monitor.start();
  }
  return rolledBack;
}

/** Every window of ten seconds has as many requests as there are lines of its time. */
async function expectWindows(monitor: MonitorProcess, onDisk: readonly string[]): Promise<void> {
  const expected = new Map<string, number>();
  for (const line of onDisk) {
    const start = new Date(Math.floor(timeOf(line) / 10_000) * 10_000).toISOString();
    expected.set(start, (expected.get(start) ?? 0) + 1);
  }
  const starts = [...expected.keys()].sort();
  const to = new Date(Date.parse(starts.at(-1) as string) + 10_000).toISOString();
  const answer = await monitor.get<{ basis: string; buckets: { time: string; requests: number }[] }>(
    `/api/v1/access/timeseries?from=${starts[0]}&to=${to}&interval=10s`,
  );
  expect(answer.basis).toBe('windows');
  const counted = new Map(answer.buckets.filter(({ requests }) => requests > 0).map(({ time, requests }) => [time, requests])); // prettier-ignore
  expect([...counted].sort()).toEqual([...expected].sort());
}

function targetOf(line: string): string {
  return / (\/orders\/\d+) /.exec(line)?.[1] ?? line;
}

function timeOf(line: string): number {
  const [, day, month, year, clock] = /\[(\d\d)\/(\w{3})\/(\d{4}):(\S+) /.exec(line) as RegExpExecArray;
  return Date.parse(`${day} ${month} ${year} ${clock} UTC`);
}

export const ALL_KINDS = Object.keys(KINDS) as Kind[];
