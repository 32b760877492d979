import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import kafkajs, { type Kafka } from 'kafkajs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { brokerAnswers } from '../src/stack/kafka/broker-readiness.js';
import { dockerKafka } from '../src/stack/kafka/docker-kafka.js';
import { findJava } from '../src/stack/kafka/java.js';
import { kafkaJars, cacheName } from '../src/stack/kafka/kafka-jars.js';
import { startKafka, type LocalKafka, type LocalKafkaOptions } from '../src/stack/kafka/local-kafka.js';
import { freePort, isPortFree } from '../src/stack/process/port.js';
import { identify, isRunning } from '../src/stack/process/process-identity.js';
import { waitFor } from '../src/testing/wait-for.js';
import { notABroker } from './fixtures/not-a-broker.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();
const started: LocalKafka[] = [];

async function start(options?: LocalKafkaOptions): Promise<LocalKafka> {
  const broker = await startKafka({ heapMb: 256, jvmArguments: ['-XX:TieredStopAtLevel=1'], ...options });
  started.push(broker);
  return broker;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const broker of started.splice(0)) await broker.stop();
});

function client(broker: LocalKafka): Kafka {
  return new kafkajs.Kafka({ brokers: [broker.bootstrapServers], logLevel: kafkajs.logLevel.NOTHING });
}

async function send(broker: LocalKafka, value: string): Promise<void> {
  const producer = client(broker).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: 'kept', acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

async function stored(broker: LocalKafka): Promise<number> {
  const admin = client(broker).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets('kept');
  await admin.disconnect();
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}

describe('a broker on this machine', () => {
  it('keeps what it acknowledged over stop, kill -9 and restart, on the same port, and takes consumers at once', async () => {
    const broker = await start({ dataDir: await scratchDir() });
    const { port } = broker;
    await send(broker, 'one');
    await broker.restart();
    await send(broker, 'two');
    await broker.kill();
    expect(await isPortFree(port)).toBe(true);
    await broker.restart();
    expect(broker.port).toBe(port);
    expect(await stored(broker)).toBe(2);

    const values: string[] = [];
    const consumer = client(broker).consumer({ groupId: 'g', retry: { retries: 0 } });
    await consumer.connect();
    await consumer.subscribe({ topic: 'kept', fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void values.push(String(message.value)) });
    await waitFor(() => values.length === 2, { timeoutMs: 20_000, what: 'both messages' });
    expect(values.sort()).toEqual(['one', 'two']);
    await consumer.disconnect();
  });

  it('answers nobody while it is paused, and leaves nothing behind when it is stopped then', async () => {
    const broker = await start();
    const process = identify(broker.pid);
    const { port, dataDir } = broker;
    broker.pause();
    expect(await brokerAnswers(broker.bootstrapServers)).toBe(false);
    broker.resume();
    await waitFor(() => brokerAnswers(broker.bootstrapServers), { timeoutMs: 20_000, what: 'the broker to go on' });
    broker.pause();
    await broker.stop();
    expect(isRunning(process)).toBe(false);
    expect(await isPortFree(port)).toBe(true);
    await expect(readdir(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('listens where it is told in addition to its own port, with the properties it is given', async () => {
    const port = await freePort();
    const broker = await start({
      listeners: [
        { name: 'SECOND', protocol: 'PLAINTEXT', host: '127.0.0.1', port, advertised: { host: 'localhost', port } },
      ],
      brokerProperties: { 'num.partitions': '3' },
    });
    const admin = new kafkajs.Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    expect((await admin.describeCluster()).brokers).toMatchObject([{ host: 'localhost', port }]);
    await admin.createTopics({ topics: [{ topic: 'kept' }], waitForLeaders: true });
    await admin.disconnect();
    expect(
      (
        await client(broker)
          .admin()
          .fetchTopicMetadata({ topics: ['kept'] })
      ).topics[0]?.partitions,
    ).toHaveLength(3);
  });

  it('refuses a second start on one folder, and a port that is taken, in one sentence each', async () => {
    const dataDir = await scratchDir();
    const broker = await start({ dataDir });
    await expect(start({ dataDir })).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    await expect(start({ port: broker.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(broker.port)) as string,
    });
  });

  it('gives up a start that is aborted, and leaves no process', async () => {
    const dataDir = await scratchDir();
    const abort = new AbortController();
    const starting = startKafka({ dataDir, signal: abort.signal });
    await waitFor(async () => (await readdir(dataDir)).includes('kafka.pid'), {
      timeoutMs: 30_000,
      what: 'the broker',
    });
    abort.abort();
    await expect(starting).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await readdir(dataDir)).filter((name) => /pid|owner$/.test(name))).toEqual([]);
  });

  it('says why it does not come up, in the words of the broker', async () => {
    await expect(start({ brokerProperties: { 'num.partitions': 'many' } })).rejects.toMatchObject({
      message: expect.stringContaining('num.partitions') as string,
    });
  });
});

it('records the classes it loads at its first proper end, and starts from them afterwards', async () => {
  const cache = await scratchDir();
  await symlink(await kafkaJars(), path.join(cache, await cacheName()));
  vi.stubEnv('LOG_MONITOR_CACHE_DIR', cache);
  const archives = async (): Promise<string[]> => (await readdir(cache)).filter((name) => name.endsWith('.jsa'));
  const broker = await start();
  expect(await archives()).toEqual([]);
  await broker.restart();
  expect(await archives()).toHaveLength(1);
  expect(await readFile(`/proc/${broker.pid}/cmdline`, 'utf8')).toContain('-XX:SharedArchiveFile=');
  expect(await readFile(broker.logFile, 'utf8')).not.toMatch(/shared (class|archive)/i);
});

describe('what Kafka needs', () => {
  it('is named with a line to copy per system when Java is missing or too old', async () => {
    await expect(findJava({ JAVA_HOME: '/nowhere' })).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      message: expect.stringMatching(
        /apt-get install[^]*brew install[^]*winget install[^]*KAFKA_BOOTSTRAP_SERVERS/,
      ) as string,
    });
    const home = await scratchDir();
    await mkdir(path.join(home, 'bin'));
    await writeFile(path.join(home, 'bin', 'java'), '#!/bin/sh\necho \'openjdk version "11.0.22" 2024-01-16\' >&2\n');
    await chmod(path.join(home, 'bin', 'java'), 0o755);
    await expect(findJava({ JAVA_HOME: home })).rejects.toMatchObject({
      code: 'JAVA_TOO_OLD',
      message: expect.stringContaining('version 11') as string,
    });
    await writeFile(path.join(home, 'bin', 'java'), '#!/bin/sh\necho \'openjdk version "1.8.0_402"\' >&2\n');
    await expect(findJava({ JAVA_HOME: home })).rejects.toMatchObject({
      message: expect.stringContaining('version 8') as string,
    });
  });

  it('is named when Maven is missing, and nothing half is left in the cache', async () => {
    const cache = await scratchDir();
    vi.stubEnv('LOG_MONITOR_CACHE_DIR', cache);
    vi.stubEnv('PATH', '/nowhere');
    await expect(kafkaJars()).rejects.toMatchObject({ code: 'MAVEN_MISSING' });
    expect(await readdir(cache)).toEqual([]);
  });

  it('is fetched once by two that need it at once, over the rest of an interrupted download', async () => {
    const good = await kafkaJars();
    const cache = await scratchDir();
    const name = await cacheName();
    const [bin, count] = [await scratchDir(), path.join(await scratchDir(), 'count')];
    // A Maven that takes its time; the real one has filled `good`.
    const copy = `#!/bin/sh\necho run >> "${count}"\nfor a in "$@"; do case "$a" in -DoutputDirectory=*) out="\${a#*=}";; esac; done\nsleep 0.5\nmkdir -p "$out"; cp "${good}"/*.jar "$out"/\n`;
    await writeFile(path.join(bin, 'mvn'), copy, { mode: 0o755 });
    vi.stubEnv('LOG_MONITOR_CACHE_DIR', cache);
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
    await mkdir(path.join(cache, `${name}.draft`, 'left'), { recursive: true });
    const folders = await Promise.all([kafkaJars(), kafkaJars()]);
    expect(new Set(folders).size).toBe(1);
    expect(await readdir(cache)).toEqual([name]);
    expect((await import('node:fs')).readFileSync(count, 'utf8')).toBe('run\n');
  });
});

it('does not take a port on which something else listens for a broker', async () => {
  const port = await notABroker();
  expect(await brokerAnswers(`127.0.0.1:${port}`)).toBe(false);
});

it('comes from Docker where an engine answers, by the port that compose publishes for this machine', async () => {
  const broker = await start();
  const bin = await scratchDir();
  const calls = path.join(bin, 'calls');
  const published = `case "$*" in "compose port kafka 19092") echo ${broker.bootstrapServers};; "compose port"*) exit 1;; esac`;
  await writeFile(path.join(bin, 'docker'), `#!/bin/sh\necho "$*" >> "${calls}"\n${published}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  const said: string[] = [];
  const docker = await dockerKafka((line) => said.push(line), new AbortController().signal);
  expect(docker?.servers).toBe(broker.bootstrapServers);
  await docker?.stop();
  expect((await readFile(calls, 'utf8')).trim().split('\n').slice(1)).toEqual([
    'compose up -d kafka',
    'compose port kafka 19092',
    'compose stop kafka',
  ]);
  vi.stubEnv('PATH', '/nowhere');
  expect(await dockerKafka(() => undefined, new AbortController().signal)).toBeUndefined();
});
