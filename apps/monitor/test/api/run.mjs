/**
 * Holds the running HTTP side against its own description by schemathesis (PyPI), on a real PostgreSQL filled by bench/seed.mjs:
 * npm run test:api [-- further arguments of schemathesis run]
 *
 * Uses the schemathesis on the PATH or named by SCHEMATHESIS, or installs the pinned one into the cache folder once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { cacheDir, createTestDatabase, freePort, startPostgres, waitFor } from '@log-monitor/tools';

const VERSION = '4.32.5';
const here = path.dirname(fileURLToPath(import.meta.url));
const bench = path.join(here, '..', '..', 'bench');

// First of all: without it nothing else needs to start.
const tool = process.env.SCHEMATHESIS ?? findOrInstall();
if (tool === undefined) {
  console.error(
    'npm run test:api needs python3 with venv and pip, to install schemathesis from PyPI; or set SCHEMATHESIS to the path of an installed one.',
  );
  process.exit(1);
}
const postgres = await startPostgres({ onProgress: (line) => console.error(line), settings: { fsync: 'off' } });
let server;
try {
  const { url } = await createTestDatabase(postgres.url);
  await finish(spawn(process.execPath, [path.join(bench, 'seed.mjs'), url, '5000'], { stdio: 'inherit' }));
  await keepLettersAside(url);
  const port = await freePort();
  server = spawn(process.execPath, [path.join(bench, 'serve.mjs'), url, String(port)], { stdio: 'inherit' });
  const base = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${base}/health/live`)).ok, {
    timeoutMs: 20_000,
    what: 'the monitor to answer',
  });
  const options = [
    '--config-file',
    path.join(here, 'schemathesis.toml'),
    'run',
    `${base}/api/docs-json`,
    '--url',
    base,
  ];
  process.exitCode = await finish(spawn(tool, [...options, ...process.argv.slice(2)], { stdio: 'inherit' }));
} finally {
  server?.kill('SIGTERM');
  await postgres.stop();
}

/** Some that can be read by now and some that never can, so that what is done with them has something to be done with. */
async function keepLettersAside(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO dead_letter (topic, kafka_partition, kafka_offset, kafka_time, size, reason, detail, value)
     SELECT 'application-logs', 0, n, now(), length(value), 'not_json', 'as the test has it', value
       FROM generate_series(1000001, 1000400) n,
            LATERAL (SELECT convert_to(CASE WHEN n % 2 = 0 THEN '{"message":"late","level":"info","service":"service-01"}' ELSE 'x' END, 'UTF8') AS value) v`,
  );
  await client.end();
}

/** @returns undefined when there is none and none can be installed */
function findOrInstall() {
  if (spawnSync('schemathesis', ['--version']).status === 0) return 'schemathesis';
  const folder = path.join(cacheDir(), `schemathesis-${VERSION}`);
  const place = process.platform === 'win32' ? 'Scripts' : 'bin';
  const tool = path.join(folder, place, 'schemathesis');
  const found = process.platform === 'win32' ? `${tool}.exe` : tool;
  if (existsSync(found)) return found;
  const python = process.platform === 'win32' ? 'python' : 'python3';
  for (const [command, ...args] of [
    [python, '-m', 'venv', folder],
    [path.join(folder, place, 'pip'), 'install', '--quiet', `schemathesis==${VERSION}`],
  ]) {
    if (spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0) continue;
    // Half of it would be taken for the whole by the next run.
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  return found;
}

function finish(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
