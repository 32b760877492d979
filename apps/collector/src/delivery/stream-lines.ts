import type { KafkaDelivery } from '@log-monitor/kafka-delivery';
import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { isHeartbeat } from '../line/heartbeat.js';
import type { LineCounts } from '../line/line-counts.js';
import type { SourceIdentity } from '../line/source-identity.js';
import type { TakeLine } from '../line/take-lines.js';
import { type KafkaLines, LINE_PRIORITY, type LineSpool } from './kafka-lines.js';

/**
 * Numbers and sends lines that come once: from standard input and from the network. They are on disk before they are
 * sent, so that a kill loses none; beyond the caps of memory and disk the oldest are dropped, and Kafka is told which.
 */
export class StreamLines {
  readonly #delivery: KafkaDelivery;
  #told = { delivered: 0, dropped: 0 };

  constructor(
    kafka: KafkaLines,
    private readonly source: SourceIdentity,
    spool: LineSpool,
    private readonly counts: LineCounts,
  ) {
    this.#delivery = kafka.forStream(source, source.type ?? 'access', spool, () => this.#account());
  }

  /** Takes a line; never waits. */
  readonly take: TakeLine = (bytes, from, to) => {
    const { counts } = this;
    counts.read += 1;
    counts.bytes += to - from;
    let line = bytes.subarray(from, to);
    if (this.source.heartbeats === 'skip' && isHeartbeat(line)) {
      counts.heartbeats += 1;
      return;
    }
    if (line.length > MAX_RECORD_BYTES) {
      counts.cut += 1;
      line = line.subarray(0, MAX_RECORD_BYTES);
    }
    this.#delivery.add(line, this.#delivery.takeNumber(), LINE_PRIORITY, Date.now());
    counts.sent += 1;
  };

  /** Waits until Kafka has all lines so far, at most so many milliseconds. */
  flush(ms: number): Promise<boolean> {
    return this.#delivery.flush(ms);
  }

  /** Says to Kafka that this was the end, within so many milliseconds; what it does not take is left on disk. */
  async close(ms: number): Promise<void> {
    await this.#delivery.close(ms);
    this.#account();
  }

  #account(): void {
    const { delivered, dropped: reasons } = this.#delivery.stats();
    const dropped = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    this.counts.acknowledged += delivered - this.#told.delivered;
    this.counts.dropped += dropped - this.#told.dropped;
    this.#told = { delivered, dropped };
  }
}
