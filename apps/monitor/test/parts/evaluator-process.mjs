// Evaluates alerts on DATABASE_URL until it is killed: what a monitor does besides reading from Kafka, sending and answering.
import 'reflect-metadata';
import { ChannelList } from '../../dist/alerts/channel/channel-list.js';
import { AlertOutbox } from '../../dist/alerts/delivery/alert-outbox.js';
import { SetAsideRules } from '../../dist/alerts/rule/set-aside-rules.js';
import { Evaluator } from '../../dist/alerts/schedule/evaluator.js';
import { Silences } from '../../dist/alerts/silence/silences.js';
import { loadConfiguration } from '../../dist/configuration/load-configuration.js';
import { MetricsRegistry } from '../../dist/metrics/metrics-registry.js';
import { IngestPool } from '../../dist/store/connection/ingest-pool.js';

const configuration = loadConfiguration({ ...process.env, ALERT_MAIL_DIR: '/nowhere' }, '0');
const pool = new IngestPool(configuration);
const setAside = new SetAsideRules(new MetricsRegistry());
const outbox = new AlertOutbox(new ChannelList(configuration));
new Evaluator(pool, new Silences(pool), outbox, setAside, configuration).onApplicationBootstrap();
setInterval(() => undefined, 60_000);
