import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { Collecting } from '../support/collecting.js';
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

/** An outage is told after ten seconds, and connecting again takes some. */
const TIMEOUT_MS = 150_000;

/** More lines than are held in memory. */
const LARGE = 150_000;

describe('while Kafka is away', () => {
  it(
    'files are rotated and removed, and no line is lost; it is told once',
    async () => {
      const access = collecting.path('access.log');
      writeFileSync(access, lines(1, LARGE));
      const collector = door.start([access]);
      await door.hasBegun(1);
      renameSync(access, `${access}.1`);
      writeFileSync(access, lines(LARGE + 1, LARGE + 1_000));
      await door.hasBegun(2);
      rmSync(`${access}.1`);
      renameSync(access, `${access}.1`);
      writeFileSync(access, lines(LARGE + 1_001, LARGE + 2_000));
      await door.hasBegun(3);
      rmSync(`${access}.1`);
      await waitFor(() => collector.said.includes('Kafka not reached'), { timeoutMs: 30_000, what: 'the complaint' });
      door.open();
      const found = await collecting.arrived(LARGE + 2_000);
      expect(found.map(({ value }) => value).sort()).toEqual(expected(LARGE + 2_000).sort());
      expect(await collector.terminate()).toBe(0);
      expect(collector.said.match(/Kafka not reached/g)).toHaveLength(1);
      expect(collector.said).not.toContain('missing');
    },
    TIMEOUT_MS,
  );
});

it(
  'finds an archive again that was begun, and had another name after a kill',
  async () => {
    const archive = collecting.path('access.log.1.gz');
    writeFileSync(archive, gzipSync(lines(1, 1_000)));
    const args = [collecting.path('access.log*')];
    const killed = door.start(args);
    await door.hasBegun(1);
    await killed.kill();
    renameSync(archive, collecting.path('access.log.2.gz'));
    door.open();
    const next = door.start(args);
    const found = await collecting.arrived(1_000);
    expect(await next.terminate()).toBe(0);
    expect(found.map(({ value }) => value)).toEqual(expected(1_000));
    expect(next.said).not.toContain('missing');
  },
  TIMEOUT_MS,
);

it(
  'ends while Kafka is away, and says what waits for the next start',
  async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 10));
    const collector = door.start([access, '--once']);
    await waitFor(() => collector.said.includes('10 records are held'), { timeoutMs: 30_000, what: 'the complaint' });
    expect(await collector.terminate()).toBe(1);
    expect(collector.said).toContain('10 wait for the next start');
    appendFileSync(access, lines(11, 12));
    door.open();
    const next = door.start([access, '--once']);
    expect(await next.end()).toBe(0);
    expect((await collecting.arrived(12)).map(({ value }) => value)).toEqual(expected(12));
  },
  TIMEOUT_MS,
);
