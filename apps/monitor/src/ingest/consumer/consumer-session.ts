import { setTimeout as wait } from 'node:timers/promises';
import type { Batch, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Configuration } from '../../configuration/configuration.js';
import type { TopicPlan } from '../../configuration/topic-plan.js';
import { FastLane } from './fast-lane.js';
import type { AdminConnection } from '../kafka/admin-connection.js';
import { fetchOffsetRanges, isNewerThroughout, type OffsetRange, usesArrivalTime } from '../kafka/partition-offsets.js';
import type { ConsumerAccess, PartitionReader } from '../partition/partition-reader.js';
import { OffsetCommitter } from './offset-committer.js';
import { withDeadline } from '../../time/deadline.js';
import { SinkError } from '../../batch/batch-sink.js';
import { keyOf, type TopicPartition } from '../../batch/topic-partition.js';
import { PartitionWork } from './partition-work.js';
import { HEARTBEAT_INTERVAL_MS, settleWithHeartbeats } from './heartbeats.js';

/** The shortest that brokers allow by default: after a kill -9 the partitions are free again in 4.5 s; with kafkajs's 30 s it takes 28.5 s (measured). */
const SESSION_TIMEOUT_MS = 6000;
const REBALANCE_TIMEOUT_MS = 15_000;
/** How long an empty fetch waits at the broker; also how long a stop may wait for it. */
const MAX_WAIT_MS = 500;
/** What each COPY costs in addition to its rows is shared by as many of them as memory has room for (`docs/decisions/ingest-hot-path.md`). */
const MAX_BYTES_PER_PARTITION = 1.5 * 1024 * 1024;
const MAX_BYTES = 3 * MAX_BYTES_PER_PARTITION;
/** Partitions stored at the same time: while PostgreSQL works for one, we decode the next, and Kafka answers the next fetch. */
const CONCURRENT_PARTITIONS = 3;
const OPEN_RETRY_MS = 1000;
const END_DEADLINE_MS = 5000;
const IDLE_DEADLINE_MS = 2000;
/**
 * kafkajs can stop fetching without an error (kafkajs#659, #267), and after a request without an answer it asks again over the same dead connection. An
 * empty fetch is answered within half a second.
 */
const FETCH_SILENCE_MS = 12_000;
/** While a rebalance goes on nobody fetches; it may last as long as the slowest member is waited for, and some. */
const JOIN_SILENCE_MS = 2 * REBALANCE_TIMEOUT_MS;

/** Why a session ends that has done nothing wrong: kafkajs takes no further topics while it runs. */
export class TopicsAppeared extends Error {
  constructor() {
    super('there are further topics to read');
    this.name = 'TopicsAppeared';
  }
}

/**
 * One life of a kafkajs consumer, from connect to its first failure. kafkajs gives up for good on errors that it takes for final
 * (kafkajs#1536, #1630) and sometimes stops silently, so nobody waits for it to heal: a session ends, and the supervisor begins another.
 */
export class ConsumerSession implements ConsumerAccess {
  readonly #consumer: Consumer;
  readonly #committer: OffsetCommitter;
  readonly #fastLane: FastLane;
  readonly #stampedOnArrival = new Map<string, boolean>();
  /** When it began to connect, before the first answer. */
  #lastFetchAt = performance.now();
  #joined = false;
  /** Counts assignments, so that what is left to do for an earlier one is given up. */
  #assignments = 0;
  readonly #storing = new PartitionWork(CONCURRENT_PARTITIONS);
  #ending = false;
  #fail: (reason: Error) => void = () => undefined;
  readonly #failure = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(
    kafka: Kafka,
    private readonly admin: AdminConnection,
    private readonly reader: PartitionReader,
    /** Topics that exist. */
    readonly plan: TopicPlan,
    { groupId }: Configuration['kafka'],
  ) {
    this.#failure.catch(() => undefined);
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_INTERVAL_MS,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytes: MAX_BYTES,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      metadataMaxAge: 10_000,
      // Every failure comes to us: a session is never restarted by kafkajs.
      retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 4, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#committer = new OffsetCommitter(this.#consumer);
    this.#fastLane = new FastLane(this.#consumer, plan);
    this.#listen();
  }

  /** Milliseconds since the last answer to a fetch; before the first, since the session began. */
  get fetchAge(): number {
    return performance.now() - this.#lastFetchAt;
  }

  get joined(): boolean {
    return this.#joined;
  }

  /** True while a batch is being stored: no fetch is to be expected meanwhile. */
  get busy(): boolean {
    return this.#storing.count > 0;
  }

  isStoring(partition: TopicPartition): boolean {
    return this.#storing.has(keyOf(partition));
  }

  /** Consumes until something fails; never resolves. */
  async run(): Promise<never> {
    this.#begin().catch((error: unknown) => this.#fail(error as Error));
    return await this.#watch();
  }

  /** Watched from its first step: kafkajs can wait for a group without an end when the broker that leads it dies at that moment. */
  async #begin(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({
      topics: this.plan.topics.map(({ topic }) => topic),
      // Where Kafka has no offset of ours, or lost it: from the beginning. The position in the database cuts what is known.
      fromBeginning: true,
    });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
      eachBatch: (payload) => this.#readBatch(payload),
    });
    // Too late: a member of the group that reads nothing would keep its partitions from everybody.
    if (this.#ending) await this.#consumer.disconnect();
  }

  /** Ends the run, for a reason that it cannot see itself. */
  giveUp(reason: Error): void {
    this.#fail(reason);
  }

  /** Ends the session: finished work is committed, the group is told. Never rejects and never lasts longer than its deadline. */
  async end(): Promise<void> {
    this.#ending = true;
    this.#committer.stop();
    this.#fastLane.end();
    await withDeadline(this.#leave(), END_DEADLINE_MS, 'leaving the consumer group').catch(() => undefined);
  }

  seek({ topic, partition }: TopicPartition, offset: number): void {
    this.#consumer.seek({ topic, partition, offset: String(offset) });
  }

  async offsetRange({ topic, partition }: TopicPartition): Promise<OffsetRange> {
    const ranges = await this.admin.ask(`asking for the offsets of ${topic}`, (admin) =>
      fetchOffsetRanges(admin, topic),
    );
    const range = ranges.get(partition);
    if (range === undefined) throw new Error(`Kafka does not know ${topic}/${partition}`);
    return range;
  }

  async wasRecreated({ topic, partition }: TopicPartition, lastTime: number, low: number): Promise<boolean> {
    return await this.admin.ask(`asking for the age of ${topic}`, async (admin) => {
      const stampedOnArrival = this.#stampedOnArrival.get(topic) ?? (await usesArrivalTime(admin, topic));
      this.#stampedOnArrival.set(topic, stampedOnArrival);
      return stampedOnArrival && (await isNewerThroughout(admin, topic, partition, lastTime, low));
    });
  }

  stored(partition: TopicPartition, nextOffset: number): void {
    this.#committer.stored(partition, nextOffset);
  }

  /** What is being stored is finished and told to Kafka as long as we are a member: after stop() nobody takes it from us. */
  async #leave(): Promise<void> {
    await withDeadline(this.#storing.idle(), IDLE_DEADLINE_MS, 'finishing what is being stored').catch(() => undefined);
    await this.#committer.commit();
    await this.#consumer.stop();
    await this.#consumer.disconnect();
  }

  /**
   * Begins to store a batch and lets kafkajs fetch on meanwhile. Whatever goes wrong with it later, the position in the database decides
   * where reading goes on.
   */
  async #readBatch(payload: EachBatchPayload): Promise<void> {
    if (this.#ending) return;
    const { batch } = payload;
    const assignment = this.#assignments;
    const isOurs = (): boolean => this.#assignments === assignment && payload.isRunning() && !payload.isStale();
    const begun = this.#storing.begin(keyOf(batch), () => this.#store(batch, isOurs));
    await settleWithHeartbeats(begun, () => payload.heartbeat());
    if (isOurs()) payload.resolveOffset(batch.lastOffset());
  }

  /** Never rejects: the session ends with what fails. */
  async #store(batch: Batch, isOurs: () => boolean): Promise<void> {
    try {
      await this.reader.read(batch, this, isOurs);
      const remaining = Number(batch.highWatermark) - Number(batch.lastOffset()) - 1;
      if (isOurs()) this.#fastLane.read(batch, remaining);
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#lastFetchAt = performance.now();
    }
  }

  /** A batch of nothing but transaction markers never reaches us, and yet the position must move over it. */
  async #moveOver(partition: TopicPartition, first: number, next: number): Promise<void> {
    try {
      await this.#storing.settled(keyOf(partition));
      await this.reader.moveOver(partition, first, next, this);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #listen(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.FETCH, ({ payload }) => {
      this.#lastFetchAt = performance.now();
      this.reader.fetched(payload.duration / 1000);
    });
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#joined = true;
      this.#lastFetchAt = performance.now();
      this.reader.assigned();
      this.#committer.forget();
      this.#fastLane.assigned();
      void this.#openAssigned(payload.memberAssignment);
    });
    this.#consumer.on(events.REBALANCING, () => {
      this.#joined = false;
    });
    this.#consumer.on(events.END_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize > 0 || payload.firstOffset === null) return;
      void this.#moveOver(payload, Number(payload.firstOffset), Number(payload.lastOffset) + 1);
    });
    this.#consumer.on(events.CRASH, ({ payload }) => this.#fail(payload.error));
    this.#consumer.on(events.STOP, () => this.#fail(new Error('the consumer stopped by itself')));
  }

  /** Partitions without traffic need a position too: without one nobody could say that they are complete. */
  async #openAssigned(assignment: Record<string, number[]>): Promise<void> {
    this.#assignments += 1;
    const current = this.#assignments;
    const all = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    try {
      for (const partition of all) {
        await this.#openOne(partition, () => !this.#ending && this.#assignments === current);
      }
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** A database that is away is no reason to leave the group: that would only begin one rebalance after the other. */
  async #openOne(partition: TopicPartition, isOurs: () => boolean): Promise<void> {
    while (isOurs()) {
      try {
        const position = await this.reader.openPosition(partition, this);
        if (isOurs()) this.seek(partition, position);
        return;
      } catch (error) {
        if (!(error instanceof SinkError)) throw error;
        await wait(OPEN_RETRY_MS);
      }
    }
  }

  async #watch(): Promise<never> {
    const timer = setInterval(() => {
      const longest = this.#joined ? FETCH_SILENCE_MS : JOIN_SILENCE_MS;
      if (!this.busy && this.fetchAge > longest) {
        this.#fail(new Error(`no answer to a ${this.#joined ? 'fetch' : 'join'} for ${longest / 1000} s`));
      }
    }, 1000);
    try {
      return await this.#failure;
    } finally {
      clearInterval(timer);
    }
  }
}
