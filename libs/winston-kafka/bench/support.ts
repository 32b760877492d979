import kafkajs, { type Kafka } from 'kafkajs';

/** One row of figures, its goal last. */
export type Row = (string | number)[];

export interface Result {
  title: string;
  method: string;
  columns: string[];
  rows: Row[];
  notes?: string[];
}

/** The last line of a benchmark's output is its result. */
export function printResult(result: Result): void {
  console.log(JSON.stringify({ notes: [], ...result }));
}

export function bootstrapServers(): string {
  const servers = process.env['KAFKA_BOOTSTRAP_SERVERS'];
  if (servers === undefined) throw new Error('KAFKA_BOOTSTRAP_SERVERS is not set: run this by "npm run bench"');
  return servers;
}

export function kafkaClient(brokers = bootstrapServers()): Kafka {
  return new kafkajs.Kafka({ clientId: 'bench', brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING });
}

/** Two fresh topics. */
export async function benchTopics(
  name: string,
  brokers = bootstrapServers(),
): Promise<{ topic: string; errorTopic: string }> {
  const topics = { topic: `${name}-${Date.now()}`, errorTopic: `${name}-${Date.now()}-errors` };
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: Object.values(topics).map((topic) => ({ topic })) });
  await admin.disconnect();
  return topics;
}

export function quantile(sorted: ArrayLike<number>, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
