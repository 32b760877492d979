import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, isPortFree } from '../src/stack/process/port.js';
import { identify, isRunning, type ProcessIdentity } from '../src/stack/process/process-identity.js';
import { descendants } from '../src/stack/process/process-tree.js';
import { waitFor } from '../src/testing/wait-for.js';
import { runFixture, type Fixture } from './fixtures/run-fixture.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

interface Run extends Fixture {
  dataDir: string;
  ports: { kafka: number; postgres: number; server: number };
  notes: () => Promise<string[]>;
  /** Everything that runs for it, itself included. */
  processes: () => ProcessIdentity[];
}

/** `npm start` with stand-ins for the monitor and the demo, on ports of its own. */
async function start(env: NodeJS.ProcessEnv = {}, dataDir?: string): Promise<Run> {
  const folder = dataDir ?? (await scratchDir());
  const ports = { kafka: await freePort(), postgres: await freePort(), server: await freePort() };
  const file = path.join(folder, 'notes');
  const fixture = runFixture('start-stand-ins.mjs', [], {
    LOG_MONITOR_DATA_DIR: folder,
    LOCAL_KAFKA_PORT: String(ports.kafka),
    LOCAL_POSTGRES_PORT: String(ports.postgres),
    LOG_MONITOR_SERVER_PORT: String(ports.server),
    STAND_IN_NOTES: file,
    ...env,
  });
  const pid = fixture.child.pid ?? 0;
  return {
    ...fixture,
    dataDir: folder,
    ports,
    notes: async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    processes: () => [pid, ...descendants(pid)].map(identify),
  };
}

async function untilUp(run: Run): Promise<void> {
  const up = (): boolean => run.lines.some((line) => line.includes('KAFKA_BOOTSTRAP_SERVERS='));
  await waitFor(() => up() || run.child.exitCode !== null, { timeoutMs: 90_000, what: 'the start' });
  if (!up()) throw new Error(run.lines.join('\n'));
}

async function expectNothingLeft(run: Run, processes: ProcessIdentity[]): Promise<void> {
  await waitFor(() => !processes.some(isRunning), { timeoutMs: 10_000, what: 'every process to end' });
  for (const port of Object.values(run.ports)) expect(await isPortFree(port)).toBe(true);
  expect((await readdir(run.dataDir)).filter((name) => /\.(pid|owner)$/.test(name))).toEqual([]);
}

it('brings everything up, says where it is, and stops it on Ctrl-C, writers first', async () => {
  const run = await start();
  await untilUp(run);
  const screen = run.lines.join('\n');
  for (const step of ['PostgreSQL', 'Kafka', 'monitor', 'demo'])
    expect(screen).toMatch(new RegExp(`${step} .*\\d\\.\\d s`));
  expect(screen).toContain(`http://localhost:${run.ports.server}`);
  expect(screen).toMatch(/Alerts +as mails in \S+mail;/);
  expect(run.lines.at(-1)).toContain(`KAFKA_BOOTSTRAP_SERVERS=localhost:${run.ports.kafka}`);

  const processes = run.processes();
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(await run.notes()).toEqual([
    'monitor begins',
    'demo says error',
    'demo says goodbye',
    'monitor ends, Kafka up, PostgreSQL up',
  ]);
  const stopped = run.lines.flatMap((line) => /^ +(\S+) +stopped/.exec(line)?.[1] ?? []);
  expect(stopped).toEqual(['demo', 'monitor', 'Kafka', 'PostgreSQL']);
  await expectNothingLeft(run, processes);
});

it('says when a part dies, starts it again, and still stops cleanly', async () => {
  const run = await start();
  await untilUp(run);
  await fetch(`http://127.0.0.1:${run.ports.server}/crash`);
  await waitFor(async () => (await run.notes()).filter((note) => note === 'monitor begins').length === 2, {
    timeoutMs: 20_000,
    what: 'the monitor to be started again',
  });
  expect(run.lines.join('\n')).toMatch(/monitor +ended by itself \(exit code 3\); starting it again in 1 s/);
  const kafka = JSON.parse(await readFile(path.join(run.dataDir, 'kafka', 'kafka.pid'), 'utf8')) as ProcessIdentity;
  process.kill(kafka.pid, 'SIGKILL');
  await waitFor(() => run.lines.some((line) => /Kafka +started again/.test(line)), {
    timeoutMs: 60_000,
    what: 'Kafka',
  });
  expect(await isPortFree(run.ports.kafka)).toBe(false);
  const processes = run.processes();
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  await expectNothingLeft(run, processes);
});

it('kills what still runs when it is asked to stop a second time', async () => {
  const run = await start({ STAND_IN_HANGS: '1' });
  await untilUp(run);
  const processes = run.processes();
  run.child.kill('SIGINT');
  await waitFor(() => run.lines.some((line) => line.includes('Stopping')), {
    timeoutMs: 10_000,
    what: 'the stop to begin',
  });
  // What comes within a second is the same press of the key.
  await waitFor(
    () => {
      run.child.kill('SIGINT');
      return run.lines.some((line) => line.includes('Forced'));
    },
    { timeoutMs: 10_000, what: 'the second request to be taken as one', intervalMs: 100 },
  );
  expect(await run.ended).toBe(130);
  await expectNothingLeftButLocks(run, processes);
});

async function expectNothingLeftButLocks(run: Run, processes: ProcessIdentity[]): Promise<void> {
  await waitFor(() => !processes.some(isRunning), { timeoutMs: 10_000, what: 'every process to end' });
  for (const port of Object.values(run.ports)) expect(await isPortFree(port)).toBe(true);
}

it('can be stopped while it starts', async () => {
  const run = await start();
  await waitFor(
    async () => (await readdir(path.join(run.dataDir, 'kafka')).catch((): string[] => [])).includes('kafka.pid'),
    {
      timeoutMs: 60_000,
      what: 'the broker to be under way',
    },
  );
  const processes = run.processes();
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(130);
  await expectNothingLeft(run, processes);
});

it('starts on what a killed supervisor has left, and refuses a folder that another one uses', async () => {
  const first = await start({ NO_DEMO: '1' });
  await untilUp(first);
  const second = await start({ NO_DEMO: '1' }, first.dataDir);
  expect(await second.ended).toBe(1);
  expect(second.lines.join('\n')).toMatch(/in use by process \d+.*LOG_MONITOR_DATA_DIR/);

  const processes = first.processes();
  first.child.kill('SIGKILL');
  const third = await start({ NO_DEMO: '1' }, first.dataDir);
  await untilUp(third);
  expect(processes.filter(isRunning)).toEqual([]);
});

it.each([
  ['LOCAL_KAFKA_PORT', 'kafka'],
  ['LOCAL_POSTGRES_PORT', 'postgres'],
  ['LOG_MONITOR_SERVER_PORT', 'server'],
] as const)('names %s when its port is taken, and starts nothing', async (variable, part) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const taken = (server.address() as { port: number }).port;
  const run = await start({ [variable]: String(taken) });
  expect(await run.ended).toBe(1);
  const sentence = run.lines.at(-1) ?? '';
  expect(sentence).toContain(`Port ${taken}`);
  expect(sentence).toContain(variable);
  run.ports[part] = await freePort();
  await expectNothingLeft(run, []);
});

it('shows what the monitor says when it does not start, and stops the rest', async () => {
  const run = await start({ STAND_IN_MONITOR_FAILS: '1' });
  expect(await run.ended).toBe(1);
  expect(run.lines.join('\n')).toContain('LOG_RETENTION_DAYS must be a number of days');
  await expectNothingLeft(run, []);
});
