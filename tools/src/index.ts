export { cacheDir } from './stack/kafka/cache-dir.js';
export { newClusterId } from './stack/kafka/format-storage.js';
export { startKafka, type LocalKafka } from './stack/kafka/local-kafka.js';
export { startPostgres, type LocalPostgres } from './stack/postgres/local-postgres.js';
export { freePort } from './stack/process/port.js';
export { startSecuredKafka, type SecuredKafka } from './testing/secured-kafka.js';
export { createTestDatabase, type TestDatabase } from './testing/test-database.js';
export { uniqueName } from './testing/unique-name.js';
export { waitFor } from './testing/wait-for.js';
