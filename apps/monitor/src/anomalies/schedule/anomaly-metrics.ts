import { DETECTORS } from '@log-monitor/access-anomaly';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';

/** What the evaluation of requests tells Prometheus. */
@Injectable()
export class AnomalyMetrics {
  readonly #found: Counter<'detector'>;
  readonly #windows: Counter;
  readonly #seconds: Counter;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    this.#found = new Counter({
      name: 'log_monitor_anomalies_total',
      help: 'anomalies that this monitor found in requests',
      labelNames: ['detector'],
      registers,
    });
    this.#windows = new Counter({
      name: 'log_monitor_anomaly_windows_total',
      help: 'windows of ten seconds of a source that this monitor judged',
      registers,
    });
    this.#seconds = new Counter({
      name: 'log_monitor_anomaly_seconds_total',
      help: 'seconds that this monitor took to judge them, waiting for PostgreSQL included',
      registers,
    });
    for (const detector of DETECTORS) this.#found.inc({ detector }, 0);
  }

  note(windows: number, found: readonly string[], tookMs: number): void {
    this.#windows.inc(windows);
    this.#seconds.inc(tookMs / 1000);
    for (const detector of found) this.#found.inc({ detector });
  }
}
