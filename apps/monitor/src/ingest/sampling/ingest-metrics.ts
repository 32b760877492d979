import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';
import type { BatchEnvelope } from '../../batch/batch.js';
import type { GapReason, SinkError, StoredBatch } from '../../batch/batch-sink.js';
import type { TopicPartition } from '../../batch/topic-partition.js';

/** Series that Prometheus gets by service; a producer that invents names must not fill anybody's memory. */
const MAX_SERVICE_LABELS = 500;

/** What came of one service on one topic. */
export interface Traffic {
  topic: string;
  service: string;
  records: number;
  bytes: number;
}

/** What ingest tells Prometheus, and what it tells of the last seconds. */
@Injectable()
export class IngestMetrics {
  readonly #read: Counter<'topic'>;
  readonly #stored: Counter<'topic'>;
  readonly #duplicates: Counter<'topic'>;
  readonly #bytes: Counter<'topic'>;
  readonly #byService: Counter<'topic' | 'service'>;
  readonly #bytesByService: Counter<'topic' | 'service'>;
  readonly #deadLetters: Counter<'topic' | 'reason'>;
  readonly #unknownLevels: Counter<'topic' | 'reason'>;
  readonly #failures: Counter<'code'>;
  readonly #gaps: Counter<'topic' | 'reason'>;
  readonly #restarts: Counter;
  readonly #joins: Counter;
  readonly #services = new Set<string>();
  #traffic = new Map<string, Traffic>();
  readonly #seconds: Histogram;
  readonly #stageSeconds: Counter<'stage'>;
  readonly #lag: Gauge;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
      new Counter({ name: `logmonitor_ingest_${name}_total`, help, labelNames, registers });
    this.#read = counter('messages', 'Messages read from Kafka and committed', ['topic']);
    this.#stored = counter('stored_records', 'Records stored for the first time', ['topic']);
    this.#duplicates = counter('duplicate_records', 'Records of the main topic that the ledger had seen before', [
      'topic',
    ]);
    this.#bytes = counter('bytes', 'Bytes of message values read from Kafka and committed', ['topic']);
    this.#byService = counter('service_records', 'Records read, by service', ['topic', 'service']);
    this.#bytesByService = counter('service_bytes', 'Bytes of records read, by service', ['topic', 'service']);
    this.#deadLetters = counter('dead_letters', 'Messages kept aside because they could not be stored', [
      'topic',
      'reason',
    ]);
    this.#unknownLevels = counter(
      'unknown_levels',
      'Records whose level is in no convention: a known word was inside, there was an error, or it was taken for INFO',
      ['topic', 'reason'],
    );
    this.#failures = counter('store_failures', 'Transactions that failed and were tried again', ['code']);
    this.#gaps = counter('gap_offsets', 'Offsets that Kafka no longer had when they were to be read', [
      'topic',
      'reason',
    ]);
    this.#restarts = counter('consumer_restarts', 'Times that the Kafka consumer was built again', []);
    this.#joins = counter('group_joins', 'Times that the consumer group gave us partitions', []);
    this.#seconds = new Histogram({
      name: 'logmonitor_ingest_store_seconds',
      help: 'Duration of one storing transaction',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    });
    this.#stageSeconds = counter(
      'stage_seconds',
      'Where the time goes: waiting for an answer of Kafka, decoding, writing rows, committing. Partitions overlap',
      ['stage'],
    );
    this.#lag = new Gauge({
      name: 'logmonitor_ingest_lag_records',
      help: 'Records in Kafka that are not stored yet; NaN while the broker cannot be reached',
      registers,
    });
  }

  batchStored(batch: BatchEnvelope, outcome: StoredBatch, seconds: number): void {
    const { stored, duplicates, writeSeconds, commitSeconds } = outcome;
    const { topic } = batch;
    this.#read.inc({ topic }, batch.records + batch.deadLetters.length);
    this.#stored.inc({ topic }, stored);
    this.#duplicates.inc({ topic }, duplicates);
    this.#bytes.inc({ topic }, batch.bytes);
    for (const [name, sum] of batch.services) {
      const service = this.#labelOf(name);
      this.#byService.inc({ topic, service }, sum.records);
      this.#bytesByService.inc({ topic, service }, sum.bytes);
      this.#addTraffic(topic, service, sum);
    }
    for (const { reason } of batch.deadLetters) this.#deadLetters.inc({ topic, reason });
    for (const [reason, count] of batch.unknownLevels ?? []) this.#unknownLevels.inc({ topic, reason }, count);
    this.#seconds.observe(seconds);
    this.#stageSeconds.inc({ stage: 'write' }, writeSeconds);
    this.#stageSeconds.inc({ stage: 'commit' }, commitSeconds);
  }

  fetched(seconds: number): void {
    this.#stageSeconds.inc({ stage: 'fetch' }, seconds);
  }

  decoded(seconds: number): void {
    this.#stageSeconds.inc({ stage: 'decode' }, seconds);
  }

  /** What came since the last call; beyond the limit of names under `(other)`. */
  takeTraffic(): Traffic[] {
    const taken = [...this.#traffic.values()];
    this.#traffic = new Map();
    return taken;
  }

  #addTraffic(topic: string, service: string, { records, bytes }: { records: number; bytes: number }): void {
    const key = `${topic}/${service}`;
    const sum = this.#traffic.get(key);
    if (sum === undefined) {
      this.#traffic.set(key, { topic, service, records, bytes });
      return;
    }
    sum.records += records;
    sum.bytes += bytes;
  }

  #labelOf(service: string): string {
    if (this.#services.has(service)) return service;
    if (this.#services.size >= MAX_SERVICE_LABELS) return '(other)';
    this.#services.add(service);
    return service;
  }

  storeFailed({ code }: SinkError): void {
    this.#failures.inc({ code });
  }

  gapFound({ topic }: TopicPartition, from: number, to: number, reason: GapReason): void {
    this.#gaps.inc({ topic, reason }, Math.abs(to - from));
  }

  groupJoined(): void {
    this.#joins.inc();
  }

  consumerRestarted(): void {
    this.#restarts.inc();
  }

  lagMeasured(records: number | null): void {
    this.#lag.set(records ?? Number.NaN);
  }
}
