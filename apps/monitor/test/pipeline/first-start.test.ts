import { createTestDatabase } from '@log-monitor/tools';
import { expect, inject, it, onTestFinished } from 'vitest';
import { MonitorProcess } from '../parts/monitor-process.js';
import { TestTopics } from '../parts/test-topics.js';

it('makes its topics without a word about topics that cannot be written', async () => {
  const database = await createTestDatabase();
  const topics = new TestTopics(inject('kafkaBootstrapServers'));
  const monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
  onTestFinished(async () => {
    await monitor.end('SIGTERM');
    await topics.end();
    await database.drop();
  });
  await monitor.start().ready();
  expect(monitor.output).toMatch(/created/);
  expect(monitor.output).not.toContain('cannot be written');
});
