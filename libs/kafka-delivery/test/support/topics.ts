import kafkajs, { type Admin, type IHeaders } from 'kafkajs';
import type { DropRange, LogRecord } from '@log-monitor/log-record';
import { uniqueName, waitFor } from '@log-monitor/tools';

const { Kafka, logLevel } = kafkajs;

export interface Topics {
  topic: string;
  errorTopic: string;
}

export interface Arrived {
  key: string;
  value: string;
  headers: Record<string, string>;
  timestamp: number;
}

function client(bootstrap: string): kafkajs.Kafka {
  return new Kafka({ clientId: 'test', brokers: [bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
}

async function withAdmin<T>(bootstrap: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client(bootstrap).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Two topics of this test's own. */
export async function createTopics(
  bootstrap: string,
  config: Record<string, string> = {},
  given: Partial<Topics> = {},
): Promise<Topics> {
  const base = uniqueName('logs');
  const topics = { topic: base, errorTopic: `${base}-errors`, ...given };
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  const names = Object.values(topics);
  await withAdmin(bootstrap, async (admin) => {
    await admin.createTopics({
      // kafkajs's own wait fails at a broker that has not heard of the topic yet.
      waitForLeaders: false,
      topics: names.map((topic) => ({ topic, numPartitions: 2, configEntries })),
    });
    // Answered by the leaders themselves, once they know that they are.
    const leadersAnswer = (): Promise<unknown> => Promise.all(names.map((topic) => admin.fetchTopicOffsets(topic)));
    await waitFor(leadersAnswer, { timeoutMs: 30_000, what: `leaders of ${base}` });
  });
  return topics;
}

/** Everything that a topic holds by now. */
export async function readTopic(bootstrap: string, topic: string): Promise<Arrived[]> {
  const ends = await withAdmin(bootstrap, (admin) => admin.fetchTopicOffsets(topic));
  const missing = new Map(
    ends.filter(({ low, high }) => Number(high) > Number(low)).map((end) => [end.partition, Number(end.high)]),
  );
  if (missing.size === 0) return [];
  const consumer = client(bootstrap).consumer({ groupId: uniqueName('reader'), maxWaitTimeInMs: 100 });
  const arrived: Arrived[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) {
          arrived.push({
            key: String(message.key),
            value: String(message.value),
            headers: textOf(message.headers),
            timestamp: Number(message.timestamp),
          });
        }
        if (Number(batch.lastOffset()) + 1 >= (missing.get(batch.partition) ?? 0)) missing.delete(batch.partition);
      },
    });
    await waitFor(() => missing.size === 0, { timeoutMs: 60_000, what: `the end of ${topic}` });
  } finally {
    await consumer.disconnect();
  }
  return arrived;
}

function textOf(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

/** What the ledger makes of a topic: numbers that came, how often, and those reported as dropped. */
export interface Ledger {
  /** Copies per number; all copies of a number have one id, by which the store knows them. */
  received: Map<number, number>;
  dropped: Map<number, string>;
  /** One of each number, in the order of arrival. */
  records: LogRecord[];
  ids: Map<number, string>;
  ended: boolean;
  lastSeq: number;
}

/** Reads the topic as the monitor's ledger does, per instance. */
export function ledgersOf(arrived: readonly Arrived[]): Map<string, Ledger> {
  const ledgers = new Map<string, Ledger>();
  for (const { value, headers } of arrived) {
    const record = JSON.parse(value) as LogRecord & { report?: true; dropped?: DropRange[] };
    const ledger: Ledger = ledgers.get(record.instance) ?? {
      received: new Map(),
      dropped: new Map(),
      records: [],
      ids: new Map(),
      ended: false,
      lastSeq: 0,
    };
    ledgers.set(record.instance, ledger);
    for (const { reason, from, to } of record.dropped ?? []) {
      for (let seq = from; seq <= to; seq++) ledger.dropped.set(seq, reason);
    }
    ledger.lastSeq = Math.max(ledger.lastSeq, Number(headers['last-seq'] ?? 0));
    if (headers['end'] === 'true') ledger.ended = true;
    if (record.report === true) continue;
    const copies = ledger.received.get(record.seq) ?? 0;
    ledger.received.set(record.seq, copies + 1);
    if (copies === 0) {
      ledger.records.push(record);
      ledger.ids.set(record.seq, record.id);
    } else if (ledger.ids.get(record.seq) !== record.id) throw new Error(`two records have the number ${record.seq}`);
  }
  return ledgers;
}

export async function onlyLedger(bootstrap: string, topic: string): Promise<Ledger> {
  const ledgers = [...ledgersOf(await readTopic(bootstrap, topic)).values()];
  if (ledgers.length !== 1) throw new Error(`${ledgers.length} instances instead of one`);
  return ledgers[0] as Ledger;
}

export function sorted(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
