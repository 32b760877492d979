import { AlertOutbox } from '../../src/alerts/delivery/alert-outbox.js';
import { ChannelTest } from '../../src/alerts/delivery/channel-test.js';
import { DeliveryList } from '../../src/alerts/delivery/delivery-list.js';
import { DeliveryMetrics } from '../../src/alerts/delivery/delivery-metrics.js';
import { Dispatcher } from '../../src/alerts/delivery/dispatcher.js';
import { Escalator } from '../../src/alerts/delivery/escalator.js';
import { OutboxClaim } from '../../src/alerts/delivery/outbox-claim.js';
import { OutboxResult } from '../../src/alerts/delivery/outbox-result.js';
import { ChannelList } from '../../src/alerts/channel/channel-list.js';
import type { AlertEvent } from '../../src/alerts/event/alert-event.js';
import { AlertSettings } from '../../src/alerts/silence/alert-settings.js';
import type { Configuration } from '../../src/configuration/configuration.js';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';
import { configurationOf } from '../query/fixture/store-fixture.js';
import type { TestStore } from './test-store.js';

/** What delivers alerts, whole, on the store of a test: as one monitor has it. */
export class TestDelivery {
  readonly channels: ChannelList;
  readonly settings: AlertSettings;
  readonly outbox: AlertOutbox;
  readonly claims: OutboxClaim;
  readonly results: OutboxResult;
  readonly list: DeliveryList;
  readonly registry = new MetricsRegistry();
  readonly metrics: DeliveryMetrics;
  readonly test: ChannelTest;
  readonly escalator: Escalator;
  readonly configuration: Configuration;
  #dispatcher: Dispatcher | undefined;

  constructor(
    readonly store: TestStore,
    alerts: Partial<Configuration['alerts']>,
  ) {
    const base = configurationOf(store.databaseUrl);
    this.configuration = { ...base, alerts: { ...base.alerts, mailDirectory: undefined, ...alerts } };
    this.channels = new ChannelList(this.configuration);
    this.settings = new AlertSettings(store.pool);
    this.outbox = new AlertOutbox(this.channels);
    this.claims = new OutboxClaim(store.pool, this.settings);
    this.results = new OutboxResult(store.pool, this.outbox, this.channels);
    this.list = new DeliveryList(store.pool, this.channels);
    this.metrics = new DeliveryMetrics(this.registry, this.channels, this.list, store.pool);
    this.test = new ChannelTest(store.pool, this.channels);
    this.escalator = new Escalator(store.pool, this.settings, this.outbox);
  }

  start(): void {
    this.#dispatcher = new Dispatcher(this.configuration, this.channels, this.claims, this.results, this.metrics);
    this.#dispatcher.onApplicationBootstrap();
  }

  async stop(): Promise<void> {
    await this.#dispatcher?.onApplicationShutdown();
    this.#dispatcher = undefined;
  }

  /** Decides on events, as the evaluator does. */
  async put(...events: AlertEvent[]): Promise<void> {
    await this.store.pool.transaction((client) =>
      this.outbox.put(
        client,
        events.map((event) => ({ event, channels: 'all' as const })),
      ),
    );
  }

  /** What every channel was told or is to be told, as `state channel key`. */
  async states(): Promise<string[]> {
    const rows = await this.store.rows<{ line: string }>(
      `SELECT state || ' ' || channel || ' ' || (event->>'key') AS line FROM alert_notification ORDER BY id`,
    );
    return rows.map(({ line }) => line);
  }

  /** No pause after a failure is left to wait for. */
  async hurry(): Promise<void> {
    await this.store.rows(`UPDATE alert_channel SET next_attempt_at = '-infinity'`);
  }
}
