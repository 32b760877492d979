import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import { Collecting, type Running } from '../support/collecting.js';
import { expected, lines } from '../support/numbered-lines.js';

let collecting: Collecting;
let port: number;
let door: Server | undefined;
beforeEach(async () => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
  port = await freePort();
});
afterEach(async () => {
  await collecting.stop();
  door?.close();
});

/** A collector whose Kafka does not answer yet. */
function startAlone(args: readonly string[]): Running {
  return collecting.start(args, { KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` });
}

/** Kafka is there again. */
function openDoor(): void {
  const [host, realPort] = collecting.bootstrap.split(':');
  door = createServer((socket) => {
    const kafka = connect(Number(realPort), host);
    socket.pipe(kafka).pipe(socket);
    for (const end of [socket, kafka]) end.on('error', () => end.destroy());
  }).listen(port, '127.0.0.1');
}

/** Waits until the collector has begun with so many files. */
async function hasBegun(count: number): Promise<void> {
  const begun = (): boolean => (collecting.positions().match(/"instance"/g)?.length ?? 0) >= count;
  await waitFor(begun, { timeoutMs: 30_000, what: `${count} files to be begun` });
}

/** More lines than are held in memory. */
const LARGE = 150_000;

describe('while Kafka is away', () => {
  it('files are rotated and removed, and no line is lost; it is told once', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, LARGE));
    const collector = startAlone([access]);
    await hasBegun(1);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(LARGE + 1, LARGE + 1_000));
    await hasBegun(2);
    rmSync(`${access}.1`);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(LARGE + 1_001, LARGE + 2_000));
    await hasBegun(3);
    rmSync(`${access}.1`);
    await waitFor(() => collector.said.includes('Kafka not reached'), { timeoutMs: 30_000, what: 'the complaint' });
    openDoor();
    const found = await collecting.arrived(LARGE + 2_000);
    expect(found.map(({ value }) => value).sort()).toEqual(expected(LARGE + 2_000).sort());
    expect(await collector.terminate()).toBe(0);
    expect(collector.said.match(/Kafka not reached/g)).toHaveLength(1);
    expect(collector.said).not.toContain('missing');
  });

  it('removed files keep a gigabyte of disk at most; what goes beyond is told and counted', async () => {
    const access = collecting.path('access.log');
    const hole = 700 * 1024 * 1024;
    writeFileSync(access, lines(1, LARGE));
    const size = Buffer.byteLength(lines(1, LARGE));
    // A hole takes no room on the disk of this test.
    truncateSync(access, size + hole);
    const collector = startAlone([access]);
    await hasBegun(1);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(LARGE + 1, 2 * LARGE));
    truncateSync(access, size + hole);
    await hasBegun(2);
    rmSync(`${access}.1`);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(2 * LARGE + 1, 2 * LARGE + 10));
    await hasBegun(3);
    rmSync(`${access}.1`);
    await waitFor(() => collector.said.includes('there is no room to keep it'), {
      timeoutMs: 30_000,
      what: 'the loss',
    });
    const [, bytes, offset] = /(\d+) bytes after byte (\d+) are missing/.exec(collector.said) as RegExpExecArray;
    expect(Number(bytes) + Number(offset)).toBe(size + hole);
    openDoor();
    await waitFor(async () => (await collecting.lines()).some(({ value }) => value === expected(2 * LARGE + 10).at(-1)), { timeoutMs: 60_000, what: 'the last file', intervalMs: 500 }); // prettier-ignore
    await collecting.arrived(LARGE + 10);
    await collector.terminate();
    expect(collector.said).toContain(`${Number(bytes).toLocaleString('en')} bytes gone with their files`);
    const found = await collecting.arrived(0);
    // The lines of the first file up to the place where it was given up, and all of the others.
    const first = lines(1, LARGE).slice(0, Number(offset)).split('\n').length - 1;
    expect(found).toHaveLength(first + LARGE + 10);
  });

  it('lines that come once are kept within the caps; what goes beyond is dropped, and Kafka is told how many', async () => {
    const tcp = await freePort();
    const config = collecting.path('collector.yaml');
    writeFileSync(config, `spoolBytes: 1048576\nsources: [{listen: "127.0.0.1:${tcp}"}]\n`);
    const collector = startAlone(['--config', config]);
    const count = 90_000;
    const filler = 'x'.repeat(1_000);
    await waitFor(
      () =>
        new Promise<boolean>((resolve) => {
          const socket = connect(tcp, '127.0.0.1', () => {
            for (let n = 1; n <= count; n++) socket.write(`${n} ${filler}\n`);
            socket.end(() => resolve(true));
          });
          socket.on('error', () => resolve(false));
        }),
      { timeoutMs: 30_000, what: 'the listener' },
    );
    openDoor();
    await waitFor(() => collector.said.includes('again'), { timeoutMs: 60_000, what: 'Kafka to be back' });
    expect(await collector.terminate()).toBe(1);
    const all = await collecting.lines();
    const found = await collecting.arrived(0);
    const reports = all.filter(({ headers }) => headers['report'] !== undefined);
    const ranges = reports.flatMap(({ value }) => (JSON.parse(value) as { dropped: { from: number; to: number }[] }).dropped); // prettier-ignore
    const dropped = new Set(
      ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
    );
    expect(dropped.size).toBeGreaterThan(0);
    expect(found.length).toBeGreaterThan(50_000);
    expect(found.length + dropped.size).toBe(count);
    expect(collector.said).toContain(`${dropped.size.toLocaleString('en')} dropped`);
    expect(collector.said.match(/Kafka not reached/g)).toHaveLength(1);
  });
});

it('finds an archive again that was begun, and had another name after a kill', async () => {
  const archive = collecting.path('access.log.1.gz');
  writeFileSync(archive, gzipSync(lines(1, 1_000)));
  const args = [collecting.path('access.log*')];
  const killed = startAlone(args);
  await hasBegun(1);
  await killed.kill();
  renameSync(archive, collecting.path('access.log.2.gz'));
  openDoor();
  const next = startAlone(args);
  const found = await collecting.arrived(1_000);
  expect(await next.terminate()).toBe(0);
  expect(found.map(({ value }) => value)).toEqual(expected(1_000));
  expect(next.said).not.toContain('missing');
});

it('ends while Kafka is away, and says what waits for the next start', async () => {
  const access = collecting.path('access.log');
  writeFileSync(access, lines(1, 10));
  const collector = startAlone([access, '--once']);
  await waitFor(() => collector.said.includes('10 records are held'), { timeoutMs: 30_000, what: 'the complaint' });
  expect(await collector.terminate()).toBe(1);
  expect(collector.said).toContain('10 wait for the next start');
  appendFileSync(access, lines(11, 12));
  openDoor();
  const next = startAlone([access, '--once']);
  expect(await next.end()).toBe(0);
  expect((await collecting.arrived(12)).map(({ value }) => value)).toEqual(expected(12));
});
