import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort, waitFor } from '@log-monitor/tools';
import { LoadClient } from './open-loop.js';

/** The bench runs as a bundle in a folder next to its source. */
const script = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const START_TIMEOUT_MS = 30_000;
/** Of /proc/…/stat, in every Linux that Node runs on. */
const TICKS_PER_MS = 100 / 1000;

/** A database filled by seed.mjs and the monitor's HTTP side on it, in a process of its own. */
export class SeededServer {
  private readonly cpuMsByPid = new Map<number, number>();

  private constructor(
    readonly records: number,
    readonly client: LoadClient,
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly database: pg.Client,
  ) {}

  /** @param serverUrl of any database of the server; the new one is made there too */
  static async start(serverUrl: string, records: number, connections: number): Promise<SeededServer> {
    const url = new URL(serverUrl);
    const name = `bench_query_${records}`;
    url.pathname = `/${name}`;
    if (await createDatabase(serverUrl, name)) await seed(url.href, records);
    const port = await freePort();
    const child = spawn(process.execPath, [script('serve.mjs'), url.href, String(port)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const httpUrl = `http://127.0.0.1:${port}`;
    const client = new LoadClient(httpUrl, connections);
    await untilAnswers(client, child);
    const database = new pg.Client({ connectionString: url.href, application_name: 'bench' });
    await database.connect();
    return new SeededServer(records, client, httpUrl, child, database);
  }

  /** CPU time of the HTTP process and of its database connections so far, in milliseconds; NaN where the system does not tell. */
  async cpuMs(): Promise<number> {
    const { rows } = await this.database.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'log-monitor%'`,
    );
    // What a connection took that has been closed since still counts.
    for (const pid of [this.child.pid ?? 0, ...rows.map(({ pid }) => pid)]) this.cpuMsByPid.set(pid, cpuMsOf(pid));
    return [...this.cpuMsByPid.values()].reduce((sum, ms) => sum + ms, 0);
  }

  /** How many records are stored: seeding rounds by the day. */
  async countStored(): Promise<number> {
    const { rows } = await this.database.query<{ stored: string }>(
      'SELECT (SELECT count(*) FROM log_record) + (SELECT count(*) FROM error_record) AS stored',
    );
    return Number(rows[0]?.stored);
  }

  /** Memory of the HTTP process, in megabytes; NaN where the system does not tell. */
  get residentMb(): number {
    try {
      const status = readFileSync(`/proc/${this.child.pid ?? 0}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.database.end();
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return ((user ?? 0) + (system ?? 0)) / TICKS_PER_MS;
  } catch {
    return Number.NaN;
  }
}

/** @returns false when it is there already: filled by an earlier run on the same server, it is good for another one */
async function createDatabase(serverUrl: string, name: string): Promise<boolean> {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${name}`);
    return rowCount === 0;
  } finally {
    await admin.end();
  }
}

async function seed(databaseUrl: string, records: number): Promise<void> {
  const child = spawn(process.execPath, [script('seed.mjs'), databaseUrl, String(records)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`seed.mjs ended with ${code}`);
}

async function untilAnswers(client: LoadClient, child: ChildProcess): Promise<void> {
  const answers = async (): Promise<boolean> =>
    child.exitCode !== null || (await client.ask('/health/live')).status === 200;
  await waitFor(answers, { timeoutMs: START_TIMEOUT_MS, what: 'the HTTP side to answer' });
  if (child.exitCode !== null) throw new Error(`the HTTP side ended with ${child.exitCode}`);
}
