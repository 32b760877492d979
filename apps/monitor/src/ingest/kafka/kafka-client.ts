import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConnection } from '../../configuration/configuration.js';
import { endStoppedFetches } from './end-stopped-fetches.js';
import { registerCodecs } from './kafka-codecs.js';

/** kafkajs waits for ever in several places by default; these are its deadlines for one attempt. */
const CONNECTION_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * A kafkajs client for the monitor. Its own log is off: what it would say reaches us as errors and events, and is said once, with the
 * address and the remedy.
 */
export function createKafka(connection: KafkaConnection, clientId: string): Kafka {
  registerCodecs();
  endStoppedFetches();
  return new Kafka({
    clientId,
    brokers: connection.bootstrapServers,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    authenticationTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    logLevel: logLevel.NOTHING,
    ...(connection.tls && { ssl: { ...connection.tls } }),
    ...(connection.sasl && { sasl: connection.sasl as { mechanism: 'plain'; username: string; password: string } }),
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 4 },
  });
}
