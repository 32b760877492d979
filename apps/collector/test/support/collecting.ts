import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { uniqueName, waitFor } from '@log-monitor/tools';

const { Kafka, logLevel } = kafkajs;
const SCRIPT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A message as it lies in Kafka. */
export interface Line {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A folder for logs and state, topics of its own, and the collectors that run on them. */
export class Collecting {
  readonly folder = mkdtempSync(join(tmpdir(), 'lc-'));
  readonly topic = uniqueName('lines');
  readonly errorTopic = `${this.topic}-errors`;
  readonly #running = new Set<Running>();

  constructor(readonly bootstrap: string) {}

  path(name: string): string {
    return join(this.folder, name);
  }

  /** @param identity of another user, who must be able to enter the folders */
  start(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    identity: { uid?: number; gid?: number } = {},
  ): Running {
    const options = ['--state', this.path('state'), '--topic', this.topic, '--error-topic', this.errorTopic];
    const env = { ...process.env, KAFKA_BOOTSTRAP_SERVERS: this.bootstrap, ...environment };
    const child = spawn(process.execPath, [SCRIPT, ...options, ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...identity,
    });
    const running = new Running(child);
    this.#running.add(running);
    return running;
  }

  /** Everything that the topics hold, in the order of each partition. */
  async lines(): Promise<Line[]> {
    return [...(await readTopic(this.bootstrap, this.topic)), ...(await readTopic(this.bootstrap, this.errorTopic))];
  }

  /** Waits until so many different lines are in Kafka. */
  arrived(count: number, timeoutMs = 60_000): Promise<Line[]> {
    return waitFor(
      async () => {
        const found = withoutRepeats(await this.lines());
        return found.length >= count ? found : undefined;
      },
      { timeoutMs, what: `${count} lines`, intervalMs: 200 },
    );
  }

  /** What the collector has noted on disk; empty before it has. */
  positions(): string {
    const names = existsSync(this.path('state')) ? readdirSync(this.path('state'), { recursive: true }) : [];
    const name = names.map(String).find((path) => path.endsWith('positions.json'));
    return name === undefined ? '' : readFileSync(this.path(`state/${name}`), 'utf8');
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.kill()));
  }

  async stop(): Promise<void> {
    await this.endAll();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A collector as a process of its own. */
export class Running {
  said = '';

  constructor(readonly child: ChildProcess) {
    child.stderr?.on('data', (data: Buffer) => (this.said += data.toString()));
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @returns its exit code */
  async end(): Promise<number | null> {
    if (!this.ended) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async terminate(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return await this.end();
  }

  async kill(): Promise<void> {
    if (this.ended) return;
    this.child.kill('SIGKILL');
    await this.end();
  }
}

/** The lines without repeats: one for each instance and number. Fails when two different lines have one number. */
export function withoutRepeats(lines: readonly Line[]): Line[] {
  const byNumber = new Map<string, Line>();
  for (const line of lines) {
    if (line.headers['report'] !== undefined || line.headers['end'] !== undefined) continue;
    const key = `${line.headers['instance']} ${line.headers['seq']}`;
    const known = byNumber.get(key);
    if (known === undefined) byNumber.set(key, line);
    else if (known.value !== line.value) throw new Error(`two lines have the number ${key}: ${known.value} and ${line.value}`); // prettier-ignore
  }
  return [...byNumber.values()];
}

/** Values by instance, in the order of their numbers; fails when a number is missing. */
export function byInstance(lines: readonly Line[]): Map<string, string[]> {
  const all = new Map<string, [number, string][]>();
  for (const { headers, value } of withoutRepeats(lines)) {
    const { instance = '', seq } = headers;
    const known = all.get(instance);
    if (known === undefined) all.set(instance, [[Number(seq), value]]);
    else known.push([Number(seq), value]);
  }
  const result = new Map<string, string[]>();
  for (const [instance, numbered] of all) {
    numbered.sort(([a], [b]) => a - b);
    numbered.forEach(([seq], index) => {
      if (seq !== index + 1) throw new Error(`${instance} has no number ${index + 1}`);
    });
    result.set(instance, numbered.map(([, value]) => value)); // prettier-ignore
  }
  return result;
}

/** Everything that a topic holds by now; nothing when it is not there. */
async function readTopic(bootstrap: string, topic: string): Promise<Line[]> {
  const kafka = new Kafka({ clientId: 'test', brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = await admin.listTopics();
  const ends = topics.includes(topic) ? await admin.fetchTopicOffsets(topic) : [];
  await admin.disconnect();
  const missing = new Map(
    ends.filter(({ low, high }) => Number(high) > Number(low)).map((end) => [end.partition, Number(end.high)]),
  );
  const lines: Line[] = [];
  if (missing.size === 0) return lines;
  const consumer = kafka.consumer({ groupId: uniqueName('reader'), maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        for (const { key, value, headers } of batch.messages) {
          lines.push({
            topic,
            partition: batch.partition,
            key: String(key),
            value: value?.toString('latin1') ?? '',
            headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)])),
          });
        }
        if (Number(batch.lastOffset()) + 1 >= (missing.get(batch.partition) ?? 0)) missing.delete(batch.partition);
      },
    });
    await waitFor(() => missing.size === 0, { timeoutMs: 60_000, what: `the end of ${topic}` });
  } finally {
    await consumer.disconnect();
  }
  return lines;
}
