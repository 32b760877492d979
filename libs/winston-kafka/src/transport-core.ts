import { type DeliveryStats, KafkaDelivery } from '@log-monitor/kafka-delivery';
import { Intake } from './intake/intake.js';
import { type TransportSettings } from './options/transport-options.js';

/** What `stats()` answers. */
export interface TransportStats extends DeliveryStats {
  /** Calls that were counted in a "repeated N times" instead of sent. */
  folded: number;
}

/** Everything after the log call, without winston: encoding, numbering, and delivery to Kafka. */
export class TransportCore {
  readonly #delivery: KafkaDelivery;
  readonly #intake: Intake;

  constructor(settings: TransportSettings) {
    this.#delivery = new KafkaDelivery(settings);
    this.#intake = new Intake(settings, this.#delivery);
  }

  get instance(): string {
    return this.#delivery.instance;
  }

  /** See {@link Intake.accept}. */
  accept(info: object, now: number = Date.now()): void {
    this.#intake.accept(info, now);
  }

  /** See {@link KafkaDelivery.flush}. */
  flush(ms: number): Promise<boolean> {
    this.#intake.settle();
    return this.#delivery.flush(ms);
  }

  /** See {@link KafkaDelivery.finish}. */
  finish(ms: number): Promise<boolean> {
    this.#intake.settle();
    return this.#delivery.finish(ms);
  }

  /** See {@link KafkaDelivery.close}. */
  close(ms: number): Promise<boolean> {
    this.#intake.settle();
    return this.#delivery.close(ms);
  }

  /** See {@link KafkaDelivery.abandon}. */
  abandon(): void {
    this.#intake.settle();
    this.#delivery.abandon();
  }

  get hasUnfinished(): boolean {
    return this.#delivery.hasUnfinished;
  }

  stats(): TransportStats {
    return { ...this.#delivery.stats(), folded: this.#intake.foldedCalls };
  }
}
