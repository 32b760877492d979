// Sends what waits on DATABASE_URL to ALERT_WEBHOOK_URL until it is killed: what a monitor does besides ingest, evaluation and answers.
import 'reflect-metadata';
import { ChannelList } from '../../dist/alerts/channel/channel-list.js';
import { AlertOutbox } from '../../dist/alerts/delivery/alert-outbox.js';
import { DeliveryList } from '../../dist/alerts/delivery/delivery-list.js';
import { DeliveryMetrics } from '../../dist/alerts/delivery/delivery-metrics.js';
import { Dispatcher } from '../../dist/alerts/delivery/dispatcher.js';
import { OutboxClaim } from '../../dist/alerts/delivery/outbox-claim.js';
import { OutboxResult } from '../../dist/alerts/delivery/outbox-result.js';
import { AlertSettings } from '../../dist/alerts/silence/alert-settings.js';
import { loadConfiguration } from '../../dist/configuration/load-configuration.js';
import { MetricsRegistry } from '../../dist/metrics/metrics-registry.js';
import { IngestPool } from '../../dist/store/connection/ingest-pool.js';

const configuration = loadConfiguration(process.env, '0');
const pool = new IngestPool(configuration);
const channels = new ChannelList(configuration);
const results = new OutboxResult(pool, new AlertOutbox(channels), channels);
const metrics = new DeliveryMetrics(new MetricsRegistry(), channels, new DeliveryList(pool, channels), pool);
const claims = new OutboxClaim(pool, new AlertSettings(pool));
new Dispatcher(configuration, channels, claims, results, metrics).onApplicationBootstrap();
setInterval(() => undefined, 60_000);
