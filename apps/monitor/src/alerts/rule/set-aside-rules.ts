import { Injectable, Logger } from '@nestjs/common';
import type { AlertRuleSetAside } from '@log-monitor/monitor-api';
import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';

/** Tells of stored rules that cannot be read: each once in the log, and how many there are as a metric. */
@Injectable()
export class SetAsideRules {
  readonly #logger = new Logger('Alerts');
  readonly #gauge: Gauge;
  /** `id version` of those that were told. */
  #told = new Set<string>();

  constructor(registry: MetricsRegistry) {
    this.#gauge = new Gauge({
      name: 'log_monitor_alert_rules_set_aside',
      help: 'stored rules that cannot be read and are not evaluated, at the monitor that evaluates',
      registers: [registry],
    });
  }

  /** @param rules all that there are now */
  note(rules: readonly AlertRuleSetAside[]): void {
    this.#gauge.set(rules.length);
    for (const { id, version, name, problem } of rules) {
      if (!this.#told.has(`${id} ${version}`))
        this.#logger.warn(`the rule ${JSON.stringify(name)} (${id}) cannot be read and is not evaluated: ${problem}`);
    }
    this.#told = new Set(rules.map(({ id, version }) => `${id} ${version}`));
  }
}
