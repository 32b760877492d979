import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { scratchFolder } from './support/child.js';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** The last ones that run on Node 18. */
const RUNNER = ['vitest@3.2.4', 'vite@6.3.5'];
const scratch = scratchFolder();
afterAll(() => scratch.remove());

/** What the runner writes down. */
interface Result {
  testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
}

/** Installs another Node, from the npm package that carries it, and a runner that it can run; returns their paths. */
function install(version: number): { node: string; vitest: string; folder: string } {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(scratch.path, String(version));
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const flags = ['--no-audit', '--no-fund', '--no-save'];
  execFileSync('npm', ['install', ...flags, `${name}@${version}`, ...RUNNER], { cwd: folder, stdio: 'ignore' });
  const modules = join(folder, 'node_modules');
  return { node: join(modules, name, 'bin', 'node'), vitest: join(modules, 'vitest', 'vitest.mjs'), folder };
}

describe.each([18, 24])('Node %i', (version) => {
  it('passes the whole suite of the package and its libraries, its child processes included', async () => {
    const { node, vitest, folder } = install(version);
    const config = {
      root: REPOSITORY,
      test: {
        include: ['libs/{kafka-batch,kafka-delivery,winston-kafka}/test/**/*.test.ts'],
        exclude: ['**/node_modules/**', '**/*.faults.test.ts', '**/*.package.test.ts'],
        provide: { kafkaBootstrapServers: inject('kafkaBootstrapServers') },
        testTimeout: 60_000,
        hookTimeout: 120_000,
        reporters: ['json'],
        outputFile: join(folder, 'result.json'),
      },
    };
    writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)}`);
    const args = [vitest, 'run', '--config', join(folder, 'vitest.config.mjs')];
    // Nothing of the run around it: this one has another runner.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^VITEST|^TEST$|^NODE_ENV$/.test(name)),
    );
    const child = spawn(node, args, { cwd: REPOSITORY, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Result;
    const failed = result.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed'),
    );
    expect(failed).toEqual([]);
    expect(code, output).toBe(0);
  });
});
