import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Repeated } from '../../time/repeated.js';
import { IngestMetrics } from './ingest-metrics.js';
import { TrafficLog } from '../../batch/traffic-log.js';

const INTERVAL_MS = 5000;

/** Notes every five seconds how many records and bytes came of each service. */
@Injectable()
export class TrafficSampler implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Ingest');
  readonly #sampling = new Repeated(INTERVAL_MS, () => this.#take());
  #since = performance.now();

  constructor(
    private readonly metrics: IngestMetrics,
    private readonly traffic: TrafficLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#sampling.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#sampling.stop();
  }

  /** Never rejects: rates are of the moment, and the next ones come soon. */
  async #take(): Promise<void> {
    const seconds = (performance.now() - this.#since) / 1000;
    this.#since = performance.now();
    const rates = this.metrics.takeTraffic().map(({ topic, service, records, bytes }) => ({
      topic,
      service,
      recordsPerSecond: records / seconds,
      bytesPerSecond: bytes / seconds,
    }));
    try {
      await this.traffic.note(rates);
    } catch (error) {
      this.#logger.debug(`the traffic of the last seconds is not noted: ${(error as Error).message}`);
    }
  }
}
