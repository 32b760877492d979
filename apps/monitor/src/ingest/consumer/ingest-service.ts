import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { Configuration } from '../../configuration/configuration.js';
import { TopicPlan } from '../../configuration/topic-plan.js';
import { ConsumerSession, TopicsAppeared } from './consumer-session.js';
import { IngestMetrics } from '../sampling/ingest-metrics.js';
import { AdminConnection } from '../kafka/admin-connection.js';
import { createKafka } from '../kafka/kafka-client.js';
import { fetchOffsetRanges, type OffsetRange } from '../kafka/partition-offsets.js';
import { PartitionReader } from '../partition/partition-reader.js';
import { keyOf } from '../../batch/topic-partition.js';
import { type StillPartition, StillPartitions, stillSentence } from './still-partitions.js';
import { ProgressSampler } from '../sampling/progress-sampler.js';
import { createMissingTopics, existingTopics, type ProvisionedTopics } from '../kafka/topic-provisioning.js';
import { withDeadline } from '../../time/deadline.js';
import { growingPause } from '../../time/growing-pause.js';

const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 10_000;
/** A session that lasted this long was healthy: the next pause is short again. */
const HEALTHY_MS = 60_000;
const MAX_FETCH_AGE_MS = 15_000;
const END_DEADLINE_MS = 2000;

/** Keeps a consumer running for as long as the monitor lives: whatever ends a session, the next one begins after a growing pause. */
@Injectable()
export class IngestService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Ingest');
  readonly #kafka: Kafka;
  readonly #admin: AdminConnection;
  #session: ConsumerSession | undefined;
  #stopping = false;
  #wake: () => void = () => undefined;
  #supervision: Promise<void> = Promise.resolve();
  #lastFailure = 'not connected to Kafka yet';
  /** Topics that the last session read; undefined before the first. */
  #read: ReadonlySet<string> | undefined;
  #toldRefused = false;
  readonly #stillPartitions = new StillPartitions();
  #still: readonly StillPartition[] = [];
  /** By partition, the offset for which a session was ended. */
  readonly #endedFor = new Map<string, number>();

  constructor(
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'kafka'>,
    private readonly plan: TopicPlan,
    private readonly reader: PartitionReader,
    private readonly sampler: ProgressSampler,
    private readonly metrics: IngestMetrics,
  ) {
    this.#kafka = createKafka(configuration.kafka, 'log-monitor');
    this.#admin = new AdminConnection(this.#kafka);
  }

  onApplicationBootstrap(): void {
    this.#supervision = this.#supervise();
    this.sampler.start(() => this.#measure());
  }

  /** Before HTTP closes: what is being stored is finished, offsets are committed. */
  async onModuleDestroy(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#wake();
    await this.#session?.end();
    // A session that is still trying to connect ends with its own deadlines; the process does not wait for them.
    await withDeadline(this.#supervision, END_DEADLINE_MS, 'ending the consumer').catch(() => undefined);
    await this.sampler.stop();
    await this.#admin.drop();
  }

  /** Why ingest does not make progress; empty when it does. */
  notReadyReasons(): string[] {
    const session = this.#session;
    if (session === undefined || !session.joined) return [`the consumer group is not joined: ${this.#lastFailure}`];
    const { trouble } = this.reader;
    if (trouble !== undefined) return [trouble];
    if (this.#still.length > 0) return this.#still.map(stillSentence);
    if (session.busy) return [];
    const age = session.fetchAge;
    return age < MAX_FETCH_AGE_MS ? [] : [`the last answer to a fetch came ${Math.round(age / 1000)} s ago`];
  }

  async #supervise(): Promise<void> {
    for (let failures = 0; !this.#stopping;) {
      const started = performance.now();
      const failure = await this.#runSession();
      if (this.#stopping) return;
      if (failure instanceof TopicsAppeared) continue;
      failures = performance.now() - started > HEALTHY_MS ? 1 : failures + 1;
      this.#report(failure, failures);
      await this.#pause(growingPause(failures, FIRST_PAUSE_MS, LAST_PAUSE_MS));
    }
  }

  /** @returns what ended the session */
  async #runSession(): Promise<Error> {
    let session: ConsumerSession | undefined;
    try {
      const { kafka } = this.configuration;
      const provisioned = await this.#admin.ask('looking for topics', (admin) =>
        createMissingTopics(admin, this.plan, kafka),
      );
      this.#tellOf(provisioned);
      const plan = this.plan.among(provisioned.existing);
      session = new ConsumerSession(this.#kafka, this.#admin, this.reader, plan, kafka);
      this.#session = session;
      return await session.run();
    } catch (error) {
      return error as Error;
    } finally {
      this.#session = undefined;
      // What ended the session may have left the other connection dead too.
      await Promise.all([session?.end(), this.#admin.drop()]);
    }
  }

  #report(failure: Error, failures: number): void {
    const { bootstrapServers } = this.configuration.kafka;
    this.#lastFailure = failure.message;
    this.metrics.consumerRestarted();
    const line = `the consumer of ${bootstrapServers.join(', ')} (KAFKA_BOOTSTRAP_SERVERS) is built again: ${failure.message}`;
    // Once is nothing to worry about: a broker that has just started, a leader that moved.
    if (failures === 1) this.#logger.log(line);
    // One line a minute is enough while the broker is away.
    else if (failures <= 3 || failures % 6 === 0) this.#logger.warn(line);
  }

  #tellOf({ created, existing, refused }: ProvisionedTopics): void {
    if (created.length > 0) this.#logger.log(`created the topics ${created.join(', ')}`);
    const appeared = [...existing].filter(
      (topic) => this.#read !== undefined && !this.#read.has(topic) && !created.includes(topic),
    );
    if (appeared.length > 0) this.#logger.log(`${appeared.join(', ')} exists by now and is read`);
    this.#read = existing;
    if (refused !== undefined && !this.#toldRefused)
      this.#logger.warn(
        `topics of web servers cannot be created, they are read as soon as they exist: ${refused.message}`,
      );
    this.#toldRefused = refused !== undefined;
  }

  /** Ends of all planned topics that exist. Also of those that no session reads yet: what is in them is not stored. */
  async #measure(): Promise<Map<string, Map<number, OffsetRange>>> {
    const session = this.#session;
    const read = session?.plan.topics ?? [];
    const isAllRead = read.length === this.plan.topics.length;
    const topics = isAllRead
      ? read
      : this.plan.among(await this.#admin.ask('listing topics', (admin) => existingTopics(admin, this.plan))).topics;
    if (session?.joined === true && topics.some(({ topic }) => !read.some((one) => one.topic === topic)))
      session.giveUp(new TopicsAppeared());
    const ranges = ({ topic }: { topic: string }): Promise<Map<number, OffsetRange>> =>
      this.#admin.ask(`asking for the offsets of ${topic}`, (admin) => fetchOffsetRanges(admin, topic));
    const measured = new Map(await Promise.all(topics.map(async (one) => [one.topic, await ranges(one)] as const)));
    if (session?.joined === true) this.#lookForStill(session, measured);
    else this.#still = this.#stillPartitions.look([], performance.now());
    return measured;
  }

  /** A session that leaves out a partition ends. Once for an offset: when the next one stands there too, it is not the session. */
  #lookForStill(session: ConsumerSession, measured: ReadonlyMap<string, ReadonlyMap<number, OffsetRange>>): void {
    const seen = [...measured].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, { high }]) => {
        const position = session.isStoring({ topic, partition })
          ? undefined
          : this.reader.positionOf({ topic, partition });
        return { topic, partition, position, end: high };
      }),
    );
    this.#still = this.#stillPartitions.look(seen, performance.now());
    for (const one of this.#still) {
      if (this.#endedFor.get(keyOf(one)) === one.position) continue;
      this.#endedFor.set(keyOf(one), one.position);
      session.giveUp(new Error(stillSentence(one)));
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}
