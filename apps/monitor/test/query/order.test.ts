import type { Level } from '@log-monitor/log-record';
import type { StoredRecord } from '@log-monitor/monitor-api';
import { waitFor } from '@log-monitor/tools';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lane } from '../../src/batch/batch.js';
import type { Configuration } from '../../src/configuration/configuration.js';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { parseRange } from '../../src/query/range/time-range.js';
import { ErrorList } from '../../src/query/records/error-list.js';
import { RecordContext } from '../../src/query/records/record-context.js';
import { RecordExport } from '../../src/query/records/record-export.js';
import { RecordSearch } from '../../src/query/records/record-search.js';
import { RecordTail } from '../../src/query/tail/record-tail.js';
import { StoredSignal } from '../../src/query/tail/stored-signal.js';
import { TailRows } from '../../src/query/tail/tail-rows.js';
import { logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';
import { configurationOf } from './fixture/store-fixture.js';

const LEVELS: readonly Level[] = ['INFO', 'DEBUG', 'ERROR', 'CRITICAL', 'WARNING'];
const PROCESSES = 3;
const FOREIGN = PROCESSES;

interface Call {
  /** A process that uses the transport, or a foreign producer. */
  who: number;
  level: Level;
  /** Milliseconds since the call before: mostly none. */
  later: number;
  /** The process ends, and a new one goes on. */
  restart: boolean;
}

const call = fc.record<Call>({
  who: fc.nat(FOREIGN),
  level: fc.constantFrom(...LEVELS),
  later: fc.constantFrom(0, 0, 0, 0, 0, 1, 40),
  restart: fc.integer({ max: 19, min: 0 }).map((number) => number === 0),
});

interface Told {
  calls: Call[];
  /** Sizes of the batches, and which lane is stored next. */
  batches: { size: number; lane: number }[];
  limit: number;
}

const told = fc.record<Told>({
  calls: fc.array(call, { minLength: 30, maxLength: 120 }),
  batches: fc.array(fc.record({ size: fc.integer({ min: 1, max: 15 }), lane: fc.nat(2) }), {
    minLength: 5,
    maxLength: 20,
  }),
  limit: fc.integer({ min: 1, max: 9 }),
});

/** One partition of one topic, and what is on its way to the store. */
class Partition {
  next = 0;
  readonly waiting: unknown[] = [];

  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly lane: Lane,
  ) {}

  async store(size: number): Promise<void> {
    const values = this.waiting.splice(0, size);
    if (values.length === 0) return;
    const messages = values.map((value, index) =>
      rawMessage(value, { offset: this.next + index, kafkaTime: Date.now() }),
    );
    this.next += values.length;
    await test.store.store(logBatch(this, messages));
  }
}

let test: TestStore;
let configuration: Configuration;
let pool: QueryPool;
let tail: RecordTail;
let run = 0;
const partitions = [
  new Partition('order', 0, 'main'),
  new Partition('order', 1, 'main'),
  new Partition('order-errors', 0, 'errors'),
] as const;

beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  const base = configurationOf(test.databaseUrl);
  configuration = { ...base, kafka: { ...base.kafka, logTopic: 'order', errorLogTopic: 'order-errors' } };
  pool = new QueryPool(configuration);
  tail = new RecordTail(new TailRows(pool, configuration), new StoredSignal(configuration), configuration);
  for (const partition of partitions) await test.store.openPosition(partition, 0);
});
afterAll(async () => {
  tail.onModuleDestroy();
  await pool.onApplicationShutdown();
  await test.close();
});

/** Logs as the calls say, and stores it as the batches say. @returns services, and how many records there are */
async function log({ calls, batches }: Told): Promise<{ services: string[]; records: number }> {
  run += 1;
  const services = Array.from({ length: PROCESSES + 1 }, (_, who) => `order-${run}-${who}`);
  const instances = services.map((service) => new FakeInstance(service));
  let time = Date.now() - 60_000;
  for (const [index, { who, level, later, restart }] of calls.entries()) {
    time += later;
    const timestamp = new Date(time).toISOString();
    const main = partitions[who % 2] as Partition;
    if (who === FOREIGN) {
      main.waiting.push({ level, message: `${index}`, service: services[FOREIGN], timestamp });
      continue;
    }
    if (restart) instances[who] = new FakeInstance(services[who]);
    const record = (instances[who] as FakeInstance).record(level, `${index}`, { timestamp });
    main.waiting.push(record);
    if (level === 'ERROR' || level === 'CRITICAL') partitions[2].waiting.push(record);
  }
  for (const { size, lane } of batches) await (partitions[lane] as Partition).store(size);
  for (const partition of partitions) await partition.store(partition.waiting.length);
  return { services, records: calls.length };
}

/** Each process's records are in the order of its calls, and so are those of a foreign producer. */
function expectOrder(records: readonly StoredRecord[], what: string): void {
  const last = new Map<string, number>();
  for (const { instance, seq, service, message } of records) {
    const place = seq ?? Number(message);
    const key = instance ?? service;
    expect(
      place,
      `${what}: ${records.map((one) => `${one.service}:${one.seq ?? one.message}`).join(' ')}`,
    ).toBeGreaterThan(last.get(key) ?? -1);
    last.set(key, place);
  }
}

async function allPages<Page extends { nextCursor: string | null }>(
  ask: (cursor: string | undefined) => Promise<Page>,
  recordsOf: (page: Page) => StoredRecord[],
): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    found.push(...recordsOf(page));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** What a reader gets who comes back after it had seen nothing of these services. */
async function tailed(services: string[], from: string, count: number): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  const write = (frame: string): void => {
    const data = /^id: .*\ndata: (.*)\n\n$/.exec(frame)?.[1];
    if (data !== undefined) records.push(JSON.parse(data) as StoredRecord);
  };
  const sink = { write, buffered: 0, drained: () => Promise.resolve(), end: () => undefined };
  const leave = await tail.read({ filter: { services }, lastEventId: from, sink });
  try {
    await waitFor(() => records.length >= count, {
      timeoutMs: 20_000,
      what: `${count} records, ${records.length} came`,
    });
  } finally {
    leave();
  }
  return records;
}

it('is that of the calls wherever records are listed, across pages, topics, restarts and batches', async () => {
  await fc.assert(
    fc.asyncProperty(told, async (given) => {
      const start = `${Date.now().toString(36)}~${partitions.map(({ lane, partition, next }) => `${lane[0]}${partition}.${next}`).join(',')}`;
      const { services, records } = await log(given);
      const now = new Date();
      const question = { filter: { services }, range: parseRange('now-1h', 'now', now.getTime()), now };
      const search = new RecordSearch(pool);
      const found = await allPages(
        (cursor) => search.page({ ...question, limit: given.limit, cursor }),
        (page) => page.records,
      );
      expect(found.map(({ id }) => id)).toHaveLength(records);
      expectOrder(found.toReversed(), 'search');
      const errors = new ErrorList(pool);
      const list = await allPages(
        (cursor) => errors.page({ ...question, limit: given.limit, cursor }),
        (page) => page.errors,
      );
      expect(list).toEqual(found.filter(({ level }) => level === 'ERROR' || level === 'CRITICAL'));
      const exported: StoredRecord[] = [];
      for await (const page of new RecordExport(search).pages(question)) exported.push(...page.records);
      expect(exported).toEqual(found);
      const middle = found[Math.floor(found.length / 2)] as StoredRecord;
      const around = await new RecordContext(pool).answer({ id: middle.id, by: 'instance', before: 500, after: 500 });
      const whole = [...(around?.before ?? []), middle, ...(around?.after ?? [])];
      expectOrder(whole, 'context');
      const ofOne = found.filter(({ instance, service }) =>
        middle.instance === undefined ? service === middle.service : instance === middle.instance,
      );
      expect(whole.map(({ id }) => id)).toEqual(ofOne.map(({ id }) => id).reverse());
      const tailedRecords = await tailed(services, start, records);
      expect(tailedRecords).toHaveLength(records);
      expectOrder(tailedRecords, 'tail');
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 300_000);
