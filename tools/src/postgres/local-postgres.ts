import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { launchOnPort } from '../network/launch-on-port.js';
import { tryLock, type FileLock } from '../process/file-lock.js';
import { InTurn } from '../process/in-turn.js';
import { capLogFile, endLeftover, PartProcess, sizeOf, tail, type PartEnd } from '../process/part-process.js';
import { startupFailure } from '../process/startup-failure.js';
import { unwatchFolder, watchFolder } from '../process/watchdog.js';
import { temporaryDir, type TemporaryDir } from '../storage/temporary-dir.js';
import { explainDiskError, throwIfAborted, ToolError } from '../tool-error.js';
import {
  accountOf,
  cleanEnvironment,
  endStalePostmaster,
  ensureCluster,
  ensurePassword,
  serverArguments,
  SUPERUSER,
} from './cluster.js';
import { clusterPlace, type ClusterPlace } from './cluster-place.js';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';

const HOST = '127.0.0.1';
/** Recovery after a crash may have gigabytes of log to replay. */
const READY_TIMEOUT_MS = 120_000;
const GRACE_MS = 20_000;
const STOP_ORDER = 40;
const LOG_CAP_BYTES = 10_000_000;

export interface LocalPostgresOptions {
  /** Where the database keeps everything. Default: a temporary folder that goes with the server. */
  dataDir?: string;
  /** Port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Settings of postgresql.conf, by their names; they win over ours. */
  settings?: Record<string, string>;
  /** Gets one line per step that takes a while or that the reader should know. */
  onProgress?: (line: string) => void;
  /** Gives up the start and leaves nothing behind. */
  signal?: AbortSignal;
}

/** A PostgreSQL 18 on this machine. Its data stays over `restart()`, and over `stop()` if `dataDir` was given. */
export interface LocalPostgres {
  /** Connection URL of the database `postgres`, with the superuser's password. */
  readonly url: string;
  readonly port: number;
  /** Process id of the postmaster now running. */
  readonly pid: number;
  readonly dataDir: string;
  readonly logFile: string;
  /** Resolves when the postmaster that runs now ends, in whatever way. */
  readonly ended: Promise<PartEnd>;
  /** Fast shutdown: transactions are rolled back, a checkpoint is written. Removes a temporary folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Immediate shutdown (`pg_ctl stop -m immediate`): no checkpoint, the next start recovers. */
  crash(): Promise<void>;
  /** kill -9 of the postmaster and all its backends. */
  kill(): Promise<void>;
  /** Freezes postmaster and backends (SIGSTOP). */
  pause(): void;
  resume(): void;
  /** Starts it again, on the same data and port, after a fast shutdown if it runs. */
  restart(): Promise<void>;
  /** Makes a database unless it exists. @returns its URL. */
  createDatabase(name: string): Promise<string>;
}

/**
 * Starts PostgreSQL and returns when it takes queries.
 *
 * @throws ToolError PLATFORM_UNSUPPORTED, NO_ACCOUNT, PORT_TAKEN, ALREADY_RUNNING, DATA_DIR_FOREIGN, DATA_DIR_UNUSABLE,
 *   DISK_FULL or NOT_READY.
 */
export async function startPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  const temporary = options.dataDir ? undefined : await temporaryDir('postgres');
  const dataDir = path.resolve(options.dataDir ?? temporary?.path ?? '');
  const place = await clusterPlace(dataDir);
  if (temporary && place.movedTo) watchFolder(place.movedTo);
  const binaries = await postgresBinaries(place.account);
  const server = new Server(options, binaries, place, dataDir, temporary);
  try {
    await server.open();
    return server;
  } catch (error) {
    await server.stop();
    throw explainDiskError(error, dataDir);
  }
}

class Server implements LocalPostgres {
  port = 0;
  private part: PartProcess | undefined;
  private lock: FileLock | undefined;
  private readonly turns = new InTurn();
  private password = '';

  constructor(
    private readonly options: LocalPostgresOptions,
    private readonly binaries: PostgresBinaries,
    private readonly place: ClusterPlace,
    readonly dataDir: string,
    private readonly temporary: TemporaryDir | undefined,
  ) {}

  get url(): string {
    return `postgres://${SUPERUSER}:${this.password}@${HOST}:${this.port}/postgres`;
  }

  get logFile(): string {
    return path.join(this.dataDir, 'postgres.log');
  }

  get pid(): number {
    return this.running.pid;
  }

  get ended(): Promise<PartEnd> {
    return this.running.ended;
  }

  private get running(): PartProcess {
    if (!this.part) throw new ToolError('PART_DIED', 'PostgreSQL has not been started.');
    return this.part;
  }

  private get pidFile(): string {
    return path.join(this.dataDir, 'postgres.pid');
  }

  async open(): Promise<void> {
    const lock = await tryLock(path.join(this.dataDir, 'postgres.lock'));
    if ('heldBy' in lock) {
      throw new ToolError(
        'ALREADY_RUNNING',
        `The database in ${this.dataDir} is in use by process ${lock.heldBy.pid}: stop that one first.`,
      );
    }
    this.lock = lock;
    if (this.place.movedTo && !this.temporary) {
      this.options.onProgress?.(
        `runs as ${this.place.account?.name}, who may not enter ${this.dataDir}: its data lies in ${this.place.movedTo}`,
      );
    }
    await endLeftover({ pidFile: this.pidFile, stopSignal: 'SIGINT', graceMs: GRACE_MS });
    this.password = await ensurePassword(path.join(this.dataDir, 'password'));
    await ensureCluster(this.place, this.binaries, this.password, this.options.dataDir !== undefined);
    await this.launch();
  }

  private async launch(): Promise<void> {
    const fixed = this.options.port ?? (this.port || undefined);
    await launchOnPort('PostgreSQL', fixed, async (port) => {
      this.port = port;
      await endStalePostmaster(this.place.clusterDir);
      capLogFile(this.logFile, LOG_CAP_BYTES);
      const before = sizeOf(this.logFile);
      this.part = await this.spawn();
      await this.untilReady(this.part, before);
    });
  }

  private spawn(): Promise<PartProcess> {
    const account = accountOf(this.place);
    return PartProcess.start({
      name: 'PostgreSQL',
      command: this.binaries.postgres,
      args: serverArguments(this.place.clusterDir, this.port, this.options.settings ?? {}),
      cwd: this.place.clusterDir,
      env: cleanEnvironment(),
      ...(account && { account }),
      logFile: this.logFile,
      pidFile: this.pidFile,
      stopSignal: 'SIGINT',
      graceMs: GRACE_MS,
      order: STOP_ORDER,
    });
  }

  private async untilReady(part: PartProcess, before: number): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!part.hasEnded && Date.now() < deadline) {
      throwIfAborted(this.options.signal);
      if (await this.answers()) return;
      await delay(25);
    }
    if (!part.hasEnded) await part.kill();
    const said = await tail(this.logFile, 2_000, before);
    throw startupFailure({ name: 'PostgreSQL', port: this.port, dataDir: this.dataDir, logFile: this.logFile, said });
  }

  private async answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5_000 });
    // A connection that breaks while it is being closed must not end this process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch (error) {
      // Refused or "the database system is starting up": ask again.
      if (error instanceof Error) return false;
      throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    return this.turns.run(() => this.close());
  }

  private async close(): Promise<void> {
    await this.part?.stop();
    await this.lock?.release();
    this.lock = undefined;
    if (!this.temporary) return;
    const { movedTo } = this.place;
    if (movedTo) {
      await rm(movedTo, { recursive: true, force: true });
      unwatchFolder(movedTo);
    }
    await this.temporary.remove();
  }

  async crash(): Promise<void> {
    await this.running.stop('SIGQUIT');
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
      if (!this.lock) throw new ToolError('PART_DIED', 'PostgreSQL was stopped for good: start a new one.');
      await this.part?.stop();
      await this.launch();
    });
  }

  async createDatabase(name: string): Promise<string> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 10_000 });
    await client.connect();
    try {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }
}
