import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { CriticalCalls } from '../parts/critical-calls.js';

/** Each of another service; `critical-latency.faults.test.ts` makes hundreds. */
const CALLS = 12;
const PROMISED_MS = 3000;

const parts = new CriticalCalls(inject('kafkaBootstrapServers'));
beforeAll(() => parts.open());
afterAll(() => parts.close());

it('tells of a CRITICAL by mail and in Slack within three seconds of the call, each once', async () => {
  const names = Array.from({ length: CALLS }, (_, index) => `service-${String(index).padStart(2, '0')}`);
  const services = await parts.services(names);
  for (const [index, service] of services.entries()) {
    const latencies = await parts.call(service, `out of disk on ${names[index] ?? ''}.`);
    expect(Math.max(...latencies)).toBeLessThanOrEqual(PROMISED_MS);
  }
  await Promise.all(services.map((each) => each.shutdown(5000)));
  for (const name of names) {
    const headline = `Firing: CRITICAL record (${name})`;
    expect(parts.slack.accepted.filter(({ body }) => body.includes(headline))).toHaveLength(1);
    expect(parts.mails.mails.filter(({ text }) => text?.includes(headline))).toHaveLength(1);
  }
}, 180_000);

it('sends no alert about records of its own', async () => {
  const { notifications } = await parts.monitor.get<{ notifications: { key: string }[] }>(
    '/api/v1/alerts/notifications?limit=1000',
  );
  expect(notifications.length).toBeGreaterThan(0);
  expect(notifications.filter(({ key }) => key === 'logmonitor')).toEqual([]);
});
