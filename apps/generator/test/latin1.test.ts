import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AccessLogSource } from '@log-monitor/access-log';
import type { AccessRecord } from '@log-monitor/access-record';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS_FORMATS } from '../src/format/format-catalogue.js';
import { runGenerator } from './support/run-generator.js';

/** What becomes of bytes that are no UTF-8: nginx and Apache write them by their numbers, some programs leave them, others put U+FFFD in their place. */
const WRITTEN = {
  nginx: { urlPath: '/men\\xFC/caf\\xE9', userAgentOriginal: 'Bl\\xE5b\\xE4r/1.0' },
  apache: { urlPath: '/men\\xfc/caf\\xe9', userAgentOriginal: 'Bl\\xe5b\\xe4r/1.0' },
  bytes: { urlPath: '/menü/café', userAgentOriginal: 'Blåbär/1.0', flags: ['latin1'] },
  go: { urlPath: '/menü/café', userAgentOriginal: 'Bl\\xe5b\\xe4r/1.0', flags: ['latin1'] },
  replaced: { urlPath: '/men\ufffd/caf\ufffd', userAgentOriginal: 'Bl\ufffdb\ufffdr/1.0' },
} as const satisfies Record<string, Partial<AccessRecord>>;

const OF_FORMAT: Readonly<Record<string, keyof typeof WRITTEN>> = {
  combined: 'nginx',
  main: 'nginx',
  ingress: 'nginx',
  kong: 'nginx',
  json: 'bytes',
  common: 'apache',
  visor: 'apache',
  'apache-combined': 'apache',
  vhost_combined: 'apache',
  'kong-json': 'bytes',
  apisix: 'bytes',
  'apisix-custom': 'bytes',
  envoy: 'bytes',
  'envoy-json': 'replaced',
  traefik: 'go',
  'traefik-json': 'replaced',
  caddy: 'replaced',
};
const WITHOUT_AGENT = ['common', 'visor', 'apisix-custom'];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'latin1-'));
  await writeFile(path.join(folder, 'latin1.yaml'), 'latin1: 1');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Lines of ten seconds, as bytes. */
async function linesOf(...options: string[]): Promise<Buffer[]> {
  const file = path.join(folder, options.join(' '));
  const range = ['--from', '2026-11-26T08:00:00Z', '--for', '10s'];
  await runGenerator([...range, '-c', path.join(folder, 'latin1.yaml'), '-o', file, ...options]);
  const bytes = await readFile(file);
  const lines: Buffer[] = [];
  for (let from = 0, end = bytes.indexOf(10); end !== -1; from = end + 1, end = bytes.indexOf(10, from))
    lines.push(bytes.subarray(from, end));
  expect(lines.length).toBeGreaterThan(20);
  return lines;
}

describe('old programs, whose text is Latin-1', () => {
  it('have a line in every format', () => {
    const names = ACCESS_FORMATS.filter(({ isMessage }) => isMessage !== true).map(({ name }) => name);
    expect(Object.keys(OF_FORMAT).sort()).toEqual(names.sort());
  });

  it.each(Object.entries(OF_FORMAT))('%s: as by %s', async (format, written) => {
    const { userAgentOriginal, ...rest } = WRITTEN[written];
    const expected = WITHOUT_AGENT.includes(format) ? rest : { ...rest, userAgentOriginal };
    const source = new AccessLogSource({ format });
    const lines = await linesOf('-f', format);
    for (const { line } of lines.flatMap((bytes) => source.read(bytes))) expect(line).toMatchObject(expected);
    expect(source.counts).toMatchObject({ lines: lines.length, access: lines.length });
  });

  it.each([
    ['cri', WRITTEN.bytes],
    ['docker', WRITTEN.replaced],
    ['fluentd', WRITTEN.replaced],
  ])('in what %s makes of lines', async (wrapper, expected) => {
    const source = new AccessLogSource({ format: 'json' });
    const lines = await linesOf('-f', 'json', '--wrapper', wrapper);
    for (const { line } of lines.flatMap((bytes) => source.read(bytes))) expect(line).toMatchObject(expected);
    expect(source.counts.access).toBe(lines.length);
  });
});
