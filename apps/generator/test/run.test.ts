import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AccessLogSource, type LineCounts } from '@log-monitor/access-log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, runGenerator } from './support/run-generator.js';

const RANGE = ['--from', '2026-11-26T08:00:00Z', '--to', '2026-11-26T08:10:00Z'];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'generator-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const inFolder = (name: string): string => path.join(folder, name);

function counted(lines: readonly string[], format = 'auto'): LineCounts {
  const source = new AccessLogSource({ format });
  for (const line of lines) source.read(line);
  source.end();
  return source.counts;
}

describe('the command', () => {
  it('writes the same bytes for the same seed, and others for another', async () => {
    const [first, second, other] = await Promise.all(
      ['7', '7', '8'].map(async (seed) => (await runGenerator([...RANGE, '--seed', seed])).lines.join('\n')),
    );
    expect(first).toBe(second);
    expect(first).not.toBe(other);
    expect(first?.split('\n').length).toBeGreaterThan(3_000);
  });

  it('writes every time within the range, in order', async () => {
    const { lines } = await runGenerator(RANGE);
    const source = new AccessLogSource({ format: 'combined' });
    const times = lines.flatMap((line) => source.read(line)).map(({ line }) => line.timestamp ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 26, 8));
    expect(times.at(-1)).toBeLessThan(Date.UTC(2026, 10, 26, 8, 10));
  });

  it('ends after so many lines', async () => {
    expect((await runGenerator(['--from', '1h', '-n', '1234', '-r', '50'])).lines).toHaveLength(1234);
  });

  it('ends in real time after so long, with lines of now', async () => {
    const before = Date.now();
    const { lines } = await runGenerator(['--for', '400ms', '-r', '500', '-f', 'caddy', '--curve', 'flat']);
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) {
      const { ts } = JSON.parse(line) as { ts: number };
      expect(ts * 1000).toBeGreaterThanOrEqual(before - 1);
      expect(ts * 1000).toBeLessThanOrEqual(Date.now());
    }
  });

  it('ends cleanly when it is told to, with all that it has said', async () => {
    const stop = new AbortController();
    const running = runGenerator(['-r', '200', '-o', inFolder('stopped.log')], { signal: stop.signal });
    await until(async () => (await sizeOf(inFolder('stopped.log'))) > 2_000);
    stop.abort();
    const { code, notes } = await running;
    expect(code).toBe(0);
    const lines = linesOf(await readFile(inFolder('stopped.log'), 'utf8'));
    expect(notes.at(-1)).toMatch(new RegExp(`^${lines.length} lines in `));
    expect(counted(lines, 'combined').access).toBe(lines.length);
  });

  it('appends to a file and writes the error log of the same requests', async () => {
    const argv = [...RANGE, '-m', 'both', '-o', inFolder('access.log'), '--error-output', inFolder('error.log')];
    await runGenerator(argv);
    await runGenerator(argv);
    const access = linesOf(await readFile(inFolder('access.log'), 'utf8'));
    const half = access.length / 2;
    expect(access.slice(0, half)).toEqual(access.slice(half));
    const errors = counted(linesOf(await readFile(inFolder('error.log'), 'utf8')), 'nginx-error');
    expect(errors.error).toBe(errors.lines);
    expect(errors.lines).toBeGreaterThan(20);
  });

  it('writes an error log alone, as Visor did: -m error -o FILE', async () => {
    await runGenerator(['-m', 'error', '-o', inFolder('only-errors.log'), ...RANGE, '--error-format', 'apache-error']);
    const counts = counted(linesOf(await readFile(inFolder('only-errors.log'), 'utf8')), 'apache-error');
    expect(counts.error).toBe(counts.lines);
    expect(counts.lines).toBeGreaterThan(3_000);
  });

  it('rotates by size, keeps so many files and loses no line', async () => {
    const file = inFolder('rotated.log');
    // So many a second that an hour of the night has them too.
    const some = ['--from', '1h', '-n', '5000', '-r', '100'];
    await runGenerator([...some, '-o', file, '--rotate', '300k', '--keep', '2']);
    const all = await runGenerator(some);
    const names = (await readdir(folder)).filter((name) => name.startsWith('rotated.log')).sort();
    expect(names).toEqual(['rotated.log', 'rotated.log.1', 'rotated.log.2']);
    const sizes = await Promise.all(names.slice(1).map(async (name) => sizeOf(inFolder(name))));
    for (const size of sizes) expect(size).toBeGreaterThanOrEqual(300_000);
    for (const size of sizes) expect(size).toBeLessThan(301_000);
    const texts = await Promise.all(names.reverse().map(async (name) => readFile(inFolder(name), 'utf8')));
    const kept = texts.flatMap(linesOf);
    expect(kept.map(timeless)).toEqual(all.lines.slice(-kept.length).map(timeless));
  });

  it('writes signs of life that no monitor takes for requests', async () => {
    const { lines } = await runGenerator([...RANGE, '--heartbeat', '5', '-f', 'common']);
    const counts = counted(lines, 'common');
    expect(counts.heartbeat).toBe(120);
    expect(counts.unparsed).toBe(0);
  });

  it.each(['combined', 'apache-combined', 'ingress'])('writes what is no request as %s has it', async (format) => {
    const config = inFolder('broken.yaml');
    await writeFile(config, 'broken: 1');
    const { lines } = await runGenerator([...RANGE, '-c', config, '-f', format]);
    const source = new AccessLogSource({ format });
    const flags = lines
      .flatMap((line) => source.read(line))
      .flatMap(({ line }) => (line.kind === 'access' ? (line.flags ?? []) : []));
    expect(source.counts.access).toBe(lines.length);
    expect(new Set(flags)).toEqual(new Set(['tls_probe', 'rdp_probe', 'http_0_9', 'request_malformed']));
  });

  it.each(['fluentd', 'cri', 'docker'])('wraps lines as %s does', async (wrapper) => {
    const { lines } = await runGenerator([...RANGE, '-f', 'kong', '--wrapper', wrapper]);
    const counts = counted(lines, 'kong');
    expect(counts.access).toBe(lines.length);
  });

  it('connects to a TCP source and sends every line', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk) => received.push(chunk)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await runGenerator([...RANGE, '-o', `tcp://127.0.0.1:${port}`]);
    server.close();
    expect(linesOf(Buffer.concat(received).toString())).toEqual((await runGenerator(RANGE)).lines);
  });

  it('listens, waits for a reader and gives it every line', async () => {
    const received: Buffer[] = [];
    const note = (line: string): void => {
      const port = Number(/:(\d+)\.$/.exec(line)?.[1]);
      if (line.startsWith('Waiting')) connect(port, '127.0.0.1').on('data', (chunk) => received.push(chunk));
    };
    await runGenerator([...RANGE, '-o', 'listen://127.0.0.1:0'], { note });
    expect(linesOf(Buffer.concat(received).toString())).toEqual((await runGenerator(RANGE)).lines);
  });

  it('shares a place between two outputs, and keeps hosts apart', async () => {
    const config = inFolder('hosts.yaml');
    await writeFile(
      config,
      `rate: 20
outputs:
  - { to: '-', format: kong, hosts: [shop-api.example.com] }
  - { to: '-', format: apisix, hosts: [pay-api.example.com] }
`,
    );
    const { lines } = await runGenerator([...RANGE, '-c', config]);
    const hosts = new Set(
      lines.map((line) =>
        line.startsWith('{')
          ? (JSON.parse(line) as { request: { headers: { host: string } } }).request.headers.host
          : line.split('"').at(-4),
      ),
    );
    expect(hosts).toEqual(new Set(['shop-api.example.com', 'pay-api.example.com']));
  });
});

describe('a mistake gives one clear sentence', () => {
  it.each([
    [['--rate', 'many'], '--rate is a number.'],
    [['-f', 'nginx9'], /^In the options: outputs\.0\.format: must be one of combined, main, /],
    [['-f', 'nginx-error'], 'nginx-error is no format of an access log.'],
    [['-m', 'reverse'], '--mode is access, error or both.'],
    [['--wrong'], /--wrong/],
    [['--incident', 'earthquake'], /^In the options: incidents\.0\.kind: /],
    [['--incident', 'scan,at=soon'], /incidents\.0\.at: must be how long after the begin/],
    [['--incident', 'slow,host=nowhere'], /^There is no host nowhere/],
    [['--from', 'yesterday'], /^In the options: from: must be a time such as/],
    [['--from', '1h', '--to', '2h'], /must come after the begin\.$/],
    [['-o', 'kafka:a b'], 'a b is no name of a Kafka topic.'],
    [['-o', 'tcp://nowhere'], 'tcp://nowhere is no address such as tcp://127.0.0.1:5170.'],
    [['-o', 'tcp://127.0.0.1:1'], /^Nobody listens at 127\.0\.0\.1:1: /],
    [['-o', '/proc/no/file'], /^\/proc\/no\/file cannot be written: /],
    [['-c', '/no/such/file.yaml'], /^The configuration \/no\/such\/file\.yaml cannot be read: /],
  ])('%j', async (argv, sentence) => {
    const { code, lines, notes } = await runGenerator(argv);
    expect(code).not.toBe(0);
    expect(lines).toEqual([]);
    expect(notes).toHaveLength(1);
    if (typeof sentence === 'string') expect(notes[0]).toBe(sentence);
    else expect(notes[0]).toMatch(sentence);
  });

  it.each([
    ['rates: 5', /there is no setting rates\.$/],
    ['hosts: [{ name: a, routes: [] }]', /hosts\.0\.routes: /],
    ['statuses: { "200": 0.7, "500": 0.7 }', 'The shares of statuses add up to 1.4, which is more than 1.'],
    ['curve: { hours: [1, 2] }', /curve\.hours: must have 24 weights, one for each hour\.$/],
    ['- 1', /must hold names and values/],
    ['a: [1', /is neither YAML nor JSON: line 1: /],
    ['{"access": {"interval": {"min": 1, "max": 2}}}', /access\.user_id: /],
  ])('%s', async (text, sentence) => {
    const file = inFolder('wrong.yaml');
    await writeFile(file, text);
    const { code, notes } = await runGenerator(['-c', file]);
    expect(code).toBe(1);
    expect(notes).toHaveLength(1);
    if (typeof sentence === 'string') expect(notes[0]).toBe(sentence);
    else expect(notes[0]).toMatch(sentence);
  });
});

/** Two runs begin at two moments; all but the time is the same. */
function timeless(line: string): string {
  return line.replace(/\[[^\]]*\]/, '');
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
