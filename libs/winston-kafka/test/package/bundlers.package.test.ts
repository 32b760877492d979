import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { onlyLedger, sorted, createTopics, upTo } from '../../../kafka-delivery/test/support/topics.js';
import { scratchFolder } from '../support/child.js';
import { installNewcomer, packTarball } from '../support/newcomer.js';

const run = promisify(execFile);
const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
const app = join(scratch.path, 'app');
const IDLE_MS = 2_000;

const TOOLS = ['esbuild@0.28.2', 'webpack@5', 'webpack-cli@7', '@vercel/ncc@0.45.0', 'rollup@4.68.8', '@rollup/plugin-node-resolve@16', '@rollup/plugin-commonjs@29', '@rollup/plugin-json@6']; // prettier-ignore

/** Logs, stays connected for a while, says what that cost, and ends by itself. */
const SERVICE = `
const { logger, transport } = new LogMonitor('bundled', { console: false });
for (let index = 0; index < 100; index++) logger.info('n' + index);
logger.error('failed', { err: new Error('x') });
transport.flush(20000).then((delivered) => {
  const before = process.cpuUsage();
  setTimeout(() => {
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ delivered, idlePercent: (user + system) / 10 / ${IDLE_MS}, at: Date.now() }));
  }, ${IDLE_MS});
});
`;
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const WEBPACK = `
const common = { mode: 'production', target: 'node20', externals: [], entry: './service.mjs' };
module.exports = [
  { ...common, output: { path: __dirname + '/out', filename: 'webpack.cjs', library: { type: 'commonjs2' } } },
  { ...common, output: { path: __dirname + '/out', filename: 'webpack.mjs', library: { type: 'module' }, module: true }, experiments: { outputModule: true } },
];`;
const ROLLUP = `
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
export default {
  input: 'service.mjs',
  plugins: [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs({ ignoreDynamicRequires: true }), json()],
  output: [{ file: 'out/rollup.cjs', format: 'cjs' }, { file: 'out/rollup.mjs', format: 'es' }],
};`;

beforeAll(async () => {
  await installNewcomer(app, await packTarball(scratch.path), ['winston@3.19.0', ...TOOLS]);
  const files = {
    'service.mjs': `import { LogMonitor } from '@log-monitor/winston-kafka';${SERVICE}`,
    'service.cjs': `const { LogMonitor } = require('@log-monitor/winston-kafka');${SERVICE}`,
    'webpack.config.cjs': WEBPACK,
    'rollup.config.mjs': ROLLUP,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
});
afterAll(() => scratch.remove());

const bin = (name: string, ...args: string[]): Promise<unknown> =>
  run(join(app, 'node_modules', '.bin', name), args, { cwd: app, env: { ...process.env, NODE_ENV: '' } });
const esbuild = (...args: string[]): Promise<unknown> => bin('esbuild', '--bundle', '--platform=node', ...args);

/** Each makes one file that runs. */
const BUNDLES: [name: string, file: string, make: () => Promise<unknown>][] = [
  ['esbuild, CommonJS', 'out/esbuild.cjs', () => esbuild('service.cjs', '--outfile=out/esbuild.cjs')],
  ['esbuild, minified', 'out/small.cjs', () => esbuild('service.mjs', '--minify', '--outfile=out/small.cjs')],
  ['esbuild, ES module', 'out/esbuild.mjs', () => esbuild('service.mjs', '--format=esm', `--banner:js=${REQUIRE}`, '--outfile=out/esbuild.mjs')], // prettier-ignore
  ['webpack, CommonJS', 'out/webpack.cjs', () => bin('webpack')],
  ['webpack, ES module', 'out/webpack.mjs', async () => undefined],
  ['rollup, CommonJS', 'out/rollup.cjs', () => bin('rollup', '-c')],
  ['rollup, ES module', 'out/rollup.mjs', async () => undefined],
  ['ncc, CommonJS', 'out/ncc-cjs/index.cjs', () => bin('ncc', 'build', 'service.cjs', '-o', 'out/ncc-cjs')],
  ['ncc, ES module', 'out/ncc-esm/index.mjs', () => bin('ncc', 'build', 'service.mjs', '-o', 'out/ncc-esm')],
];

describe('a service in one bundle', () => {
  it.each(BUNDLES)('%s: delivers, idles quietly, and ends in time', async (_name, file, make) => {
    await make();
    const topics = await createTopics(bootstrap);
    const env = {
      ...process.env,
      KAFKA_BOOTSTRAP_SERVERS: bootstrap,
      LOG_TOPIC: topics.topic,
      ERROR_LOG_TOPIC: topics.errorTopic,
      LOG_SPOOL_DIR: join(scratch.path, 's'),
    };
    const { stdout, stderr } = await run(process.execPath, [file], { cwd: app, env, timeout: 30_000 });
    const { delivered, idlePercent, at } = JSON.parse(stdout) as {
      delivered: boolean;
      idlePercent: number;
      at: number;
    };
    console.log(`${_name}: idle ${idlePercent.toFixed(2)} % of a core, ended after ${Date.now() - at} ms`);
    expect([delivered, stderr]).toEqual([true, '']);
    expect(idlePercent).toBeLessThan(2);
    expect(Date.now() - at).toBeLessThan(5_000);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect([sorted(ledger.received.keys()), ledger.ended]).toEqual([upTo(101), true]);
  });
});
