import { Injectable, Logger } from '@nestjs/common';
import { IngestMetrics } from './ingest-metrics.js';
import { type PartitionEnds, ProgressLog } from '../../batch/progress-log.js';
import type { OffsetRange } from '../kafka/partition-offsets.js';
import { withDeadline } from '../../time/deadline.js';
import { Repeated } from '../../time/repeated.js';

const INTERVAL_MS = 500;
const MEASURE_DEADLINE_MS = 5000;

/** Measures the end of every partition twice a second, by which every answer knows how complete it is. */
@Injectable()
export class ProgressSampler {
  readonly #logger = new Logger('ProgressSampler');
  #sampling: Repeated | undefined;
  #failing = false;

  constructor(
    private readonly progress: ProgressLog,
    private readonly metrics: IngestMetrics,
  ) {}

  /** @param measure reads the offsets of every topic from the broker */
  start(measure: () => Promise<Map<string, Map<number, OffsetRange>>>): void {
    this.#sampling = new Repeated(INTERVAL_MS, () => this.#take(measure));
    void this.#sampling.start();
  }

  async stop(): Promise<void> {
    await this.#sampling?.stop();
  }

  async #take(measure: () => Promise<Map<string, Map<number, OffsetRange>>>): Promise<void> {
    // Taken before the broker is asked: every record that was in Kafka at this moment lies below the ends that it names.
    const takenAt = this.progress.now();
    try {
      const ranges = await withDeadline(measure(), MEASURE_DEADLINE_MS, 'asking Kafka for the end of each partition');
      this.metrics.lagMeasured(await this.progress.note(takenAt, endsOf(ranges)));
      if (this.#failing) this.#logger.log('the lag is known again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn(`the lag is not known: ${(error as Error).message}`);
      this.#failing = true;
      this.metrics.lagMeasured(null);
      // With the database away there is nobody to tell; the answers themselves fail then.
      await this.progress.noteUnreachable().catch(() => undefined);
    }
  }
}

function endsOf(ranges: Map<string, Map<number, OffsetRange>>): PartitionEnds {
  const topics = [...ranges].map(([topic, partitions]) => [
    topic,
    Object.fromEntries([...partitions].map(([partition, { high }]) => [String(partition), high])),
  ]);
  return Object.fromEntries(topics) as PartitionEnds;
}
