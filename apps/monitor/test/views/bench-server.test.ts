import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StoreFixture } from '../query/fixture/store-fixture.js';

const SERVER = fileURLToPath(new URL('../../bench/serve.mjs', import.meta.url));

let store: StoreFixture;
let child: ChildProcess | undefined;

beforeEach(async () => {
  store = await StoreFixture.create();
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await store.drop();
});

it('starts the server that the benchmarks of questions ask: it takes part in what a new module needs', async () => {
  const port = await freePort();
  child = spawn(process.execPath, [SERVER, store.configuration().databaseUrl, String(port)], { stdio: 'inherit' });
  const asked = async (path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${path}`).catch(() => ({ status: 0 }))).status;
  await waitFor(async () => child?.exitCode !== null || (await asked('/health/live')) === 200, {
    timeoutMs: 30_000,
    what: 'the server to answer',
  });
  expect(await asked('/api/v1/logs/errors?limit=1')).toBe(200);
  expect(await asked('/api/v1/alerts/rules')).toBe(200);
});
