import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, isPortFree } from '../network/port.js';
import { tryLock, type FileLock } from '../process/file-lock.js';
import { capLogFile, endLeftover, PartProcess, sizeOf, tail, type PartEnd } from '../process/part-process.js';
import { temporaryDir, type TemporaryDir } from '../storage/temporary-dir.js';
import { explainDiskError, hasCode, throwIfAborted, ToolError } from '../tool-error.js';
import { brokerLogConfiguration } from './broker-log.js';
import { brokerProperties, formatProperties, type BrokerListener, type BrokerPlan } from './broker-properties.js';
import { brokerAnswers } from './broker-readiness.js';
import { findJava } from './java.js';
import { kafkaJars } from './kafka-jars.js';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 90_000;
/** A controlled shutdown flushes every log; kill -9 only costs the next start a recovery. */
const GRACE_MS = 20_000;
const STOP_ORDER = 30;
const run = promisify(execFile);

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

/** A new cluster id as `kafka-storage random-uuid` makes it. */
export function newClusterId(): string {
  // A leading '-' would be taken for an option by Kafka's tools.
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
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

  constructor(
    private readonly options: LocalKafkaOptions,
    private readonly java: string,
    private readonly jars: string,
    readonly dataDir: string,
    private readonly temporary: TemporaryDir | undefined,
  ) {}

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

  /** A free port can be lost between the look and the bind; then another one is tried, unless it was asked for. */
  private async launch(): Promise<void> {
    const fixed = this.options.port ?? (this.port || undefined);
    for (let attempt = 1; ; attempt++) {
      this.port = fixed ?? (await freePort());
      if (fixed && !(await isPortFree(fixed))) {
        throw new ToolError('PORT_TAKEN', `Port ${fixed} for Kafka is taken by another process.`);
      }
      try {
        return await this.launchOnce();
      } catch (error) {
        const lost = error instanceof ToolError && error.code === 'PORT_TAKEN';
        if (!lost || fixed || attempt === 5) throw error;
      }
    }
  }

  private async launchOnce(): Promise<void> {
    const plan = await this.plan();
    const properties = path.join(this.dataDir, 'server.properties');
    await writeFile(properties, formatProperties(brokerProperties(plan)));
    await this.format(plan.logDir, properties);
    const log4j = path.join(this.dataDir, 'log4j2.xml');
    await writeFile(log4j, brokerLogConfiguration(this.logFile));
    const output = path.join(this.dataDir, 'kafka.out');
    capLogFile(output, 5_000_000);
    const before = { output: sizeOf(output), log: sizeOf(this.logFile) };
    this.part = await PartProcess.start({
      name: 'Kafka',
      command: this.java,
      args: [...this.jvmArguments(log4j), 'kafka.Kafka', properties],
      cwd: this.dataDir,
      logFile: output,
      pidFile: this.pidFile,
      stopSignal: 'SIGTERM',
      graceMs: GRACE_MS,
      order: STOP_ORDER,
    });
    await this.untilReady(this.part, before);
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

  /** Formats an empty folder. The mark is written last: a format that was interrupted is done again from nothing. */
  private async format(logDir: string, properties: string): Promise<void> {
    const mark = path.join(this.dataDir, 'formatted');
    if (await exists(mark)) return;
    await rm(logDir, { recursive: true, force: true });
    const clusterId = this.options.cluster?.clusterId ?? newClusterId();
    const args = ['format', '-t', clusterId, '-c', properties, ...(this.options.formatArguments ?? [])];
    try {
      await run(this.java, [
        '-XX:TieredStopAtLevel=1',
        '-cp',
        path.join(this.jars, '*'),
        'kafka.tools.StorageTool',
        ...args,
      ]);
    } catch (error) {
      throw new ToolError('NOT_READY', `Kafka could not prepare its folder ${logDir}: ${String(error)}`, {
        cause: error,
      });
    }
    await writeFile(`${mark}.draft`, `${clusterId}\n`);
    await rename(`${mark}.draft`, mark);
  }

  private async untilReady(part: PartProcess, before: { output: number; log: number }): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!part.hasEnded && Date.now() < deadline) {
      throwIfAborted(this.options.signal);
      if (await brokerAnswers(this.bootstrapServers)) return;
      await delay(50);
    }
    const output = await tail(path.join(this.dataDir, 'kafka.out'), 2_000, before.output);
    const said = `${output}\n${await tail(this.logFile, 4_000, before.log)}`.trim();
    if (!part.hasEnded) await part.kill();
    if (/Address already in use/i.test(said))
      throw new ToolError('PORT_TAKEN', `Port ${this.port} for Kafka is taken by another process.`);
    if (/No space left on device/i.test(said))
      throw explainDiskError(Object.assign(new Error(said), { code: 'ENOSPC' }), this.dataDir);
    throw new ToolError(
      'NOT_READY',
      `Kafka did not come up within ${READY_TIMEOUT_MS / 1000} s; its log is ${this.logFile}:\n${said}`,
    );
  }

  async stop(): Promise<void> {
    await this.part?.stop();
    await this.lock?.release();
    this.lock = undefined;
    await this.temporary?.remove();
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
    if (!this.lock) throw new ToolError('PART_DIED', 'Kafka was stopped for good: start a new one.');
    await this.part?.stop();
    await this.launch();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await readFile(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
