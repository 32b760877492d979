import { startKafka, startPostgres } from '@log-monitor/tools';
import type { TestProject } from 'vitest/node';

/** Starts the one Kafka and the one PostgreSQL of a test run; each test file makes its own topics and database there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const onProgress = (line: string): void => console.error(line);
  // fsync off: a test run has nothing to lose to a power cut, and crashes of the process itself lose nothing by it.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };
  const started = await Promise.allSettled([startKafka({ onProgress }), startPostgres({ onProgress, settings })]);
  const [kafka, postgres] = started;
  const stopAll = async (): Promise<void> => {
    await Promise.all(started.map(async (part) => (part.status === 'fulfilled' ? part.value.stop() : undefined)));
  };
  if (kafka.status === 'rejected' || postgres.status === 'rejected') {
    await stopAll();
    throw kafka.status === 'rejected' ? kafka.reason : (postgres as PromiseRejectedResult).reason;
  }
  project.provide('kafkaBootstrapServers', kafka.value.bootstrapServers);
  project.provide('databaseUrl', postgres.value.url);
  // For createTestDatabase(), which does not know vitest.
  process.env.LOG_MONITOR_TEST_DATABASE_URL = postgres.value.url;
  return stopAll;
}
