import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, NODE_ARGUMENTS, waitFor } from '@log-monitor/tools';
import kafkajs from 'kafkajs';

/** The bench runs as a bundle in a folder next to its source. */
const place = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** How long a condition of a benchmark may take to come true. */
export const TIMEOUT_MS = 120_000;

/** Topics of its own on the benchmark's broker, the monitor as users run it, and services that log through the transport. */
export class BenchPipeline {
  private readonly variables: NodeJS.ProcessEnv;
  private monitor: ChildProcess | undefined;
  url = '';

  constructor(private readonly topic: string) {
    const { PATH, HOME, KAFKA_BOOTSTRAP_SERVERS } = process.env;
    this.variables = {
      ...{ PATH, HOME, KAFKA_BOOTSTRAP_SERVERS, NODE_ENV: 'production' },
      ...{ LOG_TOPIC: topic, ERROR_LOG_TOPIC: `${topic}-errors`, KAFKA_GROUP_ID: topic, ACCESS_LOG_TOPICS: 'off' },
    };
  }

  /** As the monitor makes them; here, so that the services do not meet a broker without topics. */
  async createTopics(): Promise<void> {
    const brokers = [String(this.variables['KAFKA_BOOTSTRAP_SERVERS'])];
    const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
    const topics = [this.topic, `${this.topic}-errors`].map((topic) => ({ topic, numPartitions: 6, configEntries }));
    await admin.createTopics({ topics, waitForLeaders: true });
    await admin.disconnect();
  }

  async startMonitor(databaseUrl: string): Promise<void> {
    const port = await freePort();
    const child = spawn(process.execPath, [...(NODE_ARGUMENTS.monitor ?? []), place('../../dist/main.js')], {
      env: { ...this.variables, DATABASE_URL: databaseUrl, LOG_MONITOR_SERVER_PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.monitor = child;
    this.url = `http://127.0.0.1:${port}`;
    const ready = async (): Promise<boolean> => child.exitCode !== null || (await fetch(`${this.url}/health/ready`)).ok;
    await waitFor(ready, { timeoutMs: TIMEOUT_MS, what: 'the monitor to be ready' });
    if (child.exitCode !== null) throw new Error(`the monitor ended with ${child.exitCode}`);
  }

  async stopMonitor(): Promise<void> {
    if (!this.monitor || this.monitor.exitCode !== null) return;
    this.monitor.kill('SIGTERM');
    await once(this.monitor, 'exit');
  }

  /**
   * Logs from a process of its own.
   *
   * @param rate records per second; 0: as fast as it goes
   * @returns how many it logged
   */
  async log(service: string, records: number, rate: number): Promise<number> {
    const plan = { service, records, rate };
    const child = spawn(process.execPath, [place('../../test/parts/logging-service.mjs'), JSON.stringify(plan)], {
      env: this.variables,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${service} ended with ${code}`);
    return (JSON.parse(output) as { logged: number }).logged;
  }
}
