import { LogMonitor } from '@log-monitor/winston-kafka';
import { waitFor } from '@log-monitor/tools';
import { HttpSink } from './http-sink.js';
import type { MonitorProcess } from './monitor-process.js';
import { SmtpSink } from './smtp-sink.js';
import { TestPipeline } from './test-pipeline.js';

/** A monitor with mail and Slack as three variables alone configure them, but for the sinks being on this machine, and services that call CRITICAL. */
export class CriticalCalls {
  readonly slack = new HttpSink();
  readonly mails = new SmtpSink({ tls: 'none' });
  pipeline!: TestPipeline;
  monitor!: MonitorProcess;

  constructor(private readonly bootstrapServers: string) {}

  async open(): Promise<void> {
    await this.slack.listen();
    await this.mails.listen();
    this.pipeline = await TestPipeline.create({ bootstrapServers: this.bootstrapServers });
    const monitor = await this.pipeline.newMonitor({
      SMTP_URL: `smtp://127.0.0.1:${this.mails.port}`,
      ALERT_EMAIL_TO: 'ops@example.com',
      SLACK_WEBHOOK_URL: this.slack.url,
      ALERT_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
    });
    this.monitor = await monitor.start().ready();
  }

  async close(): Promise<void> {
    await this.pipeline.close();
    await this.slack.close();
    await this.mails.close();
  }

  /** Services that are connected: each has a record in the store. */
  async services(names: readonly string[]): Promise<LogMonitor[]> {
    const { LOG_TOPIC: topic = '', ERROR_LOG_TOPIC: errorTopic = '' } = this.pipeline.variables;
    const kafka = { brokers: [this.bootstrapServers], topic, errorTopic };
    const services = names.map((name) => new LogMonitor(name, { console: false, kafka }));
    for (const { logger } of services) logger.info('started');
    await waitFor(async () => Number(await this.pipeline.value('SELECT count(*) FROM log_record')) >= names.length, {
      timeoutMs: 60_000,
      what: 'the services to be connected',
    });
    return services;
  }

  /**
   * Calls CRITICAL, and waits until both have heard of it.
   *
   * @param text in no other record
   * @returns milliseconds from the call to the accepted post, and to the accepted mail
   */
  async call({ logger }: LogMonitor, text: string): Promise<number[]> {
    const called = Date.now();
    logger.critical(text);
    const heard = (): (number | undefined)[] => [
      this.slack.accepted.find(({ body }) => body.includes(text))?.at,
      this.mails.times[this.mails.mails.findIndex((mail) => mail.text?.includes(text))],
    ];
    await waitFor(() => heard().every((at) => at !== undefined), {
      timeoutMs: 30_000,
      what: `word of ${text} (the monitor said: ${this.monitor.output.slice(-2000)})`,
      intervalMs: 10,
    });
    return heard().map((at = Number.NaN) => at - called);
  }
}

/** @returns the value that so large a share of them is not above */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
