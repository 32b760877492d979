import { randomUUID } from 'node:crypto';
import { type DeliveryStats, KafkaDelivery } from '@log-monitor/kafka-delivery';
import { DROP_REASONS, type DropReason } from '@log-monitor/log-record';
import { Intake } from '../intake/intake.js';
import type { TransportSettings } from '../options/transport-options.js';

/** What `stats()` answers. */
export interface TransportStats extends DeliveryStats {
  /** Calls that were counted in a "repeated N times" instead of sent. */
  folded: number;
}

/**
 * Everything after the log call, without winston: encoding, numbering, and delivery to Kafka. Switched off, it takes
 * every call and does nothing.
 */
export class TransportCore {
  readonly instance: string;
  readonly #delivery: KafkaDelivery | undefined;
  readonly #intake: Intake | undefined;

  constructor(settings: TransportSettings) {
    if (settings.enabled) {
      this.#delivery = new KafkaDelivery(settings);
      this.#intake = new Intake(settings, this.#delivery);
    }
    this.instance = this.#delivery?.instance ?? randomUUID();
  }

  /** See {@link Intake.accept}. */
  accept(info: object, now: number = Date.now()): void {
    this.#intake?.accept(info, now);
  }

  /** See {@link KafkaDelivery.flush}. */
  async flush(ms: number): Promise<boolean> {
    this.#intake?.settle();
    return (await this.#delivery?.flush(ms)) ?? true;
  }

  /** See {@link KafkaDelivery.finish}. */
  async finish(ms: number): Promise<boolean> {
    this.#intake?.settle();
    return (await this.#delivery?.finish(ms)) ?? true;
  }

  /** See {@link KafkaDelivery.close}. */
  async close(ms: number): Promise<boolean> {
    this.#intake?.settle();
    return (await this.#delivery?.close(ms)) ?? true;
  }

  /** See {@link KafkaDelivery.abandon}. */
  abandon(): void {
    this.#intake?.settle();
    this.#delivery?.abandon();
  }

  get hasUnfinished(): boolean {
    return this.#delivery?.hasUnfinished ?? false;
  }

  stats(): TransportStats {
    return { ...(this.#delivery?.stats() ?? statsOfNothing()), folded: this.#intake?.foldedCalls ?? 0 };
  }
}

function statsOfNothing(): DeliveryStats {
  return {
    accepted: 0,
    delivered: 0,
    dropped: Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>,
    buffered: 0,
    spilled: 0,
    connected: false,
    timestampShifted: 0,
    spool: { state: 'off', bytes: 0, recovered: 0, corrupt: 0 },
  };
}
