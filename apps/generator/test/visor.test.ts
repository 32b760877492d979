import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AccessLogSource } from '@log-monitor/access-log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, runGenerator } from './support/run-generator.js';

/** The keys of Visor's file, numbers as texts among them. */
const FILE = {
  heartbeat: { interval: '1', message: 'HEARTBEAT' },
  access: {
    interval: { min: 1, max: 2 },
    user_id: ['Frank', 'Curt'],
    method: ['GET', 'POST', 'PUT', 'DELETE'],
    method_dist: [0.6, 0.2, 0.1, 0.1],
    code: ['200', '301'],
    code_dist: [0.7, 0.3],
    resource: ['/doc/readme.txt', '/list'],
    version: ['HTTP/2.0'],
  },
  info: { interval: { normal: [[0.01, 0.1]], peak: [[0.005, 0.007]] }, message: ['Kind of busy now'] },
  warn: { interval: { min: 5, max: 30 }, message: ['My phone is out of battery'] },
  error: {
    interval: { normal: [[1, 10]], peak: [[0.1, 1]] },
    message: ['File does not exist', 'client denied by server configuration'],
  },
};
const RANGE = ['--from', '2026-11-26T08:00:00Z', '--to', '2026-11-26T09:00:00Z'];

let folder = '';
let config = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'visor-'));
  config = path.join(folder, 'fake_log_gen.json');
  await writeFile(config, JSON.stringify(FILE));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a configuration file of Visor', () => {
  it('gives its access log: -m access -o FILE', async () => {
    const file = path.join(folder, 'access.log');
    await runGenerator(['-m', 'access', '-o', file, '-c', config, ...RANGE]);
    const lines = linesOf(await readFile(file, 'utf8'));
    const source = new AccessLogSource({ format: 'visor' });
    const read = lines.flatMap((line) => source.read(line)).map(({ line }) => line);
    expect(source.counts).toMatchObject({ heartbeat: 3_600, unparsed: 0, error: 0 });
    const requests = read.flatMap((line) => (line.kind === 'access' ? [line] : []));
    // One each 1 to 2 seconds.
    expect(Math.abs(requests.length - 2_400)).toBeLessThan(100);
    const share = (value: number): number =>
      requests.filter(({ httpResponseStatusCode }) => httpResponseStatusCode === value).length / requests.length;
    expect(share(200)).toBeCloseTo(0.7, 1);
    expect(share(301)).toBeCloseTo(0.3, 1);
    expect(new Set(requests.map(({ userName }) => userName))).toEqual(new Set(['Frank', 'Curt']));
    for (const { httpResponseBodySize = 0, networkProtocolVersion } of requests) {
      expect(httpResponseBodySize).toBeGreaterThanOrEqual(1_024);
      expect(httpResponseBodySize).toBeLessThanOrEqual(10_240);
      expect(networkProtocolVersion).toBe('2');
    }
  });

  it('gives its error log: -m error -o FILE', async () => {
    const file = path.join(folder, 'error.log');
    await runGenerator(['-m', 'error', '-o', file, '-c', config, ...RANGE]);
    const source = new AccessLogSource({ format: 'visor-error' });
    const read = linesOf(await readFile(file, 'utf8')).flatMap((line) => source.read(line));
    expect(source.counts).toMatchObject({ heartbeat: 3_600, unparsed: 0, access: 0 });
    const errors = read.flatMap(({ line }) => (line.kind === 'error' ? [line] : []));
    const counts = Object.fromEntries(
      ['INFO', 'WARNING', 'ERROR'].map((level) => [
        level,
        errors.filter(({ levelOriginal }) => levelOriginal === level).length,
      ]),
    );
    // Peaks of 5 to 7 ms among pauses of 10 to 100 ms; one each 5 to 30 s; peaks of 0.1 to 1 s among pauses of 1 to 10 s.
    expect(counts['INFO']).toBeGreaterThan(150_000);
    expect(Math.abs((counts['WARNING'] ?? 0) - 206)).toBeLessThan(40);
    expect(counts['ERROR']).toBeGreaterThan(1_200);
    expect(new Set(errors.map(({ message }) => message)).size).toBe(4);
  });

  it('decides how many lines there are', async () => {
    const { code, notes } = await runGenerator(['-c', config, '-r', '5']);
    expect(code).toBe(1);
    expect(notes).toEqual(['With a file of Visor, its intervals say how many lines there are; --rate cannot.']);
  });
});
