import type { DeliverySettings } from '../settings/delivery-settings.js';
import { KafkaLink, type LinkSettings } from '../kafkajs/kafka-link.js';
import { Backoff } from './backoff.js';
import { OutageReport } from './outage-report.js';

const CHECK_MS = 500;

/**
 * Keeps one link to Kafka alive: connects, and after a loss connects again with a new one, for as long as it takes.
 * None of its timers keeps the process alive.
 */
export class Connection {
  /** One for all that is tried again: connecting and sending. */
  readonly backoff = new Backoff();
  readonly #outage: OutageReport;
  #current: KafkaLink | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #checkTimer: NodeJS.Timeout | undefined;
  #connecting: KafkaLink | undefined;
  #stopped = false;

  /** @param held how many records are held now */
  constructor(
    private readonly settings: LinkSettings & Pick<DeliverySettings, 'onNotice'>,
    held: () => number,
    private readonly onUp: () => void,
  ) {
    this.#outage = new OutageReport(settings.brokers, held, settings.onNotice);
  }

  /** The link to send on, undefined while there is none. */
  get link(): KafkaLink | undefined {
    return this.#current;
  }

  /** True while an outage has been announced. */
  get isAway(): boolean {
    return this.#outage.isAway;
  }

  start(): void {
    this.#outage.down(Date.now());
    this.#watch();
    void this.#connect();
  }

  /** A send failed in a way that leaves the link in doubt: it is cut off and replaced. */
  lost(link: KafkaLink, error: unknown): void {
    if (link !== this.#current || this.#stopped) return;
    this.#current = undefined;
    link.cut('the connection is given up');
    this.#outage.down(Date.now(), error);
    this.#watch();
    this.#retryLater();
  }

  /** Tries at once instead of waiting for the backoff: somebody is waiting for a flush. */
  hurry(): void {
    if (this.#retryTimer === undefined || this.#stopped) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    void this.#connect();
  }

  /**
   * Ends the link and all attempts. Never rejects.
   *
   * @param inPeace with a goodbye, which may take a second; else the link is cut at once
   */
  async stop(inPeace: boolean): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retryTimer);
    clearInterval(this.#checkTimer);
    this.#connecting?.cut('closed');
    if (inPeace) await this.#current?.close();
    else this.#current?.cut('closed');
    this.#current = undefined;
  }

  async #connect(): Promise<void> {
    const link = new KafkaLink(this.settings);
    this.#connecting = link;
    try {
      await link.connect();
    } catch (error) {
      link.cut('could not connect');
      this.#outage.down(Date.now(), error);
      if (!this.#stopped) this.#retryLater();
      return;
    } finally {
      this.#connecting = undefined;
    }
    if (this.#stopped) return link.cut('closed');
    this.#current = link;
    clearInterval(this.#checkTimer);
    this.#outage.up(Date.now());
    this.onUp();
  }

  #retryLater(): void {
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      void this.#connect();
    }, this.backoff.next());
    this.#retryTimer.unref();
  }

  #watch(): void {
    clearInterval(this.#checkTimer);
    this.#checkTimer = setInterval(() => this.#outage.check(Date.now()), CHECK_MS);
    this.#checkTimer.unref();
  }
}
