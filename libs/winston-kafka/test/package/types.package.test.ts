import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../support/child.js';
import { installNewcomer, packTarball } from '../support/newcomer.js';

const run = promisify(execFile);
const scratch = scratchFolder();
/** The oldest compiler that winston's own types work with, the first that knows nodenext, and the newest. */
const COMPILERS = ['4.4.4', '4.7.4', '6.0.3', '7.0.2'] as const;
type Compiler = (typeof COMPILERS)[number];
let tarball: string;

/** A service that touches every entry. */
const SERVICE = `
import { KafkaTransport, LogMonitor, createLogger, levels, withContext, contextMiddleware, TransportStats } from '@log-monitor/winston-kafka';
import { LogMonitorModule, MonitorLogger } from '@log-monitor/winston-kafka/nest';
import { PinoTarget } from '@log-monitor/winston-kafka/pino';
import * as winston from 'winston';
const { logger } = new LogMonitor('x', { kafka: { spool: false, redact: { keys: ['a'] }, lingerMs: 10 } });
logger.critical('typed', { a: 1 });
createLogger({ kafka: false }).critical('typed');
const transport: winston.transport = new KafkaTransport({ service: 'x', enabled: false });
winston.createLogger({ levels, transports: [transport] });
const stats: TransportStats = new KafkaTransport({ service: 'x' }).stats();
export const dropped: number = stats.dropped.queue_overflow + levels.critical;
export const all = [LogMonitorModule.forRoot({ service: 'x' }), MonitorLogger, withContext({ requestId: 'r' }, () => 1), contextMiddleware(), PinoTarget];
// @ts-expect-error an option that does not exist
new KafkaTransport({ servcie: 'x' });
`;

interface Setting {
  module: string;
  moduleResolution: string;
  files: string[];
  by: readonly Compiler[];
}
const SETTINGS: Setting[] = [
  // As Nest 10 and 11 generate it.
  { module: 'commonjs', moduleResolution: 'node', files: ['a.ts'], by: ['4.4.4', '4.7.4', '6.0.3'] },
  { module: 'nodenext', moduleResolution: 'nodenext', files: ['a.mts', 'a.cts'], by: ['4.7.4', '6.0.3', '7.0.2'] },
  { module: 'esnext', moduleResolution: 'bundler', files: ['a.ts'], by: ['6.0.3', '7.0.2'] },
];
const CASES = SETTINGS.flatMap(({ by, ...setting }) =>
  by.flatMap((compiler) => [true, false].map((esModuleInterop) => ({ compiler, esModuleInterop, ...setting }))),
).filter(({ compiler, esModuleInterop }) => esModuleInterop || compiler !== '7.0.2'); // which has no such switch any more

const folderOf = (compiler: Compiler): string => join(scratch.path, compiler);

beforeAll(async () => {
  tarball = await packTarball(scratch.path);
  for (const compiler of COMPILERS) {
    const node = compiler.startsWith('4') ? '18.0.0' : '20.19.43';
    const packages = [`typescript@${compiler}`, `@types/node@${node}`, 'winston@3.19.0'];
    await installNewcomer(folderOf(compiler), tarball, packages);
    for (const file of ['a.ts', 'a.mts', 'a.cts']) writeFileSync(join(folderOf(compiler), file), SERVICE);
  }
});
afterAll(() => scratch.remove());

describe('a small service compiles, types of libraries included', () => {
  it.each(CASES)(
    'TypeScript $compiler, $moduleResolution, esModuleInterop $esModuleInterop',
    async ({ compiler, files, ...options }) => {
      const folder = folderOf(compiler);
      const ignored = compiler === '6.0.3' ? { ignoreDeprecations: '6.0' } : {};
      const compilerOptions = { strict: true, noEmit: true, target: 'es2020', types: ['node'], skipLibCheck: false, ...ignored, ...options }; // prettier-ignore
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      const { stdout } = await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], {
        cwd: folder,
      }).catch((error: { stdout: string }) => error);
      // Not of others: what old compilers say about types of Node or winston is not ours to mend.
      expect(stdout.split('\n').filter((line) => /winston-kafka|^a\./.test(line))).toEqual([]);
      expect(stdout).not.toContain('TS5');
    },
  );
});

it.each([
  ['publint', ['publint', 'run', '--strict']],
  ['attw', ['attw']],
])('%s finds nothing', async (name, [bin = '', ...args]) => {
  const folder = join(scratch.path, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--no-audit', '--no-fund', 'publint@0.3.25', '@arethetypeswrong/cli@0.18.5'], {
    cwd: folder,
  });
  const result = await run(join(folder, 'node_modules', '.bin', bin), [...args, tarball], { cwd: folder }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  expect([result.code, result.stdout]).toEqual([0, expect.any(String)]);
});
