import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';

export const WEB_TOPIC = 'bench-web';
const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
/** The bench runs as a bundle in a folder next to its source. */
const COLLECTOR = fileURLToPath(new URL('../../../collector/dist/main.js', import.meta.url));

/** The monitor's variables, for lines of web servers alone. */
export const webTopics = (topic: string = WEB_TOPIC): NodeJS.ProcessEnv => ({
  LOG_TOPIC: 'bench-logs',
  ERROR_LOG_TOPIC: 'bench-logs-errors',
  ACCESS_LOG_TOPICS: topic,
});

/** As the monitor makes it; here, so that there is no waiting for it. */
export async function createWebTopic(topic: string = WEB_TOPIC): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [BROKER], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  await admin.createTopics({ topics: [{ topic, numPartitions: 6, configEntries }], waitForLeaders: true });
  await admin.disconnect();
}

/** As web servers' machines have one: reads all files and ends. */
export function startCollector(files: readonly string[], folder: string, topic: string = WEB_TOPIC): ChildProcess {
  const state = path.join(folder, 'state');
  const options = ['--once', '--source', 'shop', '--server', 'web1', '--topic', topic, '--state', state];
  return spawn(process.execPath, [COLLECTOR, ...options, ...files], {
    env: { PATH: process.env['PATH'], HOME: folder, KAFKA_BOOTSTRAP_SERVERS: BROKER, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 2],
  });
}

/** @throws Error when the collector failed */
export async function collected(collector: ChildProcess | undefined): Promise<void> {
  if (collector?.exitCode === null) await once(collector, 'exit');
  if (collector?.exitCode !== 0) throw new Error(`the collector ended with ${collector?.exitCode}`);
}
