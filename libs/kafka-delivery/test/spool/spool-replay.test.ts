import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KafkaLink } from '../../src/kafkajs/kafka-link.js';
import { SpoolReplay } from '../../src/spool/spool-replay.js';
import { Spool } from '../../src/spool/spool.js';

const INSTANCE = '5b0f2a1e-0000-4000-8000-000000000001';
const DESTINATION = { brokers: ['b:1'], topics: { main: 't', urgent: { topic: 'e', from: 4 } } };
const RECORDS = 900;
const notices: string[] = [];
let dir: string;
let replay: SpoolReplay;

/** A process that has died left 900 records, each tenth of them an error. */
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wk-'));
  const dead = new Spool({ dir, maxBytes: 1e7, from: 1 }, INSTANCE, DESTINATION);
  for (let seq = 1; seq <= RECORDS; seq++) dead.append(seq % 10 === 0 ? 'urgent' : 'record', seq, `${seq}`, 0);
  dead.close();
  notices.length = 0;
  replay = new SpoolReplay(dead.folder, 'f'.repeat(16), DESTINATION.topics, (line) => notices.push(line));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A broker that keeps what it gets, and fails when told to: by the number of the request. */
function brokerFailingAt(failing: ReadonlySet<number>): { link: KafkaLink; got: Record<'t' | 'e', number[]> } {
  const got = { t: [] as number[], e: [] as number[] };
  let requests = 0;
  const send: KafkaLink['send'] = async (topic, { values }) => {
    const request = ++requests;
    await new Promise((resolve) => setImmediate(resolve));
    if (failing.has(request)) throw new Error('socket closed');
    got[topic as 't' | 'e'].push(...values.map(Number));
  };
  return { link: { send } as KafkaLink, got };
}
const expected = Array.from({ length: RECORDS }, (_, index) => index + 1);

describe('SpoolReplay', () => {
  it.each([[[1]], [[2]], [[3]], [[4, 7]], [[6]], [[1, 2, 3, 4, 5, 6]]])(
    'sends nothing twice that Kafka has acknowledged, with the requests %j failing',
    async (failing) => {
      const { link, got } = brokerFailingAt(new Set(failing));
      let runs = 1;
      while ((await replay.run(link)) !== undefined) runs += 1;
      expect(runs).toBeGreaterThan(1);
      expect(got).toEqual({ t: expected, e: expected.filter((seq) => seq % 10 === 0) });
      expect(replay.stats).toEqual({ recovered: RECORDS, corrupt: 0 });
      expect(readdirSync(join(dir, readdirSync(dir)[0] as string))).toEqual([]);
    },
  );

  it('counts and tells of what is damaged once, however often it has to try', async () => {
    const folder = join(dir, readdirSync(dir)[0] as string);
    const file = join(folder, readdirSync(folder)[0] as string);
    writeFileSync(file, readFileSync(file).subarray(0, -5));
    const { link } = brokerFailingAt(new Set([1, 3]));
    while ((await replay.run(link)) !== undefined);
    expect(replay.stats).toEqual({ recovered: RECORDS - 1, corrupt: 1 });
    expect(notices.filter((line) => line.includes('damaged'))).toHaveLength(1);
  });
});
