import { waitFor } from '@log-monitor/tools';
import { Kafka, logLevel } from 'kafkajs';
import { killMidTransaction } from './kill-moments.js';
import type { MonitorProcess } from './monitor-process.js';
import { ProblemHistory } from './problem-history.js';
import { problemsOfEachWay, type ResolvedProblem, ResolvedProblems } from './resolved-problems.js';
import { TestPipeline } from './test-pipeline.js';
import { TestTopics } from './test-topics.js';

const BACKLOG_MS = 2 * 3_600_000;

interface Plan {
  bootstrapServers: string;
  partitions: number;
  /** Problems of each way to resolve one. */
  ofEachWay: number;
}

/** Resolved problems in front of a backlog, and monitors that are killed while they read it. */
export class BacklogTrial {
  private constructor(
    readonly topics: TestTopics,
    readonly pipeline: TestPipeline,
    readonly problems: ResolvedProblems,
    readonly history: ProblemHistory,
  ) {}

  static async create({ bootstrapServers, partitions, ofEachWay }: Plan): Promise<BacklogTrial> {
    const topics = await new TestTopics(bootstrapServers).create(partitions);
    const pipeline = await TestPipeline.create({ bootstrapServers, variables: topics.variables });
    const history = new ProblemHistory(topics, partitions, 'rooms');
    return new BacklogTrial(topics, pipeline, new ResolvedProblems(problemsOfEachWay(ofEachWay), history), history);
  }

  async close(): Promise<void> {
    await this.pipeline.close();
    await this.topics.end();
  }

  /** Lets each problem happen in each of its versions and services, and resolves it. */
  async resolveAll(monitor: MonitorProcess): Promise<void> {
    for (const { name, earlier } of this.problems.problems)
      for (const version of earlier)
        for (const partition of this.history.services.keys())
          this.history.error({ problem: name, version, time: Date.now() - BACKLOG_MS - 60_000 }, partition);
    await this.history.send();
    await this.problems.known(monitor);
    for (const problem of this.problems.problems) await this.problems.resolve(monitor, problem);
  }

  /**
   * Makes errors of two hours, none of which is a regression: most happened before their problem was resolved, the last ones in that very
   * millisecond, and a few of each version that is no longer right since then.
   */
  makeBacklog(errors: number, othersPerError: number): void {
    const { problems } = this.problems;
    const lastTurn = Math.floor((errors - 1) / problems.length);
    for (let index = 0; index < errors; index += 1) {
      const problem = problems[index % problems.length] as ResolvedProblem;
      const resolvedAt = this.problems.resolvedAt.get(problem.name) as number;
      const turn = Math.floor(index / problems.length);
      const version = problem.earlier[turn % problem.earlier.length] as string;
      const isLater = problem.resolvedIn !== undefined && turn % 10 === 0;
      const time = isLater ? resolvedAt + 1 + turn : Math.round(resolvedAt - BACKLOG_MS * (1 - turn / lastTurn));
      this.history.error({ problem: problem.name, version, time });
      for (let count = 0; count < othersPerError; count += 1) this.history.other(version, time);
    }
  }

  /** Kills one monitor after the other in the middle of a transaction, so often or until little is left to read. @returns how often */
  async killWhileReading(monitors: readonly MonitorProcess[], kills: number, untilLeft: number): Promise<number> {
    for (let kill = 0; kill < kills; kill += 1) {
      if (this.history.messages - (await this.pipeline.position()) < untilLeft) return kill;
      const monitor = monitors[kill % monitors.length] as MonitorProcess;
      await killMidTransaction(this.pipeline, monitor);
      monitor.start();
    }
    return kills;
  }

  /** Resolves when everything that is in Kafka is stored, and counted. */
  async counted(monitor: MonitorProcess, timeoutMs = 300_000): Promise<void> {
    await this.pipeline.caughtUp(monitor, timeoutMs);
    await waitFor(async () => (await this.pipeline.value('SELECT count(*)::int FROM error_delta')) === 0, {
      timeoutMs: 60_000,
      what: 'everything to be counted',
    });
  }

  /** Sets the group's offsets in Kafka and the positions in the store back to the beginning; no monitor may run. */
  async rewind(): Promise<void> {
    const admin = new Kafka({ brokers: [this.topics.bootstrapServers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const partitions = [...this.history.services.keys()].map((partition) => ({ partition, offset: '0' }));
    for (const topic of [this.topics.main, this.topics.errors])
      await admin.setOffsets({ groupId: this.topics.main, topic, partitions });
    await admin.disconnect();
    await this.pipeline.reader.query('UPDATE ingest_position SET next_offset = 0');
    this.history.readAgain(1);
  }

  /** Regressions of which people were told. */
  async told(): Promise<number> {
    const told = `SELECT count(*)::int FROM alert_event WHERE rule_id = 'default-problem-regression' AND transition = 'fired'`;
    return (await this.pipeline.value(told)) as number;
  }

  /** Lets a problem really happen again, now. @returns milliseconds from before it was sent to Kafka until REST says so */
  async happenAgain(monitor: MonitorProcess, problem: ResolvedProblem, round: number): Promise<number> {
    const { name } = problem;
    const time = Math.max(Date.now(), (this.problems.resolvedAt.get(name) as number) + 1);
    this.history.error({ problem: name, version: problem.returnsIn(round), time });
    const sentAt = Date.now();
    await this.history.send();
    return (await this.problems.regressed(monitor, name, round + 1)) - sentAt;
  }
}
