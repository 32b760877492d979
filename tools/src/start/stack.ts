import { mkdir, statfs } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import type { BrokerListener } from '../kafka/broker-properties.js';
import { startKafka, type LocalKafka } from '../kafka/local-kafka.js';
import { nextFreePort, isPortFree } from '../network/port.js';
import { startPostgres, type LocalPostgres } from '../postgres/local-postgres.js';
import { ToolError } from '../tool-error.js';
import { dockerKafka, type DockerKafka } from './docker-kafka.js';
import type { StartEnvironment } from './environment.js';
import { waitForKafka, waitForPostgres, withoutPassword } from './external-parts.js';
import type { Steps } from './steps.js';

const DATABASE = 'log_monitor';
const NEEDED_DISK_BYTES = 300 * 1024 * 1024;

/** Local topics look like those that the monitor makes, should a service be faster than the monitor. */
const BROKER_PROPERTIES = {
  'num.partitions': '6',
  'log.message.timestamp.type': 'LogAppendTime',
  // Caps the broker's disk at about 128 MiB per partition, 1.5 GiB for the twelve partitions of both topics.
  'log.retention.bytes': String(128 * 1024 * 1024),
  'log.segment.bytes': String(32 * 1024 * 1024),
  'log.retention.hours': '168',
  'log.retention.check.interval.ms': '60000',
};

const POSTGRES_SETTINGS = {
  // Room for the monitor's two pools, a second monitor and a psql.
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '1GB',
  wal_compression: 'on',
};

/** Kafka and PostgreSQL, ours or the user's. */
export interface Stack {
  bootstrapServers: string;
  databaseUrl: string;
  /** What we have started ourselves and can say something about when it dies. */
  kafka: LocalKafka | undefined;
  postgres: LocalPostgres | undefined;
  /** Kafka first, then PostgreSQL. */
  stop(say?: (name: string, startedAt: number) => void): Promise<void>;
}

/**
 * Starts Kafka and PostgreSQL side by side, or waits for those that the variables name.
 *
 * @throws ToolError; whatever had been started by then is stopped.
 */
export async function startStack(environment: StartEnvironment, steps: Steps, signal: AbortSignal): Promise<Stack> {
  await refuseFullDisk(environment.dataDir);
  // One of them failing gives up the other, which may be in the middle of a download.
  const either = new AbortController();
  const both = AbortSignal.any([signal, either.signal]);
  const giveUp = (error: unknown): never => {
    either.abort();
    throw error;
  };
  const [database, broker] = await Promise.allSettled([
    steps
      .run(
        'PostgreSQL',
        () => bringUpDatabase(environment, steps, both),
        (d) => d.what,
      )
      .catch(giveUp),
    steps
      .run(
        'Kafka',
        () => bringUpBroker(environment, steps, both),
        (b) => b.what,
      )
      .catch(giveUp),
  ]);
  const stop = async (say: (name: string, startedAt: number) => void = () => undefined): Promise<void> => {
    const first = performance.now();
    if (broker.status === 'fulfilled' && broker.value.stop) {
      await broker.value.stop();
      say('Kafka', first);
    }
    const second = performance.now();
    if (database.status === 'fulfilled' && database.value.server) {
      await database.value.server.stop();
      say('PostgreSQL', second);
    }
  };
  if (database.status === 'fulfilled' && broker.status === 'fulfilled') {
    return {
      bootstrapServers: broker.value.servers,
      databaseUrl: database.value.url,
      kafka: broker.value.local,
      postgres: database.value.server,
      stop,
    };
  }
  await stop();
  throw firstCause([database, broker]);
}

/** The failure that came first, not the "stopped" of the part that was given up because of it. */
function firstCause(results: PromiseSettledResult<unknown>[]): unknown {
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  return reasons.find((reason) => !(reason instanceof ToolError && reason.code === 'ABORTED')) ?? reasons[0];
}

interface Database {
  url: string;
  server: LocalPostgres | undefined;
  what: string;
}

async function bringUpDatabase(environment: StartEnvironment, steps: Steps, signal: AbortSignal): Promise<Database> {
  const say = (line: string): void => steps.say('PostgreSQL', line);
  const { externalDatabase } = environment;
  if (externalDatabase) {
    await waitForPostgres(externalDatabase, { say, signal });
    return { url: externalDatabase, server: undefined, what: `answers at ${withoutPassword(externalDatabase)}` };
  }
  const port = await choosePort('LOCAL_POSTGRES_PORT', environment.postgresPort, 5432);
  const dataDir = path.join(environment.dataDir, 'postgres');
  const server = await startPostgres({ dataDir, port, settings: POSTGRES_SETTINGS, onProgress: say, signal });
  try {
    return { url: await server.createDatabase(DATABASE), server, what: `ready on port ${port}` };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

interface BrokerInUse {
  servers: string;
  local: LocalKafka | undefined;
  stop: (() => Promise<void>) | undefined;
  what: string;
}

async function bringUpBroker(environment: StartEnvironment, steps: Steps, signal: AbortSignal): Promise<BrokerInUse> {
  const say = (line: string): void => steps.say('Kafka', line);
  const { externalKafka } = environment;
  if (externalKafka) {
    await waitForKafka(externalKafka, environment.variables, { say, signal });
    return { servers: externalKafka, local: undefined, stop: undefined, what: `answers at ${externalKafka}` };
  }
  const port = await choosePort('LOCAL_KAFKA_PORT', environment.kafkaPort, 9092);
  try {
    const local = await startKafka({
      dataDir: path.join(environment.dataDir, 'kafka'),
      port,
      listeners: ipv6Listener(port),
      brokerProperties: BROKER_PROPERTIES,
      onProgress: say,
      signal,
    });
    return { servers: `localhost:${port}`, local, stop: () => local.stop(), what: `ready on port ${port}` };
  } catch (error) {
    if (!(error instanceof ToolError) || !['JAVA_MISSING', 'JAVA_TOO_OLD', 'MAVEN_MISSING'].includes(error.code))
      throw error;
    const docker = await instead(error, say, signal);
    return { ...docker, local: undefined, what: `ready at ${docker.servers} (docker compose)` };
  }
}

/** Without Java or Maven a Docker engine will do; without that the sentence about Java stands. */
async function instead(error: ToolError, say: (line: string) => void, signal: AbortSignal): Promise<DockerKafka> {
  const docker = await dockerKafka(say, signal);
  if (docker) return docker;
  throw error;
}

/**
 * "localhost" is ::1 to some clients (Node 18 does not try 127.0.0.1 after it), so the port listens on both.
 */
function ipv6Listener(port: number): BrokerListener[] {
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some((a) => a.address === '::1'));
  if (!hasIpv6) return [];
  return [{ name: 'PLAIN6', protocol: 'PLAINTEXT', host: '::1', port, advertised: { host: 'localhost', port } }];
}

async function choosePort(variable: string, wanted: number | undefined, preferred: number): Promise<number> {
  if (wanted === undefined) return nextFreePort(preferred);
  if (await isPortFree(wanted)) return wanted;
  throw new ToolError(
    'PORT_TAKEN',
    `Port ${wanted} is taken by another process: set ${variable} to another one, or leave it unset.`,
  );
}

async function refuseFullDisk(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= NEEDED_DISK_BYTES) return;
  const free = Math.round((bavail * bsize) / 1024 / 1024);
  throw new ToolError(
    'DISK_FULL',
    `The disk that holds ${dataDir} is full (${free} MB free, ${NEEDED_DISK_BYTES / 1024 / 1024} MB needed): free some space, or set LOG_MONITOR_DATA_DIR to a folder on another disk.`,
  );
}
