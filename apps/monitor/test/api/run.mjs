/**
 * Holds the running HTTP side against its own description by schemathesis (PyPI), on a real PostgreSQL filled by bench/seed.mjs:
 * node apps/monitor/test/api/run.mjs [further arguments of schemathesis run]
 *
 * Uses the schemathesis on the PATH or named by SCHEMATHESIS, or installs the pinned one into a folder of its own once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, freePort, startPostgres, waitFor } from '@log-monitor/tools';

const VERSION = '4.32.5';
const here = path.dirname(fileURLToPath(import.meta.url));
const bench = path.join(here, '..', '..', 'bench');

const postgres = await startPostgres({ onProgress: (line) => console.error(line), settings: { fsync: 'off' } });
let server;
try {
  const { url } = await createTestDatabase(postgres.url);
  await finish(spawn(process.execPath, [path.join(bench, 'seed.mjs'), url, '5000'], { stdio: 'inherit' }));
  const port = await freePort();
  server = spawn(process.execPath, [path.join(bench, 'serve.mjs'), url, String(port)], { stdio: 'inherit' });
  const base = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${base}/health/live`)).ok, {
    timeoutMs: 20_000,
    what: 'the monitor to answer',
  });
  const tool = process.env.SCHEMATHESIS ?? findOrInstall();
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

function findOrInstall() {
  if (spawnSync('schemathesis', ['--version']).status === 0) return 'schemathesis';
  const folder = path.join(tmpdir(), `log-monitor-schemathesis-${VERSION}-${process.getuid?.() ?? 0}`);
  const tool = path.join(folder, 'bin', 'schemathesis');
  if (existsSync(tool)) return tool;
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', folder],
    [path.join(folder, 'bin', 'pip'), 'install', '--quiet', `schemathesis==${VERSION}`],
  ]) {
    if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0) {
      throw new Error(
        'schemathesis could not be installed: it needs python3 with venv, or set SCHEMATHESIS to its path',
      );
    }
  }
  return tool;
}

function finish(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
