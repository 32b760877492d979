import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LogRecord } from '@log-monitor/log-record';
import { type Topics, createTopics, readTopic } from '../../../kafka-delivery/test/support/topics.js';
import { scratchFolder } from '../support/child.js';
import { installNewcomer, packTarball } from '../support/newcomer.js';

const bootstrap = inject('kafkaBootstrapServers');
const NOBODY = '127.0.0.1:1';
const scratch = scratchFolder();
const app = join(scratch.path, 'app');

/**
 * The tests of a service: one logs and ends at once, one logs an error of `fs` and delivers it while time stands still.
 * They are told whether somebody answers.
 */
const TESTS = `
const logMonitor = () => new LogMonitor('tested', { console: false });
test('logs and ends at once', () => {
  logMonitor().logger.error('boom', { err: new Error('x') });
});
test('flushes while time stands still', async () => {
  const monitor = logMonitor();
  let error;
  try { readFileSync('/does/not/exist'); } catch (caught) { error = caught; }
  stopTime();
  monitor.logger.error(error);
  const delivered = await monitor.flush(reachable ? 20000 : 300);
  startTime();
  if (delivered !== reachable) throw new Error('delivered: ' + delivered);
});
const reachable = process.env.REACHABLE === 'yes';
`;
const REQUIRES = `
const { readFileSync } = require('node:fs');
const { LogMonitor } = require('@log-monitor/winston-kafka');`;
const JEST = 'const stopTime = () => jest.useFakeTimers(); const startTime = () => jest.useRealTimers();';
const VITEST = `
import { readFileSync } from 'node:fs';
import { LogMonitor } from '@log-monitor/winston-kafka';
const stopTime = () => vi.useFakeTimers(); const startTime = () => vi.useRealTimers();`;
const NODE = `
const { test, mock } = require('node:test');
const stopTime = () => mock.timers.enable(); const startTime = () => mock.timers.reset();`;

beforeAll(async () => {
  await installNewcomer(app, await packTarball(scratch.path), ['winston@3.19.0', 'jest@30']);
  writeFileSync(join(app, 'service.jest.test.cjs'), REQUIRES + JEST + TESTS);
  writeFileSync(join(app, 'service.vitest.mjs'), VITEST + TESTS);
  writeFileSync(join(app, 'service.node.cjs'), REQUIRES + NODE + TESTS);
  writeFileSync(join(app, 'jest.config.cjs'), "module.exports = { testMatch: ['**/*.jest.test.cjs'] };");
});
afterAll(() => scratch.remove());

interface End {
  code: number | null;
  output: string;
  ms: number;
}

function runTests(args: string[], env: Record<string, string>): Promise<End> {
  const started = Date.now();
  const { NODE_OPTIONS: _, VITEST: __, ...outer } = process.env;
  const child = spawn(process.execPath, args, { cwd: app, env: { ...outer, NO_COLOR: '1', ...env } });
  const timer = setTimeout(() => child.kill('SIGKILL'), 100_000);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output, ms: Date.now() - started });
    });
  });
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const RUNNERS: [name: string, args: string[]][] = [
  ['Jest', ['node_modules/jest/bin/jest.js']],
  ['Jest in one process', ['node_modules/jest/bin/jest.js', '--runInBand']],
  ['Vitest', [vitest, 'run', '--globals', '--root', '.', '--dir', '.', 'service.vitest.mjs']],
  ['node:test', ['--test', 'service.node.cjs']],
];

describe.each(RUNNERS)('%s', (name, args) => {
  let topics: Topics;
  const environment = (brokers: string): Record<string, string> => ({
    KAFKA_BOOTSTRAP_SERVERS: brokers,
    REACHABLE: brokers === NOBODY ? 'no' : 'yes',
    LOG_TOPIC: topics.topic,
    ERROR_LOG_TOPIC: topics.errorTopic,
    LOG_SPOOL_DIR: join(scratch.path, name === 'Vitest' ? 'v' : name.length.toString()),
  });
  beforeAll(async () => {
    topics = await createTopics(bootstrap);
    if (name === 'Vitest') {
      writeFileSync(join(app, 'vitest.config.mjs'), "export default { test: { include: ['service.vitest.mjs'] } };");
    }
  });

  it('stays quiet and ends with its own exit code without Kafka', async () => {
    const { code, output, ms } = await runTests(args, environment(NOBODY));
    expect(output).not.toMatch(/torn down|did not exit|after tests are done|Unhandled|DeprecationWarning|MaxListeners/);
    expect([code, output]).toEqual([0, expect.stringMatching(/2 passed|pass 2/)]);
    console.log(`${name}: ended after ${ms} ms`);
  });

  it('stays quiet with Kafka too, and an error of fs arrives whole', async () => {
    const { code, output } = await runTests(args, environment(bootstrap));
    expect(output).not.toMatch(/torn down|did not exit|after tests are done|Unhandled|DeprecationWarning|MaxListeners/);
    expect([code, output]).toEqual([0, expect.stringMatching(/2 passed|pass 2/)]);
    const records = (await readTopic(bootstrap, topics.errorTopic)).map(({ value }) => JSON.parse(value) as LogRecord);
    const record = records.find(({ error }) => error?.code === 'ENOENT');
    expect(record).toMatchObject({ service: 'tested', error: { type: 'Error', code: 'ENOENT' } });
    expect(record?.error?.stack).toContain('/does/not/exist');
  });

  it('opens no connection when switched off', async () => {
    const { code, output } = await runTests(args, { ...environment(NOBODY), KAFKA_LOGGING: 'off', REACHABLE: 'yes' });
    expect([code, output]).toEqual([0, expect.stringMatching(/2 passed|pass 2/)]);
    expect(output).not.toContain('[log-monitor]');
  });
});
