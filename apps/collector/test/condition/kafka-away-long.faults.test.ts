import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import { Collecting, withoutRepeats } from '../support/collecting.js';
import { KafkaDoor } from '../support/kafka-door.js';
import { expected, lines } from '../support/numbered-lines.js';

let collecting: Collecting;
let door: KafkaDoor;
beforeEach(async () => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
  door = await KafkaDoor.create(collecting);
});
afterEach(async () => {
  await collecting.stop();
  door.close();
});

/** More lines than are held in memory. */
const LARGE = 150_000;

describe('while Kafka is away for long', () => {
  it('removed files keep a gigabyte of disk at most; what goes beyond is told and counted', async () => {
    const access = collecting.path('access.log');
    const hole = 700 * 1024 * 1024;
    writeFileSync(access, lines(1, LARGE));
    const size = Buffer.byteLength(lines(1, LARGE));
    // A hole takes no room on the disk of this test.
    truncateSync(access, size + hole);
    const collector = door.start([access]);
    await door.hasBegun(1);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(LARGE + 1, 2 * LARGE));
    truncateSync(access, size + hole);
    await door.hasBegun(2);
    rmSync(`${access}.1`);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(2 * LARGE + 1, 2 * LARGE + 10));
    await door.hasBegun(3);
    rmSync(`${access}.1`);
    await waitFor(() => collector.said.includes('there is no room to keep it'), {
      timeoutMs: 30_000,
      what: 'the loss',
    });
    const [, bytes, offset] = /(\d+) bytes after byte (\d+) are missing/.exec(collector.said) as RegExpExecArray;
    expect(Number(bytes) + Number(offset)).toBe(size + hole);
    door.open();
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
    const collector = door.start(['--config', config]);
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
    await waitFor(() => collector.said.includes('Kafka not reached'), { timeoutMs: 60_000, what: 'the complaint' });
    door.open();
    // Reading everything takes seconds: it is not asked for all the time.
    const isThere = async (): Promise<boolean> =>
      (await collecting.lines()).some(({ value }) => value.startsWith(`${count} `));
    await waitFor(isThere, { timeoutMs: 180_000, what: 'the last line', intervalMs: 3_000 });
    expect(await collector.terminate()).toBe(1);
    const all = await collecting.lines();
    const found = withoutRepeats(all);
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
