export { newClusterId } from './kafka/format-storage.js';
export { startKafka, type LocalKafka, type LocalKafkaOptions, type KafkaClusterPlace } from './kafka/local-kafka.js';
export {
  brokerProperties,
  formatProperties,
  type BrokerListener,
  type BrokerPlan,
  type ListenerProtocol,
} from './kafka/broker-properties.js';
export { startPostgres, type LocalPostgres, type LocalPostgresOptions } from './postgres/local-postgres.js';
export { freePort, isPortFree, nextFreePort } from './network/port.js';
export { startSecuredKafka, type SecuredKafka } from './testing/secured-kafka.js';
export { createTestDatabase, type TestDatabase } from './testing/test-database.js';
export { uniqueName } from './testing/unique-name.js';
export { waitFor, type WaitOptions } from './testing/wait-for.js';
export { ToolError, type ToolErrorCode } from './tool-error.js';
export { cacheDir } from './storage/cache-dir.js';
