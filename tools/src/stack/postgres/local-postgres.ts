import { rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { LocalServer, type ServerPlan } from '../process/local-server.js';
import { temporaryDir } from '../process/temporary-dir.js';
import { unwatchFolder, watchFolder } from '../process/watchdog.js';
import {
  accountOf,
  cleanEnvironment,
  ensureCluster,
  ensurePassword,
  removeStalePidFile,
  serverArguments,
  SUPERUSER,
} from './cluster.js';
import { clusterPlace } from './cluster-place.js';
import { postgresBinaries } from './postgres-binaries.js';

const HOST = '127.0.0.1';
/** Recovery after a crash may have gigabytes of log to replay. */
const READY_TIMEOUT_MS = 120_000;
/** SIGINT is the fast shutdown: transactions are rolled back, a checkpoint is written. */
export const POSTGRES_ENDING = { stopSignal: 'SIGINT', graceMs: 20_000 } as const;

export interface LocalPostgresOptions {
  /** Where the database keeps everything. Default: a temporary folder that goes with the server. */
  dataDir?: string;
  /** Port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Settings of postgresql.conf, by their names; they win over ours. */
  settings?: Record<string, string>;
  /** Gets one line per step that takes a while or that the reader should know. */
  onProgress?: (line: string) => void;
  /** Gives up the start and leaves nothing running. */
  signal?: AbortSignal;
}

/** A PostgreSQL 18 on this machine. */
export class LocalPostgres extends LocalServer {
  readonly #password: string;

  constructor(plan: ServerPlan, password: string) {
    super(plan);
    this.#password = password;
  }

  /** Connection URL of the database `postgres`, with the superuser's password. */
  get url(): string {
    return urlOf(this.port, this.#password);
  }

  /** Immediate shutdown (`pg_ctl stop -m immediate`): no checkpoint, the next start recovers. */
  async crash(): Promise<void> {
    await this.end('SIGQUIT');
  }

  /** Makes a database unless it exists. @returns its URL. */
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
  const { movedTo, clusterDir, account } = place;
  if (movedTo && temporary) watchFolder(movedTo);
  else if (movedTo)
    options.onProgress?.(`runs as ${account?.name}, who may not enter ${dataDir}: its data lies in ${movedTo}`);
  const binaries = await postgresBinaries(account);
  const password = await ensurePassword(path.join(dataDir, 'password'));
  const plan: ServerPlan = {
    name: 'PostgreSQL',
    dataDir,
    port: options.port,
    ...POSTGRES_ENDING,
    readyTimeoutMs: READY_TIMEOUT_MS,
    signal: options.signal,
    prepare: async (port) => {
      await ensureCluster(place, binaries, password, temporary === undefined);
      await removeStalePidFile(clusterDir);
      return {
        command: binaries.postgres,
        args: serverArguments(clusterDir, port, options.settings ?? {}),
        cwd: clusterDir,
        env: cleanEnvironment(),
        account: accountOf(place),
      };
    },
    answers: (port) => takesQueries(urlOf(port, password)),
    remove: async () => {
      if (!temporary) return;
      await temporary.remove();
      if (!movedTo) return;
      await rm(movedTo, { recursive: true, force: true });
      unwatchFolder(movedTo);
    },
  };
  return new LocalPostgres(plan, password).open();
}

function urlOf(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@${HOST}:${port}/postgres`;
}

async function takesQueries(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
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
