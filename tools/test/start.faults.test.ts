import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { freePort, isPortFree } from '../src/stack/process/port.js';
import { identify, isRunning, type ProcessIdentity } from '../src/stack/process/process-identity.js';
import { descendants, killTree } from '../src/stack/process/process-tree.js';
import { ROOT } from '../src/checkout/root.js';
import { waitFor } from '../src/testing/wait-for.js';

/** Owned by us alone (0700), as a checkout below /root is: the account of PostgreSQL may not enter it. */
const folder = mkdtempSync(path.join(tmpdir(), 'log-monitor-clone-'));
const clone = path.join(folder, 'log-monitor');
const running: number[] = [];

afterAll(async () => {
  for (const pid of running) killTree(pid);
  const moved = await readFile(path.join(clone, '.data', 'postgres', 'database-is-at'), 'utf8').catch(() => '');
  if (moved) await rm(moved.trim(), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  pid: number;
  lines: string[];
  ended: Promise<number | null>;
}

/** `npm start` in the clone, in a process group of its own, as a terminal would have it. */
function npmStart(env: NodeJS.ProcessEnv): Run {
  // As it would be typed: without what npm and the test run have put into our own environment.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_ENV|LOG_MONITOR_|INIT_CWD)/.test(name),
  );
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...Object.fromEntries(own), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  running.push(pid);
  const lines: string[] = [];
  const read = (line: string): void => {
    lines.push(line);
    console.log(line);
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  return { pid, lines, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url} gave ${response.status}`);
  return (await response.json()) as T;
}

interface Errors {
  errors: { id: string }[];
  count: number;
}

interface Statistics {
  by_service: Record<string, { total: number }>;
  ledger: { missing: number; dropped: number; duplicates: number };
  lag: { records: number | null };
}

const DEMO = ['usermanagement', 'booking', 'notification'];

/** Each record that a demo service logs is also a line of its console, which begins with time and level. */
async function loggedByDemo(): Promise<number> {
  const text = await readFile(path.join(clone, '.data', 'logs', 'demo.log'), 'utf8');
  return text.split('\n').filter((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z \w+ /.test(line)).length;
}

async function stop(run: Run): Promise<void> {
  const processes = [run.pid, ...descendants(run.pid)].map(identify);
  const ports = run.lines.flatMap((line) => /ready (?:on port|at http:\/\/localhost:) ?(\d+)/.exec(line)?.[1] ?? []);
  expect(ports.length).toBeGreaterThanOrEqual(3);
  // What Ctrl-C does: SIGINT to every process of the terminal's foreground group.
  process.kill(-run.pid, 'SIGINT');
  expect(await run.ended).toBe(0);
  expect(processes.filter((each: ProcessIdentity) => isRunning(each))).toEqual([]);
  for (const port of ports) expect(await isPortFree(Number(port))).toBe(true);
}

it('goes from a fresh clone to the first error by npm start alone, loses nothing by Ctrl-C, and remembers', async () => {
  await mkdir(clone, { recursive: true });
  execFileSync('git', ['clone', '--quiet', ROOT, clone]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;

  const first = npmStart({ LOG_MONITOR_SERVER_PORT: String(port) });
  const newest = `${url}/api/v1/logs/errors?limit=20&service=${DEMO.join()}`;
  const errors = await waitFor(
    async () => {
      if (first.lines.some((line) => /failed|taken|needs/.test(line))) throw new Error(first.lines.join('\n'));
      const answer = await get<Errors>(newest);
      return answer.count > 0 ? answer.errors : undefined;
    },
    { timeoutMs: 600_000, what: 'the first error of a demo service', intervalMs: 250 },
  );
  await waitFor(() => first.lines.some((line) => line.includes('KAFKA_BOOTSTRAP_SERVERS=')), {
    timeoutMs: 60_000,
    what: 'the last line',
  });
  for (const step of ['packages', 'build', 'PostgreSQL', 'Kafka', 'monitor', 'demo']) {
    expect(first.lines.join('\n')).toMatch(new RegExp(`${step} .*\\d+\\.\\d s`));
  }
  await waitFor(async () => (await loggedByDemo()) > 500, {
    timeoutMs: 120_000,
    what: 'some traffic',
    intervalMs: 500,
  });
  await stop(first);
  const logged = await loggedByDemo();

  const started = performance.now();
  const second = npmStart({ LOG_MONITOR_SERVER_PORT: String(port), NO_DEMO: '1' });
  await waitFor(() => second.lines.some((line) => line.includes('KAFKA_BOOTSTRAP_SERVERS=')), {
    timeoutMs: 120_000,
    what: 'the second start',
  });
  const seconds = (performance.now() - started) / 1000;
  console.log(`second start: ${seconds.toFixed(1)} s`);
  expect(seconds).toBeLessThan(20);
  for (const { id } of errors) expect(await get(`${url}/api/v1/logs/records/${id}`)).toMatchObject({ id });

  const statistics = await waitFor(
    async () => {
      const answer = await get<Statistics>(`${url}/api/v1/logs/stats`);
      return answer.lag.records === 0 ? answer : undefined;
    },
    { timeoutMs: 30_000, what: 'the rest to be read' },
  );
  const stored = DEMO.reduce((sum, name) => sum + (statistics.by_service[name]?.total ?? 0), 0);
  console.log(`the demo logged ${logged} records, ${stored} are stored`);
  expect({ stored, ledger: statistics.ledger }).toEqual({
    stored: logged,
    ledger: { missing: 0, dropped: 0, duplicates: 0 },
  });
  await stop(second);
});
