import { appendFileSync, copyFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Collecting, type Line, byInstance, withoutRepeats } from './support/collecting.js';
import { expected, lines } from './support/numbered-lines.js';

const bootstrap = inject('kafkaBootstrapServers');
let collecting: Collecting;

beforeEach(() => {
  collecting = new Collecting(bootstrap);
});
afterEach(() => collecting.stop());

const arrived = (count: number): Promise<Line[]> => collecting.arrived(count);
const values = (found: readonly Line[]): string[] => found.map(({ value }) => value).sort();

describe('a file that is followed', () => {
  it('comes line by line, with its numbers and what is said about its source', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 3) + 'half a ');
    const collector = collecting.start([access, '--source', 'shop-nginx', '--cluster', 'eu', '--server', 'web1']);
    const first = await arrived(3);
    expect(first.map(({ value }) => value)).toEqual(expected(3));
    expect(first[0]?.headers).toEqual({
      source: 'shop-nginx',
      server: 'web1',
      cluster: 'eu',
      file: access,
      instance: first[0]?.key,
      seq: '1',
      'last-seq': '3',
    });
    appendFileSync(access, 'line\r\n\n\n');
    expect((await arrived(4)).at(-1)?.value).toBe('half a line');
    expect(await collector.terminate()).toBe(0);
    expect(collector.said).toContain('4 lines read');
    expect(collector.said).toContain('4 acknowledged');
  });

  it('goes on where it was after a stop, and after a kill', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 1000));
    const killed = collecting.start([access]);
    await arrived(1000);
    await killed.kill();
    appendFileSync(access, lines(1001, 2000));
    const stopped = collecting.start([access]);
    await arrived(2000);
    expect(await stopped.terminate()).toBe(0);
    appendFileSync(access, lines(2001, 2500));
    const last = collecting.start([access, '--once']);
    expect(await last.end()).toBe(0);
    expect([...byInstance(await collecting.lines()).values()]).toEqual([expected(2500)]);
    expect((await collecting.lines()).some(({ headers }) => headers['end'] === 'true')).toBe(true);
  });

  it('goes on after renaming, also when that happened while nobody looked', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 100));
    const first = collecting.start([access]);
    await arrived(100);
    renameSync(access, `${access}.1`);
    appendFileSync(`${access}.1`, lines(101, 150));
    writeFileSync(access, lines(151, 200));
    await arrived(200);
    await first.kill();
    appendFileSync(access, lines(201, 250));
    renameSync(`${access}.1`, `${access}.2`);
    renameSync(access, `${access}.1`);
    writeFileSync(access, lines(251, 300));
    const second = collecting.start([access]);
    expect(values(await arrived(300))).toEqual(expected(300).sort());
    await second.terminate();
    expect(values(withoutRepeats(await collecting.lines()))).toEqual(expected(300).sort());
  });

  it('finds the rest of a file that was copied and cut, also when the copy is compressed', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 100));
    const first = collecting.start([access]);
    await arrived(100);
    await first.kill();
    appendFileSync(access, lines(101, 150));
    copyFileSync(access, `${access}.1`);
    truncateSync(access);
    appendFileSync(access, lines(151, 400));
    const second = collecting.start([access]);
    await arrived(400);
    await second.kill();
    appendFileSync(access, lines(401, 450));
    writeFileSync(`${access}.2.gz`, gzipSync(Buffer.from(lines(151, 450))));
    truncateSync(access);
    appendFileSync(access, lines(451, 500));
    const third = collecting.start([`${access}*`]);
    await arrived(500);
    await third.terminate();
    const found = byInstance(await collecting.lines());
    expect([...found.values()].flat().sort()).toEqual(expected(500).sort());
    expect(found.size).toBe(3);
  });

  it('reads what came and was rotated while nobody looked, but not what was there before', async () => {
    const access = collecting.path('access.log');
    const aged = (name: string, seconds: number): void => utimesSync(name, seconds, seconds);
    writeFileSync(`${access}.1`, 'older than the collector\n');
    aged(`${access}.1`, 1_000_000);
    writeFileSync(access, lines(1, 100));
    const first = collecting.start([access]);
    await arrived(100);
    appendFileSync(access, lines(101, 150));
    await arrived(150);
    await first.kill();
    renameSync(`${access}.1`, `${access}.4`);
    renameSync(access, `${access}.3`);
    aged(`${access}.3`, 2_000_000);
    writeFileSync(`${access}.2.gz`, gzipSync(lines(151, 200)));
    aged(`${access}.2.gz`, 2_000_001);
    writeFileSync(`${access}.1`, lines(201, 250));
    writeFileSync(access, lines(251, 300));
    const second = collecting.start([access, '--from', 'end']);
    await arrived(300);
    await second.kill();
    const third = collecting.start([access, '--from', 'end']);
    appendFileSync(access, lines(301, 310));
    await arrived(310);
    await third.terminate();
    const found = [...byInstance(await collecting.lines()).values()].flat();
    expect(found.sort()).toEqual(expected(310).sort());
  });
});
