import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LogRecord } from '@log-monitor/log-record';
import { scratchFolder } from '../support/child.js';
import { installNewcomer, packTarball, readmeBlock } from '../support/newcomer.js';
import { createTopics, readTopic } from '../../../kafka-delivery/test/support/topics.js';

const run = promisify(execFile);
const bootstrap = inject('kafkaBootstrapServers');
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const scratch = scratchFolder();
const app = join(scratch.path, 'app');

beforeAll(async () => {
  await installNewcomer(app, await packTarball(scratch.path), ['winston@3.19.0']);
}, 180_000);
afterAll(() => scratch.remove());

describe('the tarball alone, in an empty folder', () => {
  it('holds the code, the types and the licence, nothing native, and asks for no unpublished package', async () => {
    const installed = join(app, 'node_modules', '@log-monitor', 'winston-kafka');
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: app });
    expect(stdout).not.toMatch(/log-record|kafka-delivery|kafka-batch/);
    const files = readdirSync(join(app, 'node_modules'), { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith('.node') || name.endsWith('binding.gyp'))).toEqual([]);
    for (const name of files.filter((file) => file.includes('winston-kafka/dist') && file.endsWith('.d.ts'))) {
      expect(readFileSync(join(app, 'node_modules', name), 'utf8')).not.toMatch(/from '@log-monitor/);
    }
  });

  it.each([
    ['ES module', 'service.mjs', (code: string) => code],
    [
      'CommonJS',
      'service.cjs',
      (code: string) => code.replace(/import (\{.*?\}) from ('.*?');/, 'const $1 = require($2);'),
    ],
  ])('the README’s lines as %s reach both topics', async (_name, file, adapt) => {
    const topics = await createTopics(bootstrap);
    writeFileSync(join(app, file), adapt(readmeBlock('## Use', 'js')));
    const env = {
      ...process.env,
      KAFKA_BOOTSTRAP_SERVERS: bootstrap,
      LOG_TOPIC: topics.topic,
      ERROR_LOG_TOPIC: topics.errorTopic,
      LOG_SPOOL_DIR: join(scratch.path, 's'),
    };
    const { stderr } = await run(process.execPath, [file], { cwd: app, env });
    expect(stderr).toBe('');
    for (const topic of [topics.topic, topics.errorTopic]) {
      const records = (await readTopic(bootstrap, topic)).map(({ value }) => JSON.parse(value) as LogRecord);
      expect(records.find(({ message }) => message === 'Out of disk')).toMatchObject({
        level: 'CRITICAL',
        service: 'usermanagement',
      });
    }
  });

  it('is packed beside a running monitor: what that has loaded or will load stays where it is', async () => {
    const entry = join(repository, 'libs', 'winston-kafka', 'dist', 'esm', 'index.js');
    let missing = 0;
    const watch = setInterval(() => (missing += existsSync(entry) ? 0 : 1), 5);
    const { stdout } = await run(process.execPath, ['tools/run.mjs', 'pack-transport'], { cwd: repository });
    clearInterval(watch);
    expect([missing, existsSync(entry)]).toEqual([0, true]);
    const tarball = /npm install winston (.*\.tgz)/.exec(stdout)?.[1] ?? '';
    expect(readFileSync(join(repository, 'README.md'), 'utf8')).toContain(`/${basename(tarball)}`);
    const { stdout: files } = await run('tar', ['-tzf', tarball]);
    expect(files).toContain('package/dist/cjs/delivery.js');
    expect(files).not.toContain('dist/types/');
  });

  it('is one copy, however it is loaded', async () => {
    const code = `
      const esm = await import('@log-monitor/winston-kafka');
      const nest = await import('@log-monitor/winston-kafka/nest');
      const { createRequire } = await import('node:module');
      const cjs = createRequire(import.meta.url)('@log-monitor/winston-kafka');
      const same = esm.LogMonitor === cjs.LogMonitor && nest.LogMonitorModule.forRoot().providers[0].provide === cjs.LogMonitor;
      console.log(same, cjs.withContext({ requestId: 'r' }, () => esm.currentContext().requestId));
    `;
    writeFileSync(join(app, 'once.mjs'), code);
    expect((await run(process.execPath, ['once.mjs'], { cwd: app })).stdout.trim()).toBe('true r');
  });
});
