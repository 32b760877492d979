import { LogMonitor } from '@log-monitor/winston-kafka';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { HttpSink } from '../parts/http-sink.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { SmtpSink } from '../parts/smtp-sink.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const bootstrapServers = inject('kafkaBootstrapServers');
/** Enough for a p99 to be more than the slowest of a few, few enough for the hourly cap of critical alerts. */
const CALLS = 40;
const PROMISED_MS = 3000;

let pipeline: TestPipeline;
let monitor: MonitorProcess;
let slack: HttpSink;
let mails: SmtpSink;

beforeAll(async () => {
  slack = await new HttpSink().listen();
  mails = await new SmtpSink({ tls: 'none' }).listen();
  pipeline = await TestPipeline.create({ bootstrapServers });
  // As three variables alone say it, but for the sinks being on this machine.
  monitor = await (
    await pipeline.newMonitor({
      SMTP_URL: `smtp://127.0.0.1:${mails.port}`,
      ALERT_EMAIL_TO: 'ops@example.com',
      SLACK_WEBHOOK_URL: slack.url,
      ALERT_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
    })
  )
    .start()
    .ready();
});

afterAll(async () => {
  await pipeline.close();
  await slack.close();
  await mails.close();
});

/** When a service was first named in a post and in a mail. */
function heard(service: string): { slack: number | undefined; email: number | undefined } {
  const mail = mails.mails.findIndex(({ text }) => text?.includes(`${service})`));
  return { slack: slack.accepted.find(({ body }) => body.includes(`${service})`))?.at, email: mails.times[mail] };
}

it('tells of a CRITICAL by mail and in Slack within three seconds of the call, each once', async () => {
  const calls = new Map<string, number>();
  const services = Array.from({ length: CALLS }, (_, index) => `service-${String(index).padStart(2, '0')}`);
  const loggers = services.map(
    (service) => new LogMonitor(service, { console: false, kafka: { brokers: [bootstrapServers], topic: pipeline.variables['LOG_TOPIC'] ?? '', errorTopic: pipeline.variables['ERROR_LOG_TOPIC'] ?? '' } }),
  ); // prettier-ignore
  for (const { logger } of loggers) logger.info('started');
  await waitFor(async () => Number(await pipeline.value('SELECT count(*) FROM log_record')) >= CALLS, {
    timeoutMs: 60_000,
    what: 'the services to be connected',
  });
  for (const [index, { logger }] of loggers.entries()) {
    const service = services[index] ?? '';
    calls.set(service, Date.now());
    logger.critical(`out of disk on ${service}`);
    await waitFor(() => heard(service).slack !== undefined && heard(service).email !== undefined, {
      timeoutMs: 30_000,
      what: `word of ${service} (the monitor said: ${monitor.output.slice(-2000)})`,
      intervalMs: 10,
    });
  }
  await Promise.all(loggers.map((each) => each.shutdown(5000)));
  const latencies = services.flatMap((service) => {
    const { slack: posted = Number.NaN, email = Number.NaN } = heard(service);
    const called = calls.get(service) ?? Number.NaN;
    return [posted - called, email - called];
  });
  latencies.sort((a, b) => a - b);
  const p99 = latencies[Math.ceil(0.99 * latencies.length) - 1] ?? Number.NaN;
  console.log(`CRITICAL to accepted: median ${latencies[latencies.length / 2]} ms, p99 ${p99} ms`);
  expect(p99).toBeLessThanOrEqual(PROMISED_MS);
  for (const service of services) {
    expect(slack.accepted.filter(({ body }) => body.includes(`Firing: CRITICAL record (${service})`))).toHaveLength(1);
    expect(mails.mails.filter(({ text }) => text?.includes(`Firing: CRITICAL record (${service})`))).toHaveLength(1);
  }
}, 180_000);

it('sends no alert about records of its own', async () => {
  const { notifications } = await monitor.get<{ notifications: { key: string }[] }>(
    '/api/v1/alerts/notifications?limit=1000',
  );
  expect(notifications.length).toBeGreaterThan(0);
  expect(notifications.filter(({ key }) => key === 'logmonitor')).toEqual([]);
});
