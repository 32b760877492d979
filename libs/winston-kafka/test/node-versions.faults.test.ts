import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { scratchFolder } from './support/child.js';
import { createTopics, ledgersOf, onlyLedger, readTopic, sorted, upTo } from './support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
afterAll(() => scratch.remove());

interface End {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The binary of another Node, from the npm package that carries it. */
function install(version: number): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(scratch.path, String(version));
  execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', `${name}@${version}`]);
  return join(folder, 'node_modules', name, 'bin', 'node');
}

async function run(binary: string, fixture: string, env: Record<string, string>): Promise<End> {
  const file = fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url));
  const child = spawn(binary, [file], { env: { ...process.env, NODE_ENV: 'production', ...env } });
  const end: End = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (end.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (end.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...end, code };
}

describe.each([18, 24])('Node %i', (version) => {
  it('delivers, ends, keeps last words and stays quiet', async () => {
    const binary = install(version);
    const topics = await createTopics(bootstrap);
    const spool = { dir: join(scratch.path, `s${version}`) };
    const env = { COUNT: '200', OPTIONS: JSON.stringify({ brokers: bootstrap, spool, ...topics }) };
    for (const MODE of ['nothing', 'end', 'flush', 'close']) {
      // No warning either: Node 24 prints TimeoutNegativeWarning for kafkajs as it is.
      expect(await run(binary, 'service.mjs', { ...env, MODE })).toMatchObject({ code: 0, stderr: '' });
    }
    const idle = await run(binary, 'service.mjs', { ...env, MODE: 'idle' });
    expect(JSON.parse(idle.stdout)).toMatchObject({ kept: [], connected: true });
    expect((await run(binary, 'service.mjs', { ...env, MODE: 'exit' })).code).toBe(3);
    expect((await run(binary, 'service.mjs', { ...env, MODE: 'recover' })).code).toBe(0);
    const ledgers = [...ledgersOf(await readTopic(bootstrap, topics.topic)).values()].filter(
      ({ received }) => received.size > 0,
    );
    expect(ledgers).toHaveLength(6);
    for (const { received } of ledgers) expect(sorted(received.keys())).toEqual(upTo(200));
  });

  it('runs the pino target', async () => {
    const binary = install(version);
    const topics = await createTopics(bootstrap);
    const env = { OPTIONS: JSON.stringify({ brokers: bootstrap, spool: false, ...topics }) };
    expect(await run(binary, 'pino-service.mjs', env)).toMatchObject({ code: 0, stderr: '' });
    expect((await onlyLedger(bootstrap, topics.topic)).received.size).toBe(5);
  });
});
