import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { launchOnPort } from '../network/launch-on-port.js';
import { freePort } from '../network/port.js';
import { tryLock, type FileLock } from '../process/file-lock.js';
import { InTurn } from '../process/in-turn.js';
import { capLogFile, endLeftover, PartProcess, sizeOf, tail, type PartEnd } from '../process/part-process.js';
import { startupFailure } from '../process/startup-failure.js';
import { temporaryDir, type TemporaryDir } from '../storage/temporary-dir.js';
import { explainDiskError, throwIfAborted, ToolError } from '../tool-error.js';
import { ClassArchive } from './class-archive.js';
import { brokerLogConfiguration } from './broker-log.js';
import { brokerProperties, formatProperties, type BrokerListener, type BrokerPlan } from './broker-properties.js';
import { brokerAnswers } from './broker-readiness.js';
import { formatStorage, newClusterId } from './format-storage.js';
import { findJava, type Java } from './java.js';
import { kafkaJars } from './kafka-jars.js';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 90_000;
/** A controlled shutdown flushes every log; kill -9 only costs the next start a recovery. */
const GRACE_MS = 20_000;
const STOP_ORDER = 30;
const OUTPUT_CAP_BYTES = 5_000_000;

export interface LocalKafkaOptions {
  /** Where the broker keeps everything. Default: a temporary folder that goes with the broker. */
  dataDir?: string;
  /** Port for clients on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Broker properties, by their Kafka names; they win over ours. */
  brokerProperties?: Record<string, string>;
  /** Heap of the JVM in MB; default 512. */
  heapMb?: number;
  /** Listeners beside the plain one on `port`, for TLS and SASL. */
  listeners?: readonly BrokerListener[];
  /** Place in a cluster of several brokers; default: the only one. */
  cluster?: KafkaClusterPlace;
  /** Further arguments of `kafka-storage format`, such as `--add-scram` with its credentials. Used on an empty folder only. */
  formatArguments?: readonly string[];
  /** System properties and flags of the JVM. */
  jvmArguments?: readonly string[];
  /** Gets one line per step that takes a while. */
  onProgress?: (line: string) => void;
  /** Gives up the start and leaves nothing behind. */
  signal?: AbortSignal;
}

export interface KafkaClusterPlace {
  nodeId: number;
  /** Base64url of a UUID, the same for all brokers; see `newClusterId`. */
  clusterId: string;
  voters: readonly { nodeId: number; host: string; port: number }[];
}

/** A broker on this machine. Its data stays over `restart()`, and over `stop()` if `dataDir` was given. */
export interface LocalKafka {
  readonly bootstrapServers: string;
  readonly port: number;
  /** Process id of the JVM now running. */
  readonly pid: number;
  readonly dataDir: string;
  /** What the broker says. */
  readonly logFile: string;
  /** Resolves when the JVM that runs now ends, in whatever way. */
  readonly ended: Promise<PartEnd>;
  /** Clean shutdown. Removes a temporary folder. Safe to call twice. */
  stop(): Promise<void>;
  /** kill -9. The data stays for `restart()`; call `stop()` at the end all the same. */
  kill(): Promise<void>;
  /** Freezes the broker (SIGSTOP): connections stay open, nothing answers. */
  pause(): void;
  resume(): void;
  /** Starts it again, on the same data and port, after a clean stop if it runs. */
  restart(): Promise<void>;
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
  const broker = new Broker(options, java, jars, dataDir, temporary);
  try {
    await broker.open();
    return broker;
  } catch (error) {
    await broker.stop();
    throw explainDiskError(error, dataDir);
  }
}

class Broker implements LocalKafka {
  port = 0;
  private part: PartProcess | undefined;
  private lock: FileLock | undefined;
  private readonly turns = new InTurn();
  private readonly archive: ClassArchive;

  constructor(
    private readonly options: LocalKafkaOptions,
    private readonly java: Java,
    private readonly jars: string,
    readonly dataDir: string,
    private readonly temporary: TemporaryDir | undefined,
  ) {
    this.archive = new ClassArchive(java, jars);
  }

  get bootstrapServers(): string {
    return `${HOST}:${this.port}`;
  }

  get logFile(): string {
    return path.join(this.dataDir, 'kafka.log');
  }

  get pid(): number {
    return this.running.pid;
  }

  get ended(): Promise<PartEnd> {
    return this.running.ended;
  }

  private get running(): PartProcess {
    if (!this.part) throw new ToolError('PART_DIED', 'Kafka has not been started.');
    return this.part;
  }

  /** What the JVM itself says: it writes there before and after the broker's own log works. */
  private get outputFile(): string {
    return path.join(this.dataDir, 'kafka.out');
  }

  private get pidFile(): string {
    return path.join(this.dataDir, 'kafka.pid');
  }

  async open(): Promise<void> {
    await mkdir(this.dataDir, { recursive: true });
    const lock = await tryLock(path.join(this.dataDir, 'kafka.lock'));
    if ('heldBy' in lock) {
      throw new ToolError(
        'ALREADY_RUNNING',
        `Kafka's data in ${this.dataDir} is in use by process ${lock.heldBy.pid}: stop that one first.`,
      );
    }
    this.lock = lock;
    await endLeftover({ pidFile: this.pidFile, stopSignal: 'SIGTERM', graceMs: GRACE_MS });
    await this.launch();
  }

  private async launch(): Promise<void> {
    const fixed = this.options.port ?? (this.port || undefined);
    await launchOnPort('Kafka', fixed, async (port) => {
      this.port = port;
      const before = { output: sizeOf(this.outputFile), log: sizeOf(this.logFile) };
      this.part = await this.spawn(await this.prepare());
      await this.untilReady(this.part, before);
    });
  }

  /** Writes the configuration and formats an empty storage. @returns the arguments of the JVM. */
  private async prepare(): Promise<string[]> {
    const plan = await this.plan();
    const propertiesFile = path.join(this.dataDir, 'server.properties');
    await writeFile(propertiesFile, formatProperties(brokerProperties(plan)));
    const log4j = path.join(this.dataDir, 'log4j2.xml');
    await writeFile(log4j, brokerLogConfiguration(this.logFile));
    await formatStorage({
      java: this.java,
      jars: this.jars,
      jvmFlags: await this.archive.flagsForTool(),
      dataDir: this.dataDir,
      logDir: plan.logDir,
      propertiesFile,
      clusterId: this.options.cluster?.clusterId ?? newClusterId(),
      extraArguments: this.options.formatArguments ?? [],
    });
    return [...(await this.archive.flags()), ...this.jvmArguments(log4j), 'kafka.Kafka', propertiesFile];
  }

  private spawn(args: string[]): Promise<PartProcess> {
    capLogFile(this.outputFile, OUTPUT_CAP_BYTES);
    return PartProcess.start({
      name: 'Kafka',
      command: this.java.command,
      args,
      cwd: this.dataDir,
      logFile: this.outputFile,
      pidFile: this.pidFile,
      stopSignal: 'SIGTERM',
      graceMs: GRACE_MS,
      order: STOP_ORDER,
    });
  }

  private async plan(): Promise<BrokerPlan> {
    const place = this.options.cluster;
    const controllerPort = place?.voters.find((v) => v.nodeId === place.nodeId)?.port ?? (await freePort());
    const controller = { host: HOST, port: controllerPort };
    const nodeId = place?.nodeId ?? 1;
    return {
      nodeId,
      logDir: path.join(this.dataDir, 'log'),
      controller,
      voters: place?.voters ?? [{ nodeId, ...controller }],
      listeners: [
        { name: 'PLAIN', protocol: 'PLAINTEXT', host: HOST, port: this.port },
        ...(this.options.listeners ?? []),
      ],
      ...(this.options.brokerProperties && { overrides: this.options.brokerProperties }),
    };
  }

  private jvmArguments(log4j: string): string[] {
    const heap = this.options.heapMb ?? 512;
    return [
      `-Xms${Math.min(heap, 128)}m`,
      `-Xmx${heap}m`,
      '-XX:+ExitOnOutOfMemoryError',
      '-Djava.awt.headless=true',
      `-Dlog4j2.configurationFile=${log4j}`,
      ...(this.options.jvmArguments ?? []),
      '-cp',
      path.join(this.jars, '*'),
    ];
  }

  private async untilReady(part: PartProcess, before: { output: number; log: number }): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!part.hasEnded && Date.now() < deadline) {
      throwIfAborted(this.options.signal);
      if (await brokerAnswers(this.bootstrapServers)) return;
      await delay(50);
    }
    if (!part.hasEnded) await part.kill();
    const output = await tail(this.outputFile, 2_000, before.output);
    const said = `${output}\n${await tail(this.logFile, 4_000, before.log)}`;
    throw startupFailure({ name: 'Kafka', port: this.port, dataDir: this.dataDir, logFile: this.logFile, said });
  }

  async stop(): Promise<void> {
    return this.turns.run(() => this.close());
  }

  private async close(): Promise<void> {
    await this.end();
    await this.lock?.release();
    this.lock = undefined;
    await this.temporary?.remove();
  }

  private async end(): Promise<void> {
    if (this.part) await this.archive.keep(await this.part.stop());
  }

  async kill(): Promise<void> {
    await this.running.kill();
  }

  pause(): void {
    this.running.pause();
  }

  resume(): void {
    this.running.resume();
  }

  async restart(): Promise<void> {
    return this.turns.run(async () => {
      if (!this.lock) throw new ToolError('PART_DIED', 'Kafka was stopped for good: start a new one.');
      await this.end();
      await this.launch();
    });
  }
}
