import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LocalServer } from '../process/local-server.js';
import { freePort } from '../process/port.js';
import { temporaryDir } from '../process/temporary-dir.js';
import { brokerProperties, formatProperties, type BrokerListener, type BrokerPlan } from './broker-properties.js';
import { brokerAnswers } from './broker-readiness.js';
import { formatStorage, newClusterId } from './format-storage.js';
import { classArchiveFlags, findJava, type Java } from './java.js';
import { kafkaJars } from './kafka-jars.js';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 90_000;
/** A controlled shutdown flushes every log; kill -9 only costs the next start a recovery. */
export const KAFKA_ENDING = { stopSignal: 'SIGTERM', graceMs: 20_000 } as const;

export interface LocalKafkaOptions {
  /** Where the broker keeps everything. Default: a temporary folder that goes with the broker. */
  dataDir?: string;
  /** Port for clients on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Broker properties, by their Kafka names; they win over ours. */
  brokerProperties?: Record<string, string>;
  /** Heap of the JVM in MB; default 512. */
  heapMb?: number;
  /** Listeners in addition to the plain one on `port`, for TLS and SASL. */
  listeners?: readonly BrokerListener[];
  /** Place in a cluster of several brokers; default: the only one. */
  cluster?: KafkaClusterPlace;
  /** Further arguments of `kafka-storage format`, such as `--add-scram` with its credentials. Used on an empty folder only. */
  formatArguments?: readonly string[];
  /** System properties and flags of the JVM. */
  jvmArguments?: readonly string[];
  /** Gets one line per step that takes a while. */
  onProgress?: (line: string) => void;
  /** Gives up the start and leaves nothing running. */
  signal?: AbortSignal;
}

interface KafkaClusterPlace {
  nodeId: number;
  /** Base64url of a UUID, the same for all brokers; see `newClusterId`. */
  clusterId: string;
  voters: readonly { nodeId: number; host: string; port: number }[];
}

/** A broker on this machine. */
export class LocalKafka extends LocalServer {
  get bootstrapServers(): string {
    return `${HOST}:${this.port}`;
  }
}

/**
 * Starts Apache Kafka (KRaft, broker and controller in one) and returns when clients can use it.
 *
 * @throws ToolError JAVA_MISSING, JAVA_TOO_OLD, MAVEN_MISSING, FETCH_FAILED, PORT_TAKEN, ALREADY_RUNNING, DISK_FULL or NOT_READY.
 */
export async function startKafka(options: LocalKafkaOptions = {}): Promise<LocalKafka> {
  const java = await findJava();
  const jars = await kafkaJars(options.onProgress, options.signal);
  const temporary = options.dataDir ? undefined : await temporaryDir('kafka');
  const dataDir = path.resolve(options.dataDir ?? temporary?.path ?? '');
  return new LocalKafka({
    name: 'Kafka',
    dataDir,
    port: options.port,
    ...KAFKA_ENDING,
    readyTimeoutMs: READY_TIMEOUT_MS,
    signal: options.signal,
    prepare: async (port) => ({
      command: java.command,
      args: await prepare({ options, java, jars, dataDir, port }),
      cwd: dataDir,
    }),
    answers: (port) => brokerAnswers(`${HOST}:${port}`),
    remove: async () => temporary?.remove(),
  }).open();
}

interface Preparation {
  options: LocalKafkaOptions;
  java: Java;
  jars: string;
  dataDir: string;
  port: number;
}

/** Writes the configuration and formats an empty storage. @returns the arguments of the JVM. */
async function prepare({ options, java, jars, dataDir, port }: Preparation): Promise<string[]> {
  await mkdir(dataDir, { recursive: true });
  const propertiesFile = path.join(dataDir, 'server.properties');
  await writeFile(propertiesFile, formatProperties(brokerProperties(await brokerPlan(options, dataDir, port))));
  const classPath = ['-cp', path.join(jars, '*')];
  const archive = classArchiveFlags(java, jars);
  // Only the broker records an archive: the tool would record too little.
  const reading = archive.filter((flag) => !flag.startsWith('-XX:ArchiveClassesAtExit'));
  const clusterId = options.cluster?.clusterId ?? newClusterId();
  await formatStorage(
    dataDir,
    [java.command, ...reading, ...classPath],
    ['-t', clusterId, '-c', propertiesFile, ...(options.formatArguments ?? [])],
  );
  const heap = options.heapMb ?? 512;
  return [
    ...archive,
    `-Xms${Math.min(heap, 128)}m`,
    `-Xmx${heap}m`,
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    // Without a configuration file log4j writes to standard output, from this level on.
    '-Dlog4j2.level=WARN',
    ...(options.jvmArguments ?? []),
    ...classPath,
    'kafka.Kafka',
    propertiesFile,
  ];
}

async function brokerPlan(options: LocalKafkaOptions, dataDir: string, port: number): Promise<BrokerPlan> {
  const place = options.cluster;
  const controllerPort = place?.voters.find((v) => v.nodeId === place.nodeId)?.port ?? (await freePort());
  const controller = { host: HOST, port: controllerPort };
  const nodeId = place?.nodeId ?? 1;
  return {
    nodeId,
    logDir: path.join(dataDir, 'log'),
    controller,
    voters: place?.voters ?? [{ nodeId, ...controller }],
    listeners: [{ name: 'PLAIN', protocol: 'PLAINTEXT', host: HOST, port }, ...(options.listeners ?? [])],
    ...(options.brokerProperties && { overrides: options.brokerProperties }),
  };
}
