import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort, isPortFree } from '../src/stack/process/port.js';
import { ensurePassword } from '../src/stack/postgres/cluster.js';
import { clusterPlace } from '../src/stack/postgres/cluster-place.js';
import { startPostgres, type LocalPostgres, type LocalPostgresOptions } from '../src/stack/postgres/local-postgres.js';
import { postgresAccount } from '../src/stack/postgres/postgres-account.js';
import { identify, isRunning } from '../src/stack/process/process-identity.js';
import { descendants } from '../src/stack/process/process-tree.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();
const started: LocalPostgres[] = [];

async function start(options?: LocalPostgresOptions): Promise<LocalPostgres> {
  const server = await startPostgres({ ...options, settings: { fsync: 'off' } });
  started.push(server);
  return server;
}

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a database on this machine', () => {
  it('keeps what was committed over stop, crash, kill -9 and restart, on the same port', async () => {
    const server = await start({ dataDir: await scratchDir() });
    const { port } = server;
    const url = await server.createDatabase('kept');
    await query(url, 'CREATE TABLE t (n int)');
    for (const [n, end] of [
      [1, () => Promise.resolve()],
      [2, () => server.crash()],
      [3, () => server.kill()],
    ] as const) {
      await query(url, `INSERT INTO t VALUES (${n})`);
      const before = server.pid;
      await end();
      await server.restart();
      expect(server.pid).not.toBe(before);
    }
    expect(server.port).toBe(port);
    expect(await query(url, 'SELECT n FROM t ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('sorts by bytes, speaks UTF-8 and keeps UTC on every machine', async () => {
    const server = await start();
    const settings = ['server_encoding', 'TimeZone', 'server_version_num'].map((name) => `current_setting('${name}')`);
    const [row] = await query(
      server.url,
      `SELECT ${settings.map((s, i) => `${s} AS s${i}`).join()}, 'Z' < 'a' AS bytes`,
    );
    expect(row).toMatchObject({ s0: 'UTF8', s1: 'UTC', s2: expect.stringMatching(/^18/) as string, bytes: true });
  });

  it('refuses a wrong password, so that no other user of the machine becomes its superuser', async () => {
    const server = await start();
    await expect(query(server.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(path.join(server.dataDir, 'password'))).mode & 0o077).toBe(0);
  });

  it('answers nobody while it is paused, its backends included, and goes on afterwards', async () => {
    const server = await start();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    server.pause();
    let answered = false;
    const answer = client.query('SELECT 1').then(() => (answered = true));
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow(/timeout/i);
    expect(answered).toBe(false);
    server.resume();
    await answer;
    await client.end();
  });

  it('stops while it is paused, and leaves no process and no file behind', async () => {
    const server = await start();
    const { port, dataDir } = server;
    const processes = [server.pid, ...descendants(server.pid)].map(identify);
    expect(processes.length).toBeGreaterThan(3);
    server.pause();
    await server.stop();
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await isPortFree(port)).toBe(true);
    await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says in one sentence that a port which was asked for is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void other.close());
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`${port}`) as string,
    });
  });

  it('waits at a restart for its port, which somebody holds for a moment', async () => {
    const server = await start();
    await server.crash();
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => other.listen(server.port, '127.0.0.1', resolve));
    // Not a wait for something: how long the port is held.
    setTimeout(() => other.close(), 200);
    await server.restart();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is started twice at once without a clash, on two folders; on one folder the second is refused', async () => {
    const folder = await scratchDir();
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.port).not.toBe(two.port);
    const results = await Promise.allSettled([start({ dataDir: folder }), start({ dataDir: folder })]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'ALREADY_RUNNING' });
  });
});

it('has one password, however many starts ask for it at once', async () => {
  const file = path.join(await scratchDir(), 'password');
  const passwords = await Promise.all(Array.from({ length: 20 }, () => ensurePassword(file)));
  expect(new Set(passwords).size).toBe(1);
  expect(passwords[0]).toHaveLength(32);
});

describe('what an earlier run has left', () => {
  it('is no obstacle: an initdb that was interrupted half-way', async () => {
    const dataDir = await scratchDir();
    const { clusterDir } = await clusterPlace(dataDir);
    const draft = path.join(path.dirname(clusterDir), 'cluster.draft-1');
    await mkdir(draft);
    await writeFile(path.join(draft, 'PG_VERSION'), '18\n');
    const server = await start({ dataDir });
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(path.dirname(clusterDir))).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('is no obstacle: a postmaster.pid whose number now belongs to a stranger of the same user', async () => {
    const dataDir = await scratchDir();
    const first = await start({ dataDir });
    await first.kill();
    const { clusterDir, account } = await clusterPlace(dataDir);
    const stale = path.join(clusterDir, 'postmaster.pid');
    const lines = (await readFile(stale, 'utf8')).split('\n');
    const ids = account && { uid: account.uid, gid: account.gid };
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...ids });
    onTestFinished(() => void stranger.kill('SIGKILL'));
    await writeFile(stale, [String(stranger.pid), ...lines.slice(1)].join('\n'));
    await first.restart();
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isRunning(identify(stranger.pid ?? 0))).toBe(true);
  });

  it('is refused in one sentence: a server that somebody else has started on it', async () => {
    const dataDir = await scratchDir();
    const first = await start({ dataDir });
    // As if it had been started by hand, without the files that name an owner.
    for (const name of ['postgresql.owner', 'postgresql.pid']) await rm(path.join(dataDir, name));
    await expect(start({ dataDir })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      message: expect.stringContaining(String(first.pid)) as string,
    });
    expect(isRunning(identify(first.pid))).toBe(true);
  });

  it('is refused in one sentence: a database of another version', async () => {
    const dataDir = await scratchDir();
    const server = await start({ dataDir });
    await server.stop();
    const { clusterDir } = await clusterPlace(dataDir);
    await writeFile(path.join(clusterDir, 'PG_VERSION'), '17\n');
    await expect(start({ dataDir })).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' });
  });
});

describe('the account it runs under', () => {
  it('is never root, and its data lie where that account may go', async () => {
    const closed = path.join(await scratchDir(), 'closed');
    await mkdir(closed, { mode: 0o700 });
    const dataDir = path.join(closed, 'data');
    const said: string[] = [];
    const server = await start({ dataDir, onProgress: (line) => said.push(line) });
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const { movedTo } = await clusterPlace(dataDir);
    await server.restart();
    if (process.getuid?.() !== 0) {
      expect({ movedTo, said }).toEqual({ movedTo: undefined, said: [] });
      return;
    }
    expect((await stat(movedTo ?? '')).uid).toBe(postgresAccount(path.join(movedTo ?? '', 'cluster'))?.uid);
    expect(said.join()).toContain(movedTo);
    await server.stop();
    expect(movedTo?.startsWith(tmpdir())).toBe(false);
    await rm(movedTo ?? '', { recursive: true });
  });
});
