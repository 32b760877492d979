import { startKafka, startPostgres } from '@log-monitor/tools';
import type { TestProject } from 'vitest/node';
import { startChromium } from './start-chromium.js';

/**
 * Starts the one Kafka, the one PostgreSQL and the one Chromium of a test run.
 * Each test file makes topics, a database and pages of its own there.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const onProgress = (line: string): void => console.error(line);
  // fsync off: a test run has nothing to lose to a power cut, and crashes of the process itself lose nothing by it.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };
  const [kafka, postgres, chromium] = await Promise.allSettled([
    startKafka({ onProgress }),
    startPostgres({ onProgress, settings }),
    startChromium(),
  ]);
  const stopAll = async (): Promise<void> => {
    await Promise.all([
      kafka.status === 'fulfilled' ? kafka.value.stop() : undefined,
      postgres.status === 'fulfilled' ? postgres.value.stop() : undefined,
      chromium.status === 'fulfilled' ? chromium.value?.close() : undefined,
    ]);
  };
  if (kafka.status === 'rejected' || postgres.status === 'rejected' || chromium.status === 'rejected') {
    await stopAll();
    throw [kafka, postgres, chromium].find((part) => part.status === 'rejected')?.reason;
  }
  project.provide('kafkaBootstrapServers', kafka.value.bootstrapServers);
  project.provide('databaseUrl', postgres.value.url);
  project.provide('chromiumEndpoint', chromium.value?.wsEndpoint());
  // For createTestDatabase(), which does not know vitest.
  process.env.LOG_MONITOR_TEST_DATABASE_URL = postgres.value.url;
  return stopAll;
}
