import { mkdir, statfs } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { ToolError } from '../checkout/tool-error.js';
import { APP_ENDING, pidFileOf } from './app.js';
import type { StartEnvironment } from './environment.js';
import { keepRunning } from './keep-running.js';
import type { BrokerListener } from './kafka/broker-properties.js';
import { dockerKafka } from './kafka/docker-kafka.js';
import { KAFKA_ENDING, startKafka, type LocalKafka } from './kafka/local-kafka.js';
import { POSTGRES_ENDING, startPostgres, type LocalPostgres } from './postgres/local-postgres.js';
import { claim } from './process/claim.js';
import { endLeftover } from './process/part.js';
import { isPortFree, nextFreePort } from './process/port.js';
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

/** What undoes a start, done from the end: what was started last is stopped first. */
export type Undo = (() => Promise<void> | void)[];

/** Addresses of Kafka and PostgreSQL, ours or the user's. */
export interface Stack {
  bootstrapServers: string;
  databaseUrl: string;
}

/** @param undo emptied by it */
export async function undoAll(undo: Undo): Promise<void> {
  for (let action = undo.pop(); action; action = undo.pop()) await action();
}

/**
 * Claims the data folder and ends what a killed supervisor has left there, in the order of a proper stop.
 *
 * @param undo gets what releases the claim
 * @throws ToolError ALREADY_RUNNING
 */
export async function openDataDir({ dataDir }: StartEnvironment, undo: Undo): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const claimed = claim(path.join(dataDir, 'supervisor.owner'));
  if (typeof claimed !== 'function') {
    throw new ToolError(
      'ALREADY_RUNNING',
      `${path.relative(ROOT, dataDir) || dataDir} is in use by process ${claimed.pid}, another npm start or npm run stack: stop that one, or set LOG_MONITOR_DATA_DIR to another folder.`,
    );
  }
  undo.push(claimed);
  await endLeftover(pidFileOf(dataDir, 'demo'), APP_ENDING);
  await endLeftover(pidFileOf(dataDir, 'monitor'), APP_ENDING);
  await endLeftover(path.join(dataDir, 'kafka', 'kafka.pid'), KAFKA_ENDING);
  await endLeftover(path.join(dataDir, 'postgres', 'postgresql.pid'), POSTGRES_ENDING);
}

/**
 * Starts Kafka and PostgreSQL side by side where the variables name none of the user's own. What it starts is started again
 * when it dies.
 *
 * @param undo gets what stops them
 * @throws ToolError
 */
export async function startStack(
  environment: StartEnvironment,
  steps: Steps,
  signal: AbortSignal,
  undo: Undo,
): Promise<Stack> {
  await refuseFullDisk(environment.dataDir);
  // One of them failing gives up the other, which may be in the middle of a download.
  const either = new AbortController();
  const start: Start = { environment, steps, signal: AbortSignal.any([signal, either.signal]) };
  const giveUp = (error: unknown): never => {
    either.abort();
    throw error;
  };
  const [database, broker] = await Promise.allSettled([
    bringUpDatabase(start).catch(giveUp),
    bringUpBroker(start).catch(giveUp),
  ]);
  for (const part of [database, broker]) if (part.status === 'fulfilled') undo.push(...part.value.undo);
  if (database.status === 'fulfilled' && broker.status === 'fulfilled') {
    return { bootstrapServers: broker.value.address, databaseUrl: database.value.address };
  }
  const reasons = [database, broker].flatMap((part) => (part.status === 'rejected' ? [part.reason as unknown] : []));
  // The failure that came first, not the "stopped" of the part that was given up because of it.
  throw reasons.find((reason) => !(reason instanceof ToolError && reason.code === 'ABORTED')) ?? reasons[0];
}

interface Start {
  environment: StartEnvironment;
  steps: Steps;
  signal: AbortSignal;
}

interface Started {
  address: string;
  undo: Undo;
}

async function bringUpDatabase({ environment, steps, signal }: Start): Promise<Started> {
  const started = performance.now();
  const { externalDatabase } = environment;
  if (externalDatabase) {
    steps.say('PostgreSQL', `the one at ${withoutPassword(externalDatabase)} (DATABASE_URL)`);
    return { address: externalDatabase, undo: [] };
  }
  const port = await choosePort('LOCAL_POSTGRES_PORT', environment.postgresPort, 5432);
  const server = await startPostgres({
    dataDir: path.join(environment.dataDir, 'postgres'),
    port,
    settings: POSTGRES_SETTINGS,
    onProgress: (line) => steps.say('PostgreSQL', line),
    signal,
  });
  const undo = kept(server, steps);
  try {
    const address = await server.createDatabase(DATABASE);
    steps.done('PostgreSQL', `ready on port ${port}`, started);
    return { address, undo };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

async function bringUpBroker({ environment, steps, signal }: Start): Promise<Started> {
  const started = performance.now();
  const { externalKafka } = environment;
  if (externalKafka) {
    steps.say('Kafka', `the one at ${externalKafka} (KAFKA_BOOTSTRAP_SERVERS)`);
    return { address: externalKafka, undo: [] };
  }
  const say = (line: string): void => steps.say('Kafka', line);
  const port = await choosePort('LOCAL_KAFKA_PORT', environment.kafkaPort, 9092);
  try {
    const broker = await startKafka({
      dataDir: path.join(environment.dataDir, 'kafka'),
      port,
      listeners: ipv6Listener(port),
      brokerProperties: BROKER_PROPERTIES,
      onProgress: say,
      signal,
    });
    steps.done('Kafka', `ready on port ${port}`, started);
    return { address: `localhost:${port}`, undo: kept(broker, steps) };
  } catch (error) {
    const lacksJava =
      error instanceof ToolError && ['JAVA_MISSING', 'JAVA_TOO_OLD', 'MAVEN_MISSING'].includes(error.code);
    // Without Java or Maven a Docker engine will do; without that the sentence about Java stands.
    const docker = lacksJava ? await dockerKafka(say, signal) : undefined;
    if (!docker) throw error;
    steps.done('Kafka', `ready at ${docker.servers} (docker compose)`, started);
    return { address: docker.servers, undo: [docker.stop] };
  }
}

/** From now on it is started again when it dies. @returns what stops it */
function kept(server: LocalKafka | LocalPostgres, steps: Steps): Undo {
  const leave = keepRunning(server, steps);
  const stop = async (): Promise<void> => {
    const started = performance.now();
    await server.stop();
    steps.done(server.name, 'stopped', started);
  };
  return [stop, leave];
}

/** "localhost" is ::1 to some clients (Node 18 does not try 127.0.0.1 after it), so the port listens on both. */
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
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= NEEDED_DISK_BYTES) return;
  const free = Math.round((bavail * bsize) / 1024 / 1024);
  throw new ToolError(
    'DISK_FULL',
    `The disk that holds ${dataDir} is full (${free} MB free, ${NEEDED_DISK_BYTES / 1024 / 1024} MB needed): free some space, or set LOG_MONITOR_DATA_DIR to a folder on another disk.`,
  );
}

/** The URL as it may be shown. */
function withoutPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'postgres:' && parsed?.protocol !== 'postgresql:') {
    throw new ToolError('INVALID_VARIABLE', 'DATABASE_URL must look like postgres://user:password@host:5432/database.');
  }
  return `${parsed.host}${parsed.pathname}`;
}
