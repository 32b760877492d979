import { Inject, Injectable } from '@nestjs/common';
import { SEVERITY } from '@log-monitor/log-record';
import type pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import {
  type GapReason,
  type IngestBatch,
  type InstanceNews,
  RecordSink,
  type StoredBatch,
  type StoredPosition,
  type TopicPartition,
} from '../../batch/record-sink.js';
import { copyLogRecords, type PlacedRecord } from '../log/copy-log-records.js';
import { addCounts } from '../counters/count-records.js';
import { clampErrorTime } from '../log/event-time-bounds.js';
import { identifyForeignErrors } from '../log/foreign-error-copies.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { IngestPositions } from './ingest-positions.js';
import { insertDeadLetters } from '../dead-letters/insert-dead-letters.js';
import { insertErrorRecords } from '../log/insert-error-records.js';
import { type FirstRecord, firstRecords } from '../ledger/first-records.js';
import { IntervalSet } from '../ledger/interval-set.js';
import { LedgerEntry } from '../ledger/ledger-entry.js';
import { LedgerStore } from '../ledger/ledger-store.js';
import { RecentErrors } from '../log/recent-errors.js';
import { countsOf, sortBatch, type SortedBatch } from './sort-batch.js';
import { SourceActivity } from '../directory/source-activity.js';
import { type Place, SourceDirectory } from '../directory/source-directory.js';

/**
 * Stores a batch exactly once (DESIGN §4). One transaction holds, in this order: the bulk rows; then, in the order of their keys, what others may also
 * touch (errors, ledger, counters); last the position, moved only if it is where this monitor last saw it. Whatever is killed
 * at whatever moment, rows, counters, ledger and position agree.
 */
@Injectable()
export class RecordStore extends RecordSink {
  readonly #positions: IngestPositions;
  readonly #recentErrors = new RecentErrors();

  constructor(
    private readonly pool: IngestPool,
    private readonly directory: SourceDirectory,
    private readonly ledger: LedgerStore,
    private readonly activity: SourceActivity,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'retention'>,
  ) {
    super();
    this.#positions = new IngestPositions(pool);
  }

  override async openPosition(partition: TopicPartition, firstOffset: number): Promise<StoredPosition> {
    this.#recentErrors.clear();
    await this.pool.readClock();
    return await this.#positions.open(partition, firstOffset);
  }

  override async recordGap(partition: TopicPartition, from: number, to: number, reason: GapReason): Promise<void> {
    await this.#positions.skip(partition, from, to, reason);
  }

  override async store(batch: IngestBatch): Promise<StoredBatch> {
    return await this.#storeWith(batch, async (client) => {
      await insertDeadLetters(client, batch.topic, batch.partition, batch.deadLetters);
      await this.#positions.move(client, batch);
    });
  }

  /**
   * Stores records whose offsets were passed before: the position stays where it is.
   *
   * @param finish last step of the same transaction
   * @throws SinkError
   */
  async storeAgain(batch: IngestBatch, finish: (client: pg.PoolClient) => Promise<void>): Promise<StoredBatch> {
    return await this.#storeWith(batch, finish);
  }

  async #storeWith(batch: IngestBatch, finish: (client: pg.PoolClient) => Promise<void>): Promise<StoredBatch> {
    const places = await this.directory.locate([...batch.scanned.sources, ...batch.records]);
    const ledger = batch.isErrorsTopic ? new Map<number, LedgerEntry>() : await this.#openLedger(batch, places);
    const now = this.pool.clock.now();
    const sorted = sortBatch(batch, places, ledger, now, this.configuration.retention.logDays);
    for (const [sourceId, at] of sorted.heard) this.activity.heard(sourceId, at);
    for (const entry of ledger.values()) entry.findHoles(now);
    try {
      const began = performance.now();
      let written = began;
      const newErrors = await this.pool.transaction(async (client) => {
        const ids = await this.#write(client, batch, sorted, [...ledger.values()]);
        await finish(client);
        written = performance.now();
        return ids;
      });
      this.ledger.committed([...ledger.values()]);
      this.#recentErrors.committed(newErrors);
      return {
        stored: sorted.scan.fresh.length + sorted.plain.length + newErrors.length,
        duplicates: sorted.duplicates,
        writeSeconds: (written - began) / 1000,
        commitSeconds: (performance.now() - written) / 1000,
      };
    } catch (error) {
      this.ledger.forget(ledger.keys());
      // The database may have been set back: what we remember of it proves nothing any more.
      this.#recentErrors.clear();
      throw error;
    }
  }

  /** @returns ids of the ERROR and CRITICAL records that were stored for the first time */
  async #write(
    client: pg.PoolClient,
    batch: IngestBatch,
    sorted: SortedBatch,
    ledger: readonly LedgerEntry[],
  ): Promise<string[]> {
    const { partition, isErrorsTopic } = batch;
    const leastSeverity = SEVERITY[this.configuration.retention.storeLevel];
    // The table has no column for the topic: only foreign producers send records below ERROR to the one of errors.
    const filedPartition = isErrorsTopic ? -1 - partition : partition;
    await copyLogRecords(client, filedPartition, sorted.scan, sorted.plain, leastSeverity);
    const foreign = await this.#identifyForeign(client, isErrorsTopic, sorted.foreignErrors);
    const errors = [...sorted.errors, ...foreign].filter(({ record }) => !this.#recentErrors.has(record.id));
    const inserted = await insertErrorRecords(client, partition, isErrorsTopic, errors);
    const newErrors = firstOfEach(errors, inserted);
    await this.ledger.write(client, ledger);
    await addCounts(client, partition, isErrorsTopic, countsOf(sorted, newErrors));
    return newErrors.map(({ record }) => record.id);
  }

  /** Entries of every instance that the batch has a record or news of. */
  async #openLedger(batch: IngestBatch, places: readonly Place[]): Promise<Map<number, LedgerEntry>> {
    const wanted = new Set<number>();
    for (const { sourceId, hasLedger } of places) if (hasLedger) wanted.add(sourceId);
    const known = await this.directory.findInstances([...new Set(batch.news.map(({ instance }) => instance))]);
    const entries = await this.ledger.read(new Set([...wanted, ...known.values()]));
    const missing = new Set([...wanted].filter((sourceId) => !entries.has(sourceId)));
    for (const [sourceId, first] of firstRecords(batch, places, missing)) {
      entries.set(sourceId, this.#newEntry(sourceId, first, batch));
    }
    await this.#openUnheard(batch, known, entries);
    for (const news of batch.news) applyNews(entries.get(known.get(news.instance) ?? -1), news);
    return entries;
  }

  /** A process whose records were all dropped or lost is accounted for too: it is known by its reports alone. */
  async #openUnheard(batch: IngestBatch, known: Map<string, number>, entries: Map<number, LedgerEntry>): Promise<void> {
    const silent = batch.news.filter(({ instance }) => !known.has(instance)).filter(saysOfNumbers);
    if (silent.length === 0) return;
    const heard = new Set([...batch.scanned.sources, ...batch.records].map(({ instance }) => instance));
    const unheard = silent.filter(({ instance }) => !heard.has(instance));
    const registered = await this.directory.registerUnheard(unheard.map(({ instance }) => instance));
    const before = await this.ledger.read(registered.values());
    const startedLate = this.#positions.startedLate(batch);
    const now = this.pool.clock.now();
    for (const { instance, lastSeq } of unheard) {
      const sourceId = registered.get(instance);
      if (sourceId === undefined) continue;
      known.set(instance, sourceId);
      entries.set(sourceId, before.get(sourceId) ?? unheardEntry(sourceId, startedLate ? lastSeq : 0, now));
    }
  }

  /** What came before the oldest record that could have been read is unknown, not missing. */
  #newEntry(sourceId: number, record: FirstRecord, batch: IngestBatch): LedgerEntry {
    const startedLate = this.#positions.startedLate(batch);
    return new LedgerEntry(sourceId, 0, new IntervalSet(), new Map(), {
      firstSeen: record.kafkaTime,
      lastSeen: record.kafkaTime,
      ...(startedLate && { unknownBelow: record.seq, highest: record.seq - 1 }),
    });
  }

  async #identifyForeign(
    client: pg.PoolClient,
    isErrorsTopic: boolean,
    rows: readonly PlacedRecord[],
  ): Promise<PlacedRecord[]> {
    const byOffset = new Map(rows.map((row) => [row.record.offset, row]));
    const records = rows.map(({ record }) => record);
    const fresh = await identifyForeignErrors(client, isErrorsTopic, records, clampErrorTime);
    return fresh.map((record) => ({ ...(byOffset.get(record.offset) as PlacedRecord), record }));
  }
}

function saysOfNumbers({ lastSeq, dropped }: InstanceNews): boolean {
  return lastSeq > 0 || dropped.length > 0;
}

/** @param unknown numbers up to this one may have been in Kafka before anybody read */
function unheardEntry(sourceId: number, unknown: number, now: number): LedgerEntry {
  const rest = { firstSeen: now, lastSeen: now, unknownBelow: unknown + 1 };
  return new LedgerEntry(sourceId, 0, new IntervalSet(), new Map(), rest);
}

function applyNews(entry: LedgerEntry | undefined, news: InstanceNews): void {
  if (entry === undefined) return;
  entry.announce(news.lastSeq);
  if (news.ended) entry.ended = true;
  for (const { reason, from, to } of news.dropped) entry.reportDrop(reason, from, to);
}

/** One row per inserted id: a batch can hold the same record twice. */
function firstOfEach(rows: readonly PlacedRecord[], inserted: Set<string>): PlacedRecord[] {
  const left = new Set(inserted);
  return rows.filter(({ record }) => left.delete(record.id));
}
