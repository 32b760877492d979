import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';
import type { SendOutcome } from '../channel/channel.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { withDeadline } from '../../time/deadline.js';
import { ChannelList } from '../channel/channel-list.js';
import type { Claimed } from './outbox-claim.js';
import { DeliveryList } from './delivery-list.js';

/** Metrics do not wait for a database that is away. */
const ASK_DEADLINE_MS = 1000;

/** What delivery tells Prometheus. A rule of Prometheus on failures in a row finds a broken channel without the help of any other. */
@Injectable()
export class DeliveryMetrics {
  readonly #attempts: Counter<'channel' | 'outcome'>;
  readonly #seconds: Histogram<'channel'>;

  constructor(
    registry: MetricsRegistry,
    channels: ChannelList,
    list: DeliveryList,
    private readonly pool: IngestPool,
  ) {
    const registers = [registry];
    this.#attempts = new Counter({
      name: 'log_monitor_alert_attempts_total',
      help: 'attempts of this monitor to deliver a message, by what became of them',
      labelNames: ['channel', 'outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'log_monitor_alert_delivery_seconds',
      help: 'time from a message that is made to its acceptance, with all that it had to wait for',
      labelNames: ['channel'],
      buckets: [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600],
      registers,
    });
    const states = shared(() => withDeadline(list.channelStates(), ASK_DEADLINE_MS, 'the state of channels'));
    const gauge = (name: string, help: string, member: 'failures' | 'waiting'): unknown =>
      new Gauge({
        name: `log_monitor_alert_channel_${name}`,
        help,
        labelNames: ['channel'],
        registers,
        // Asked for when the metrics are: also a monitor that sends nothing can tell. Without the database the last answer stands.
        async collect() {
          for (const state of await states().catch(() => [])) this.set({ channel: state.name }, state[member]);
        },
      });
    gauge('failures', 'failures in a row of a channel; 0: it works', 'failures');
    gauge('waiting', 'alerts and reports that wait for a channel', 'waiting');
    for (const channel of channels.names)
      for (const outcome of ['delivered', 'retry', 'rejected']) this.#attempts.inc({ channel, outcome }, 0);
  }

  note(channel: string, { createdAt }: Pick<Claimed, 'createdAt'>, outcome: SendOutcome): void {
    this.#attempts.inc({ channel, outcome: outcome.kind });
    if (outcome.kind !== 'delivered') return;
    this.#seconds.observe({ channel }, Math.max(0, this.pool.clock.now() - createdAt.getTime()) / 1000);
  }
}

/** Whoever asks while somebody else does gets the same answer: all gauges are asked at once. */
function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () => (asked ??= ask().finally(() => (asked = undefined)));
}
